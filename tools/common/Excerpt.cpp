// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lines of texts, statements of blobs, and bytes where there is no statement.
#include "Excerpt.h"
#include "vyre-cc/VIR0/Assembly.h"
#include "vyre-cc/VIR0/Codec.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

namespace vyrecc::tools {

/// Longer lines are cut around the place.
static constexpr size_t kMaxColumns = 100;

/// True for bytes that do not take a column of their own.
static bool continuesCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// Prints one line behind `margin`, and carets below its characters [begin, begin + length).
static void printMarked(llvm::StringRef line, size_t begin, size_t length, llvm::StringRef margin,
                        llvm::raw_ostream &os) {
  begin = std::min(begin, line.size());
  size_t first = 0;
  if (line.size() > kMaxColumns && begin > kMaxColumns / 2)
    first = std::min(begin - kMaxColumns / 2, line.size() - kMaxColumns);
  while (first > 0 && continuesCharacter(line[first]))
    --first;
  size_t last = std::min(line.size(), first + kMaxColumns);
  while (last < line.size() && continuesCharacter(line[last]))
    ++last;
  const size_t end = std::max(begin + 1, std::min(begin + length, last));
  std::string shown, carets;
  for (size_t i = first; i < std::max(last, end); ++i) {
    if (i < last) {
      const auto c = static_cast<unsigned char>(line[i]);
      shown += c < 0x20 || c == 0x7F ? ' ' : line[i];
    }
    if (i >= last || !continuesCharacter(line[i]))
      carets += i >= begin && i < end ? '^' : ' ';
  }
  const llvm::StringRef cut = first > 0 ? "... " : "";
  os << "  " << margin << " | " << cut << shown << (last < line.size() ? " ..." : "") << '\n';
  os.indent(2 + margin.size()) << " | ";
  os.indent(cut.size()) << llvm::StringRef(carets).rtrim() << '\n';
}

void ExcerptPrinter::printTextLine(SourceLoc loc, llvm::raw_ostream &os) {
  llvm::StringRef rest = content;
  for (uint32_t line = 1; line < loc.line; ++line) {
    const size_t end = rest.find('\n');
    if (end == llvm::StringRef::npos)
      return;
    rest = rest.drop_front(end + 1);
  }
  const llvm::StringRef line = rest.take_until([](char c) { return c == '\n' || c == '\r'; });
  printMarked(line, loc.column == 0 ? 0 : loc.column - 1, 1, std::to_string(loc.line), os);
}

void ExcerptPrinter::decode() {
  isDecoded = true;
  DiagnosticEngine quiet;
  if (vir0::isArmored(content)) {
    FailureOr<std::string> bytes = vir0::dearmor(content, quiet);
    if (failed(bytes))
      return;
    blob = std::move(*bytes);
  } else if (llvm::StringRef(content).starts_with("VYRE")) {
    blob = std::move(content);
  }
  if (blob.empty())
    return;
  // Ambiguous programs are read in either way: the offset is right in the one that the error is about.
  for (vir0::SubgroupRule rule :
       {vir0::SubgroupRule::Auto, vir0::SubgroupRule::WithOp, vir0::SubgroupRule::AddOnly}) {
    FailureOr<vir0::Program> decoded = vir0::decode(blob, quiet, {.subgroupRule = rule});
    if (succeeded(decoded)) {
      program.emplace(std::move(*decoded));
      return;
    }
  }
}

void ExcerptPrinter::printBytes(uint32_t offset, llvm::raw_ostream &os) {
  if (offset >= blob.size())
    return;
  const size_t first = offset & ~size_t(15);
  const llvm::StringRef row = llvm::StringRef(blob).substr(first, 16);
  std::string text;
  llvm::raw_string_ostream hex(text);
  for (char c : row)
    hex << llvm::format_hex_no_prefix(static_cast<unsigned char>(c), 2) << ' ';
  std::string margin;
  llvm::raw_string_ostream(margin) << '@' << llvm::format_hex(first, 1);
  printMarked(llvm::StringRef(text).rtrim(), (offset - first) * 3, 2, margin, os);
}

void ExcerptPrinter::printStatementAt(const Diagnostic &diagnostic, llvm::raw_ostream &os) {
  if (!isDecoded)
    decode();
  if (!program)
    return printBytes(diagnostic.loc.offset, os);
  const vir0::Place place = vir0::placeAt(*program, diagnostic.loc.offset);
  if (!place.node)
    return;
  if (diagnostic.path.empty())
    os << "  at " << place.path << '\n';
  const vir0::StatementLine line = vir0::printStatement(place);
  printMarked(line.text, line.begin, line.length, "", os);
}

void ExcerptPrinter::print(const Diagnostic &diagnostic, llvm::raw_ostream &os) {
  if (diagnostic.loc.isText())
    printTextLine(diagnostic.loc, os);
  else if (diagnostic.loc.isBytes())
    printStatementAt(diagnostic, os);
}

} // namespace vyrecc::tools
