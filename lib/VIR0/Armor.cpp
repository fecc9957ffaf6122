// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The hex armour: a blob as lines of hex digits behind two header lines (section 12).
#include "vyre-cc/VIR0/Codec.h"
#include "llvm/ADT/StringExtras.h"

namespace vyrecc::vir0 {

static constexpr StringRef kHeader = "vyre_ir v0.1";
static constexpr StringRef kSizeWord = "wire_bytes ";
static constexpr size_t kBytesPerLine = 32;

namespace {

/// Hands out the lines of a text without their ends, LF or CRLF.
class Lines {
public:
  explicit Lines(StringRef text) : rest(text) {}
  bool atEnd() const { return rest.empty(); }
  StringRef next() {
    StringRef line;
    std::tie(line, rest) = rest.split('\n');
    ++number;
    line.consume_back("\r");
    return line;
  }
  SourceLoc loc(size_t column = 0) const { return SourceLoc::text(number, uint32_t(column) + 1); }

private:
  StringRef rest;
  uint32_t number = 0;
};

} // namespace

bool isArmored(StringRef text) { return text.starts_with(kHeader); }

static LogicalResult decodeLine(StringRef line, const Lines &lines, std::string &bytes,
                                DiagnosticEngine &diags) {
  if (line.size() % 2 != 0)
    return diags.error(DiagCode::BadArmor, lines.loc(line.size() - 1),
                       "an odd number of hex digits (expected pairs)");
  for (size_t i = 0; i < line.size(); i += 2) {
    unsigned high = llvm::hexDigitValue(line[i]), low = llvm::hexDigitValue(line[i + 1]);
    if (high > 15 || low > 15)
      return diags.error(DiagCode::BadArmor, lines.loc(high > 15 ? i : i + 1),
                         "a character that is no hex digit (expected 0-9, a-f or A-F)");
    bytes.push_back(char(high * 16 + low));
  }
  return success();
}

FailureOr<std::string> dearmor(StringRef text, DiagnosticEngine &diags) {
  Lines lines(text);
  if (lines.next() != kHeader)
    return diags.error(DiagCode::BadArmor, lines.loc(),
                       "the text does not start like the armour (expected '" + kHeader + "')");
  StringRef sizeText = lines.next();
  uint64_t size = 0;
  if (!sizeText.consume_front(kSizeWord) || sizeText.empty() ||
      !llvm::all_of(sizeText, llvm::isDigit) || sizeText.getAsInteger(10, size))
    return diags.error(DiagCode::BadArmor, lines.loc(),
                       "no size on the second line (expected 'wire_bytes N')");
  if (size > kMaxProgramBytes)
    return diags.error(DiagCode::BadArmor, lines.loc(kSizeWord.size()),
                       llvm::Twine(size) + " bytes (expected at most " +
                           llvm::Twine(kMaxProgramBytes) + ")");
  std::string bytes;
  while (!lines.atEnd())
    if (failed(decodeLine(lines.next(), lines, bytes, diags)))
      return failure();
  if (bytes.size() != size)
    return diags.error(DiagCode::BadArmor, SourceLoc::text(2, uint32_t(kSizeWord.size()) + 1),
                       llvm::Twine(bytes.size()) + " bytes of hex (expected " + llvm::Twine(size) +
                           ")");
  return bytes;
}

std::string armor(StringRef blob) {
  std::string text = (kHeader + "\n" + kSizeWord + llvm::Twine(blob.size()) + "\n").str();
  for (StringRef rest = blob; !rest.empty();
       rest = rest.drop_front(std::min(rest.size(), kBytesPerLine)))
    text += llvm::toHex(rest.take_front(kBytesPerLine), /*LowerCase=*/true) + "\n";
  return text;
}

} // namespace vyrecc::vir0
