// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads benchmarks from JSON, runs their kernels and checks what comes out.
#include "vyre-cc/Loader/Bench.h"
#include "Json.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"

using namespace vyrecc;
using namespace vyrecc::loader;
using protocol::ManifestBuffer;

namespace {

constexpr size_t kWordBytes = sizeof(uint32_t);

class BenchReader {
public:
  explicit BenchReader(DiagnosticEngine &diags) : diags(diags) {}

  FailureOr<Bench> read(const llvm::json::Object &object) {
    JsonReader reader(object, "the benchmark", DiagCode::BadCase, diags);
    FailureOr<uint32_t> warmup = reader.u32("warmup");
    FailureOr<uint32_t> repetitions = reader.u32("repetitions");
    if (failed(warmup) || failed(repetitions))
      return failure();
    if (*repetitions == 0)
      return reader.wrong("repetitions", "1 or more");
    Bench bench{*warmup, *repetitions, {}};
    if (failed(readAll(reader, "groups", bench.groups, &BenchReader::readGroup)))
      return failure();
    return bench;
  }

private:
  /// Reads each object of an array.
  template <typename Row>
  LogicalResult readAll(const JsonReader &reader, llvm::StringRef key, std::vector<Row> &rows,
                        LogicalResult (BenchReader::*readRow)(const llvm::json::Object &, Row &)) {
    FailureOr<const llvm::json::Array *> values = reader.array(key);
    if (failed(values))
      return failure();
    for (const llvm::json::Value &value : **values) {
      const llvm::json::Object *object = value.getAsObject();
      if (!object)
        return reader.wrong(key, "an array of objects");
      if (failed((this->*readRow)(*object, rows.emplace_back())))
        return failure();
    }
    return success();
  }

  LogicalResult readGroup(const llvm::json::Object &object, BenchGroup &group) {
    JsonReader reader(object, "a group", DiagCode::BadCase, diags);
    FailureOr<std::string> name = reader.string("name");
    FailureOr<uint32_t> lanes = reader.u32("lanes", 1);
    if (failed(name) || failed(lanes))
      return failure();
    group.name = *name;
    group.lanes = *lanes;
    return success(
        succeeded(readAll(reader, "buffers", group.buffers, &BenchReader::readBuffer)) &&
        succeeded(readAll(reader, "expect", group.expectations, &BenchReader::readExpectation)) &&
        succeeded(readAll(reader, "kernels", group.kernels, &BenchReader::readKernel)));
  }

  LogicalResult readBuffer(const llvm::json::Object &object, BenchBuffer &buffer) {
    JsonReader reader(object, "a buffer", DiagCode::BadCase, diags);
    FailureOr<uint32_t> binding = reader.u32("binding");
    FailureOr<std::string> file = reader.string("file");
    if (failed(binding) || failed(file))
      return failure();
    buffer = {*binding, *file};
    return success();
  }

  LogicalResult readExpectation(const llvm::json::Object &object, BenchExpectation &expectation) {
    JsonReader reader(object, "an expectation", DiagCode::BadCase, diags);
    FailureOr<uint32_t> binding = reader.u32("binding");
    FailureOr<uint32_t> first = reader.u32("first", 0);
    FailureOr<uint32_t> step = reader.u32("step", 1);
    FailureOr<uint32_t> count = reader.u32("count", 0);
    FailureOr<uint32_t> value = reader.u32("value", 0);
    if (failed(binding) || failed(first) || failed(step) || failed(count) || failed(value))
      return failure();
    if (*step == 0)
      return reader.wrong("step", "1 or more");
    expectation = {*binding, *first, *step, {}, {}};
    if (reader.has("count"))
      expectation.count = *count;
    if (reader.has("value"))
      expectation.value = *value;
    return success();
  }

  LogicalResult readKernel(const llvm::json::Object &object, BenchKernel &kernel) {
    JsonReader reader(object, "a kernel", DiagCode::BadCase, diags);
    FailureOr<std::string> name = reader.string("name");
    FailureOr<std::string> module = reader.string("module");
    FailureOr<uint32_t> passes = reader.u32("passes", 0);
    FailureOr<bool> anyGrid = reader.boolean("any_grid", false);
    if (failed(name) || failed(module) || failed(passes) || failed(anyGrid))
      return failure();
    kernel = {*name, *module, {}, *passes, *anyGrid};
    if (!reader.has("grid"))
      return success();
    FailureOr<Grid> grid = reader.grid("grid");
    if (failed(grid))
      return failure();
    kernel.grid = *grid;
    return success();
  }

  DiagnosticEngine &diags;
};

const BoundBytes *findInput(llvm::ArrayRef<BoundBytes> inputs, uint32_t binding) {
  const BoundBytes *found =
      llvm::find_if(inputs, [&](const BoundBytes &input) { return input.binding == binding; });
  return found == inputs.end() ? nullptr : found;
}

uint32_t wordAt(llvm::ArrayRef<uint8_t> bytes, uint64_t index) {
  return llvm::support::endian::read32le(bytes.data() + index * kWordBytes);
}

/// The first word that differs, in words; empty if none does.
std::string compare(const BenchExpectation &expectation, llvm::ArrayRef<uint8_t> before,
                    const NamedBytes &after) {
  const uint64_t words = std::min(before.size(), after.bytes.size()) / kWordBytes;
  uint64_t end = words;
  if (expectation.count)
    end = std::min<uint64_t>(words,
                             expectation.first + uint64_t(expectation.step) * *expectation.count);
  for (uint64_t i = expectation.first; i < end; i += expectation.step) {
    const uint32_t expected = expectation.value ? *expectation.value : wordAt(before, i);
    if (const uint32_t got = wordAt(after.bytes, i); got != expected)
      return after.name + " word " + std::to_string(i) + " is " + std::to_string(got) +
             " (expected " + std::to_string(expected) + ")";
  }
  return {};
}

} // namespace

FailureOr<Bench> loader::parseBench(llvm::StringRef json, DiagnosticEngine &diags) {
  FailureOr<llvm::json::Object> object =
      parseJsonObject(json, "the benchmark", DiagCode::BadCase, diags);
  if (failed(object))
    return failure();
  return BenchReader(diags).read(*object);
}

FailureOr<Contender> Contender::create(Kernel &&kernel, const Grid &grid,
                                       llvm::ArrayRef<BoundBytes> inputs, DiagnosticEngine &diags) {
  std::vector<NamedBytes> named;
  for (const ManifestBuffer &buffer : kernel.manifest().buffers)
    if (protocol::isSupplied(buffer.role))
      if (const BoundBytes *input = findInput(inputs, buffer.binding))
        named.push_back({buffer.name, input->bytes});
  if (failed(kernel.setBuffers(named, diags)))
    return failure();
  return Contender(std::move(kernel), grid);
}

FailureOr<std::string> Contender::run(llvm::ArrayRef<BenchExpectation> expectations,
                                      llvm::ArrayRef<BoundBytes> inputs,
                                      std::chrono::milliseconds timeout, DiagnosticEngine &diags) {
  DispatchOptions options;
  options.grid = dispatchGrid;
  options.timeout = timeout;
  options.restore = true;
  FailureOr<DispatchResult> result = kernel.dispatch(options, diags);
  if (failed(result))
    return failure();
  lastResult = *result;
  for (const ManifestBuffer &buffer : kernel.manifest().buffers) {
    const auto isOfBuffer = [&](const BenchExpectation &expectation) {
      return expectation.binding == buffer.binding;
    };
    const BoundBytes *input = findInput(inputs, buffer.binding);
    if (!input || !protocol::isReturned(buffer.role) || llvm::none_of(expectations, isOfBuffer))
      continue;
    FailureOr<std::vector<NamedBytes>> after = kernel.read({buffer.name}, diags);
    if (failed(after))
      return failure();
    for (const BenchExpectation &expectation : llvm::make_filter_range(expectations, isOfBuffer)) {
      std::string difference = compare(expectation, input->bytes, after->front());
      if (!difference.empty())
        return difference;
    }
  }
  return std::string();
}

TimeSummary loader::summarise(std::vector<double> times) {
  llvm::sort(times);
  const size_t count = times.size(), quarter = count / 4;
  const double middle = (times[(count - 1) / 2] + times[count / 2]) / 2;
  return {middle, times.front(), times[quarter], times[count - 1 - quarter]};
}
