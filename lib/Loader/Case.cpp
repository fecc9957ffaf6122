// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads cases from JSON and compares buffers.
#include "vyre-cc/Loader/Case.h"
#include "Json.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"

using namespace vyrecc;
using namespace vyrecc::loader;

namespace {

/// No buffer of a case is longer; keeps a wrong "len" from exhausting memory.
constexpr uint64_t kMaxBytes = 1u << 28;
constexpr uint64_t kMaxDifferences = 8;

/// Overwrites parts of `bytes` by [[offset, hex], ...].
LogicalResult applyPatches(const llvm::json::Array &patches, llvm::StringRef what,
                           std::vector<uint8_t> &bytes, DiagnosticEngine &diags) {
  for (const llvm::json::Value &value : patches) {
    const llvm::json::Array *patch = value.getAsArray();
    if (!patch || patch->size() != 2 || !(*patch)[0].getAsUINT64() || !(*patch)[1].getAsString())
      return diags.error(DiagCode::BadCase, {}, "a patch of " + what + " is not [offset, hex]");
    FailureOr<std::vector<uint8_t>> data = parseHex(*(*patch)[1].getAsString(), diags);
    if (failed(data))
      return failure();
    const uint64_t offset = *(*patch)[0].getAsUINT64();
    if (offset > bytes.size() || data->size() > bytes.size() - offset)
      return diags.error(DiagCode::BadCase, {},
                         "a patch of " + what + " reaches from " + llvm::Twine(offset) +
                             " beyond its " + llvm::Twine(bytes.size()) + " bytes");
    llvm::copy(*data, bytes.begin() + offset);
  }
  return success();
}

class CaseReader {
public:
  explicit CaseReader(DiagnosticEngine &diags) : diags(diags) {}

  FailureOr<Case> read(const llvm::json::Object &object) {
    JsonReader reader(object, "the case", DiagCode::BadCase, diags);
    FailureOr<std::string> name = reader.string("name");
    FailureOr<uint32_t> tolerance = reader.u32("tolerance_ulp", 0);
    FailureOr<const llvm::json::Array *> buffers = reader.array("buffers");
    FailureOr<const llvm::json::Array *> runs = reader.array("runs");
    if (failed(name) || failed(tolerance) || failed(buffers) || failed(runs))
      return failure();
    result.name = *name;
    result.toleranceUlp = *tolerance;
    for (const llvm::json::Value &value : **buffers)
      if (failed(readBuffer(value)))
        return failure();
    for (const llvm::json::Value &value : **runs)
      if (failed(readRun(value)))
        return failure();
    return std::move(result);
  }

private:
  LogicalResult notAnObject(llvm::StringRef what) {
    return diags.error(DiagCode::BadCase, {}, what + " of the case is no object");
  }

  LogicalResult readBuffer(const llvm::json::Value &value) {
    const llvm::json::Object *object = value.getAsObject();
    if (!object)
      return notAnObject("a buffer");
    JsonReader reader(*object, "a buffer of the case", DiagCode::BadCase, diags);
    FailureOr<std::string> name = reader.string("name");
    FailureOr<std::string> element = reader.string("element");
    if (failed(name) || failed(element))
      return failure();
    if (llvm::StringRef(*element).equals_insensitive("f32"))
      result.f32Buffers.push_back(*name);
    return success();
  }

  LogicalResult readRun(const llvm::json::Value &value) {
    const llvm::json::Object *object = value.getAsObject();
    if (!object)
      return notAnObject("a run");
    CaseRun run;
    JsonReader unnamed(*object, "a run", DiagCode::BadCase, diags);
    FailureOr<std::string> label = unnamed.string("label");
    if (failed(label))
      return failure();
    run.label = *label;
    JsonReader reader(*object, "run '" + run.label + "'", DiagCode::BadCase, diags);
    // A run that the reference refuses may lack what is needed to carry it out.
    const bool isRefused = reader.has("error");
    FailureOr<Grid> grid = isRefused && !reader.has("grid") ? Grid{1, 1, 1} : reader.grid("grid");
    FailureOr<const llvm::json::Array *> inputs = reader.array("inputs");
    FailureOr<bool> invariant = reader.boolean("schedule_invariant", true);
    if (failed(grid) || failed(inputs) || failed(invariant))
      return failure();
    run.grid = *grid;
    run.isScheduleInvariant = *invariant;
    for (const llvm::json::Value &input : **inputs)
      if (failed(readInput(input, run)))
        return failure();
    if (isRefused) {
      FailureOr<std::string> error = reader.string("error");
      if (failed(error))
        return failure();
      run.error = *error;
    } else {
      FailureOr<const llvm::json::Array *> outputs = reader.array("outputs");
      if (failed(outputs))
        return failure();
      for (const llvm::json::Value &output : **outputs)
        if (failed(readOutput(output, run)))
          return failure();
    }
    result.runs.push_back(std::move(run));
    return success();
  }

  LogicalResult readInput(const llvm::json::Value &value, CaseRun &run) {
    const llvm::json::Object *object = value.getAsObject();
    if (!object)
      return notAnObject("an input");
    JsonReader reader(*object, "an input of run '" + run.label + "'", DiagCode::BadCase, diags);
    FailureOr<std::string> name = reader.string("name");
    if (failed(name))
      return failure();
    FailureOr<std::vector<uint8_t>> bytes = readBytes(*object, *name, nullptr);
    if (failed(bytes))
      return failure();
    run.inputs.push_back({std::move(*name), std::move(*bytes)});
    return success();
  }

  LogicalResult readOutput(const llvm::json::Value &value, CaseRun &run) {
    const llvm::json::Object *object = value.getAsObject();
    if (!object)
      return notAnObject("an output");
    JsonReader reader(*object, "an output of run '" + run.label + "'", DiagCode::BadCase, diags);
    FailureOr<std::string> name = reader.string("name");
    FailureOr<bool> rangeOnly = reader.boolean("range_only", false);
    if (failed(name) || failed(rangeOnly))
      return failure();
    const auto input =
        llvm::find_if(run.inputs, [&](const NamedBytes &in) { return in.name == *name; });
    FailureOr<std::vector<uint8_t>> bytes =
        readBytes(*object, *name, input == run.inputs.end() ? nullptr : &*input);
    if (failed(bytes))
      return failure();
    run.outputs.push_back({std::move(*name), std::move(*bytes), *rangeOnly});
    return success();
  }

  /// One of the three ways of writing bytes; "diff" needs the input that it starts from.
  FailureOr<std::vector<uint8_t>> readBytes(const llvm::json::Object &object, llvm::StringRef name,
                                            const NamedBytes *input) {
    const std::string what = ("buffer '" + name + "'").str();
    JsonReader reader(object, what, DiagCode::BadCase, diags);
    FailureOr<uint64_t> length = reader.u64("len");
    if (failed(length))
      return failure();
    if (*length > kMaxBytes)
      return reader.wrong("len", "at most 268435456");
    if (std::optional<llvm::StringRef> hex = object.getString("hex")) {
      FailureOr<std::vector<uint8_t>> bytes = parseHex(*hex, diags);
      if (failed(bytes))
        return failure();
      if (bytes->size() != *length)
        return reader.wrong("len", "the number of bytes in hex");
      return bytes;
    }
    std::vector<uint8_t> bytes;
    const bool isDiff = object.getArray("diff") != nullptr;
    if (isDiff && !input)
      return reader.wrong("diff", "an input of the same name");
    if (isDiff)
      bytes = input->bytes;
    bytes.resize(*length);
    FailureOr<const llvm::json::Array *> patches = reader.array(isDiff ? "diff" : "sparse");
    if (failed(patches) || failed(applyPatches(**patches, what, bytes, diags)))
      return failure();
    return bytes;
  }

  DiagnosticEngine &diags;
  Case result;
};

/// The part of a buffer that is compared.
llvm::ArrayRef<uint8_t> comparedPart(const ExpectedBytes &expected,
                                     const protocol::Manifest &manifest,
                                     llvm::ArrayRef<uint8_t> got) {
  if (!expected.isRangeOnly)
    return got;
  const auto buffer = llvm::find_if(
      manifest.buffers, [&](const protocol::ManifestBuffer &b) { return b.name == expected.name; });
  if (buffer == manifest.buffers.end() || !buffer->outputByteRange)
    return got;
  const auto [start, end] = *buffer->outputByteRange;
  return start <= end && end <= got.size() ? got.slice(start, end - start) : got;
}

/// "0x" and exactly `digits` digits.
std::string hexWord(uint32_t value, unsigned digits) {
  const std::string text = llvm::utohexstr(value, /*LowerCase=*/true);
  return "0x" + std::string(digits - text.size(), '0') + text;
}

class BufferComparer {
public:
  BufferComparer(llvm::StringRef name, uint32_t toleranceUlp, Comparison &into)
      : name(name), toleranceUlp(toleranceUlp), into(into) {}

  void compare(llvm::ArrayRef<uint8_t> expected, llvm::ArrayRef<uint8_t> got) {
    if (expected.size() != got.size())
      return note(std::min(expected.size(), got.size()), llvm::Twine(expected.size()) + " bytes",
                  llvm::Twine(got.size()) + " bytes");
    size_t at = 0;
    for (; at + 4 <= expected.size(); at += 4) {
      const uint32_t want = llvm::support::endian::read32le(expected.data() + at);
      const uint32_t have = llvm::support::endian::read32le(got.data() + at);
      if (want != have && (toleranceUlp == 0 || ulpDistance(want, have) > toleranceUlp))
        note(at, hexWord(want, 8), hexWord(have, 8));
    }
    for (; at < expected.size(); ++at)
      if (expected[at] != got[at])
        note(at, hexWord(expected[at], 2), hexWord(got[at], 2));
  }

  void note(uint64_t offset, const llvm::Twine &expected, const llvm::Twine &got) {
    ++into.count;
    if (into.first.size() < kMaxDifferences)
      into.first.push_back({name.str(), offset, expected.str(), got.str()});
  }

private:
  llvm::StringRef name;
  uint32_t toleranceUlp;
  Comparison &into;
};

} // namespace

FailureOr<Case> loader::parseCase(llvm::StringRef json, DiagnosticEngine &diags) {
  FailureOr<llvm::json::Object> object =
      parseJsonObject(json, "the case", DiagCode::BadCase, diags);
  if (failed(object))
    return failure();
  return CaseReader(diags).read(*object);
}

FailureOr<std::vector<uint8_t>> loader::parseHex(llvm::StringRef text, DiagnosticEngine &diags) {
  std::vector<uint8_t> bytes;
  bytes.reserve(text.size() / 2);
  for (size_t i = 0; i < text.size();) {
    if (llvm::isSpace(text[i])) {
      ++i;
      continue;
    }
    const unsigned high = llvm::hexDigitValue(text[i]);
    const unsigned low = i + 1 < text.size() ? llvm::hexDigitValue(text[i + 1]) : ~0u;
    if (high > 15 || low > 15)
      return diags.error(DiagCode::BadCase, {},
                         "no hex byte at character " + llvm::Twine(i) +
                             " (expected pairs of hex digits)");
    bytes.push_back(static_cast<uint8_t>(high << 4 | low));
    i += 2;
  }
  return bytes;
}

uint64_t loader::ulpDistance(uint32_t a, uint32_t b) {
  const auto isNan = [](uint32_t bits) { return (bits & 0x7FFFFFFF) > 0x7F800000; };
  if (isNan(a) || isNan(b))
    return isNan(a) && isNan(b) ? 0 : UINT64_MAX;
  // Sign and magnitude become a line of integers on which both zeros are 0.
  const auto position = [](uint32_t bits) {
    const int64_t magnitude = bits & 0x7FFFFFFF;
    return bits >> 31 ? -magnitude : magnitude;
  };
  const int64_t distance = position(a) - position(b);
  return static_cast<uint64_t>(distance < 0 ? -distance : distance);
}

Comparison loader::compareOutputs(const Case &theCase, const CaseRun &run,
                                  const protocol::Manifest &manifest,
                                  llvm::ArrayRef<NamedBytes> got) {
  Comparison comparison;
  for (const ExpectedBytes &expected : run.outputs) {
    const bool isF32 = llvm::is_contained(theCase.f32Buffers, expected.name);
    BufferComparer comparer(expected.name, isF32 ? theCase.toleranceUlp : 0, comparison);
    const NamedBytes *actual =
        llvm::find_if(got, [&](const NamedBytes &b) { return b.name == expected.name; });
    if (actual == got.end())
      comparer.note(0, llvm::Twine(expected.bytes.size()) + " bytes", "no such output");
    else
      comparer.compare(expected.bytes, comparedPart(expected, manifest, actual->bytes));
  }
  return comparison;
}

std::string loader::skipReason(const CaseRun &run) {
  if (run.error)
    return "the reference refuses the run: " + *run.error;
  if (!run.isScheduleInvariant)
    return "the result depends on the order of invocations";
  return {};
}
