// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// --equivalence: pairs of megakernels on random rings. Both must keep the contract, and the second must execute what the
// first does.
#include "RandomRing.h"
#include "Run.h"
#include "ToolIO.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace vyrecc;
using namespace vyrecc::tools;
using namespace vyrecc::loader;

namespace {

struct Row {
  RingShape shape;
  std::string before, after; ///< paths of modules
};

std::optional<Row> parseRow(const llvm::json::Value &value) {
  const llvm::json::Object *object = value.getAsObject();
  if (!object)
    return std::nullopt;
  const auto slots = object->getInteger("slots"), stride = object->getInteger("stride"),
             workgroup = object->getInteger("workgroup");
  const auto before = object->getString("before"), after = object->getString("after");
  auto isSmall = [](std::optional<int64_t> number) {
    return number && *number > 0 && *number <= 1 << 20;
  };
  if (!isSmall(slots) || !isSmall(stride) || !isSmall(workgroup) || !before || !after)
    return std::nullopt;
  return Row{{static_cast<uint32_t>(*slots), static_cast<uint32_t>(*stride),
              static_cast<uint32_t>(*workgroup)},
             before->str(),
             after->str()};
}

FailureOr<std::vector<Row>> readRows(llvm::StringRef path, DiagnosticEngine &diags) {
  std::unique_ptr<llvm::MemoryBuffer> file = readInput(path, diags);
  if (!file)
    return failure();
  llvm::Expected<llvm::json::Value> list = llvm::json::parse(file->getBuffer());
  if (!list)
    return diags.error(DiagCode::BadCase, {}, "no JSON: " + llvm::toString(list.takeError()));
  std::vector<Row> rows;
  if (const llvm::json::Array *array = list->getAsArray())
    for (const llvm::json::Value &value : *array) {
      std::optional<Row> row = parseRow(value);
      if (!row)
        return diags.error(DiagCode::BadCase, {},
                           "a row is no {\"slots\", \"stride\", \"workgroup\", \"before\", \"after\"}");
      rows.push_back(std::move(*row));
    }
  if (rows.empty())
    return diags.error(DiagCode::BadCase, {}, "no JSON array with rows");
  return rows;
}

/// A module, which is dispatched until nothing is left in the ring.
class Subject {
public:
  Subject(llvm::StringRef path, const RunOptions &options) : path(path), options(options) {}

  LogicalResult open(Session &session, DiagnosticEngine &diags) {
    FailureOr<std::unique_ptr<Executor>> made = makeExecutor(session, path, options, diags);
    if (failed(made))
      return failure();
    executor = std::move(*made);
    return success();
  }

  FailureOr<RingOutcome> drain(const RingCase &theCase, interp::Schedule schedule,
                               DiagnosticEngine &diags) {
    options.schedule = schedule;
    RingOutcome outcome{theCase.image, false};
    // Each dispatch but the last executes a slot or follows a reset.
    for (uint32_t left = 2 * theCase.shape.slots + 2; left != 0; --left) {
      double seconds = 0;
      FailureOr<std::vector<NamedBytes>> outputs = executor->execute(
          outcome.image.toBytes(), {theCase.workgroups, 1, 1}, seconds, diags);
      if (failed(outputs))
        return failure();
      RingImage image = RingImage::fromBytes(*outputs);
      const bool isIdle = image.ring == outcome.image.ring;
      outcome.image = std::move(image);
      if (!isIdle)
        continue;
      if (outcome.image.control[protocol::kControlShutdown] != 0 ||
          !waitsForReset(outcome.image, theCase.shape))
        return outcome;
      outcome.image.control[protocol::kControlStarvationCounter] = 0;
      outcome.resetStarvation = true;
    }
    return outcome;
  }

  const std::string path;

private:
  RunOptions options; ///< outlives the executor, which looks at the schedule
  std::unique_ptr<Executor> executor;
};

const char *const kScheduleNames[] = {"lane-by-lane", "reversed", "round-robin", "random",
                                      "run-ahead", "stall-after-claim", "switch-at-atomics"};

class PairComparison {
public:
  PairComparison(Session &session, const RunOptions &options, DiagnosticEngine &diags)
      : session(session), options(options), diags(diags) {}

  /// Cases first, first + step, ... of the row.
  LogicalResult compareRow(const Row &row, uint64_t first, uint64_t step) {
    RunOptions bounded = options;
    if (bounded.passes == 0)
      bounded.passes = 6;
    Subject before(row.before, bounded), after(row.after, bounded);
    if (failed(before.open(session, diags)) || failed(after.open(session, diags)))
      return failure();
    for (uint64_t number = first; number < options.cases; number += step)
      if (failed(compareCase(row, number, before, after)))
        return failure();
    return success();
  }

  uint64_t compared = 0, executed = 0;

private:
  LogicalResult compareCase(const Row &row, uint64_t number, Subject &before, Subject &after) {
    std::mt19937_64 random(options.seed * 0x9E37'79B9'7F4A'7C15 + number);
    const RingCase theCase = makeRandomCase(row.shape, random);
    const interp::Schedule schedule = {
        static_cast<interp::ScheduleKind>(random() % std::size(kScheduleNames)), number};
    std::vector<bool> done[2];
    std::string why;
    for (Subject *subject : {&before, &after}) {
      FailureOr<RingOutcome> outcome = subject->drain(theCase, schedule, diags);
      if (failed(outcome))
        return report(theCase, schedule, *subject, "it fails", number);
      FailureOr<std::vector<bool>> slots = checkOutcome(theCase, *outcome, why);
      if (failed(slots))
        return report(theCase, schedule, *subject, why, number);
      done[subject == &after] = std::move(*slots);
    }
    ++compared;
    executed += static_cast<uint64_t>(llvm::count(done[1], true));
    if (asksForShutdown(theCase))
      return success(); // whatever was under way when it was seen
    for (size_t slot = 0; slot != done[0].size(); ++slot)
      if (done[0][slot] && !done[1][slot])
        return report(theCase, schedule, after,
                      "O1: slot " + std::to_string(slot) + " is not executed, and is by " +
                          before.path,
                      number);
    return success();
  }

  static bool asksForShutdown(const RingCase &theCase) {
    for (uint32_t slot = 0; slot != theCase.shape.slots; ++slot)
      if (theCase.image.ring[slot * protocol::kSlotWords + protocol::kSlotOpcode] ==
          protocol::word(protocol::Opcode::Shutdown))
        return true;
    return false;
  }

  /// The case as a file, and the command that runs it again.
  LogicalResult report(const RingCase &theCase, interp::Schedule schedule, const Subject &subject,
                       const llvm::Twine &why, uint64_t number) {
    llvm::SmallString<128> path(options.keep);
    llvm::sys::path::append(path, "case-" + llvm::Twine(number) + ".json");
    llvm::json::Array buffers, inputs;
    for (const NamedBytes &bytes : theCase.image.toBytes()) {
      buffers.push_back(llvm::json::Object{{"name", bytes.name}, {"element", "U32"}});
      inputs.push_back(llvm::json::Object{{"name", bytes.name},
                                          {"len", bytes.bytes.size()},
                                          {"hex", llvm::toHex(bytes.bytes, true)}});
    }
    llvm::json::Array runs;
    runs.push_back(llvm::json::Object{{"label", "r"},
                                      {"grid", {theCase.workgroups, 1, 1}},
                                      {"inputs", std::move(inputs)},
                                      {"outputs", llvm::json::Array()}});
    std::string text;
    llvm::raw_string_ostream(text) << llvm::json::Value(llvm::json::Object{
        {"name", "case"}, {"buffers", std::move(buffers)}, {"runs", std::move(runs)}});
    (void)llvm::sys::fs::create_directories(options.keep);
    if (failed(writeOutput(path, text, diags)))
      return failure();
    std::string command = "vyre-run " + subject.path + " --case=" + path.str().str() +
                          " --passes=" + std::to_string(options.passes ? options.passes : 6) +
                          " --device=" + options.deviceName;
    if (usesInterpreter(options))
      command += std::string(" --invariants=contract --schedule=") +
                 kScheduleNames[static_cast<size_t>(schedule.kind)] +
                 " --seed=" + std::to_string(schedule.seed);
    return diags.error(DiagCode::NotEquivalent, {},
                       "case " + llvm::Twine(number) + ", " + subject.path + ": " + why +
                           " (again: " + command + ")");
  }

  Session &session;
  const RunOptions &options;
  DiagnosticEngine &diags;
};

} // namespace

int tools::runEquivalence(Session &session, llvm::StringRef listPath, const RunOptions &options,
                          DiagnosticEngine &diags) {
  FailureOr<std::vector<Row>> rows = readRows(listPath, diags);
  if (failed(rows))
    return 1;
  PairComparison comparison(session, options, diags);
  for (size_t index = 0; index != rows->size(); ++index)
    if (failed(comparison.compareRow((*rows)[index], index, rows->size())))
      return 1;
  llvm::outs() << comparison.compared << " cases, " << comparison.executed
               << " slots executed, 0 differences\n";
  return 0;
}
