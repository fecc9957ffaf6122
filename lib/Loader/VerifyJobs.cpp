// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the jobs must have left in the shared buffers, whatever order they ran in.
#include "vyre-cc/Loader/Jobs.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

using namespace vyrecc;
using namespace vyrecc::loader;
using namespace vyrecc::protocol;

namespace {

constexpr size_t kMaxFailures = 32;
/// Words with more different values than this are not followed.
constexpr size_t kMaxValues = 4096;

/// The values a word may hold; `isAny` where that cannot be said without knowing the order of
/// execution.
struct Values {
  bool isAny = false;
  std::set<uint32_t> set;

  void add(uint32_t value) {
    if (!isAny)
      set.insert(value);
    if (set.size() > kMaxValues)
      *this = {true, {}};
  }
  void add(const Values &other) {
    if (other.isAny)
      *this = {true, {}};
    for (uint32_t value : other.set)
      add(value);
  }
};

/// Everything that writes one word of control.
struct Writers {
  uint32_t sum = 0; ///< of all adds
  uint64_t adds = 0;
  uint64_t sets = 0; ///< unconditional writes, whatever they write
  Values constants;  ///< values of those that write constants
  std::set<uint32_t> copiedFrom;
  uint64_t swaps = 0;
  uint32_t expected = 0; ///< of the last compare-exchange; matters where there is one only
  Values desired;
};

/// Words that kernels change behind the jobs' backs.
bool isSchedulerWord(uint32_t index) {
  const auto within = [&](uint32_t first, uint32_t count) {
    return index >= first && index < first + count;
  };
  return index == kControlShutdown || index == kControlDoneCount || index == kControlEpoch ||
         index == kControlStarvationCounter ||
         within(kControlTenantFairness, kControlTenantFairnessCount) ||
         within(kControlMetrics, kControlMetricsCount) ||
         within(kControlPriorityFairness, kControlPriorityFairnessCount);
}

class Verifier {
public:
  Verifier(const JobSet &set, llvm::ArrayRef<uint32_t> initial, llvm::ArrayRef<uint32_t> control,
           llvm::ArrayRef<uint32_t> debugLog, Accounting accounting)
      : set(set), initial(initial), control(control), debugLog(debugLog), accounting(accounting) {}

  std::vector<std::string> run() {
    count();
    expect("DONE_COUNT", kControlDoneCount, static_cast<uint32_t>(set.jobs.size()));
    checkCounters();
    if (interprets && !hasUnknownOpcode) {
      expect("EPOCH", kControlEpoch, fences);
      expect("SHUTDOWN", kControlShutdown, asksForShutdown && initial[kControlShutdown] == 0);
      checkWords();
      checkDebugLog();
    }
    return std::move(failures);
  }

private:
  void fail(const llvm::Twine &message) {
    if (failures.size() < kMaxFailures)
      failures.push_back(message.str());
  }
  /// That the word has grown by `growth`.
  void expect(const llvm::Twine &what, uint32_t index, uint32_t growth) {
    const uint32_t expected = initial[index] + growth;
    if (control[index] != expected)
      fail(what + " is " + llvm::Twine(control[index]) + " (expected " + llvm::Twine(expected) +
           ")");
  }

  void count() {
    for (const Job &job : set.jobs) {
      ++byPriority[word(job.priority)];
      ++byTenant[job.tenant % kControlTenantFairnessCount];
      for (const Effect &effect : SlotEffects(job.opcode, job.args))
        countEffect(effect);
    }
    interprets = accounting != Accounting::Unknown ||
                 control.slice(kControlMetrics, kControlMetricsCount) !=
                     initial.slice(kControlMetrics, kControlMetricsCount) ||
                 byOpcodeIsZero();
  }

  bool byOpcodeIsZero() const {
    return llvm::all_of(byOpcode, [](uint32_t count) { return count == 0; });
  }

  void countEffect(const Effect &effect) {
    const auto &[arg0, arg1, arg2] = effect.args;
    if (effect.opcode < kControlMetricsCount)
      ++byOpcode[effect.opcode];
    hasUnknownOpcode |= !isBuiltinOpcode(effect.opcode);
    if (effect.opcode == word(Opcode::StoreU32)) {
      setConstant(arg1, arg0);
    } else if (effect.opcode == word(Opcode::AtomicAdd)) {
      writers[arg1].sum += arg0;
      ++writers[arg1].adds;
    } else if (effect.opcode == word(Opcode::LoadU32)) {
      copy(arg0, kObservableBase + arg1);
    } else if (effect.opcode == word(Opcode::CompareSwap)) {
      copy(arg0, kObservableBase + arg0);
      Writers &target = writers[arg0];
      ++target.swaps;
      target.expected = arg1;
      target.desired.add(arg2);
    } else if (effect.opcode == word(Opcode::Memcpy)) {
      for (uint32_t i = 0; i < arg2; ++i)
        copy(arg0 + i, arg1 + i);
    } else if (effect.opcode == word(Opcode::BatchFence)) {
      ++fences;
      setConstant(kObservableBase, arg1);
    } else if (effect.opcode == word(Opcode::Shutdown)) {
      asksForShutdown = true;
    } else if (effect.opcode == word(Opcode::Printf)) {
      ++printfs;
      printedFormats.insert(arg0);
    }
  }

  void setConstant(uint32_t index, uint32_t value) {
    ++writers[index].sets;
    writers[index].constants.add(value);
  }
  void copy(uint32_t from, uint32_t to) {
    ++writers[to].sets;
    writers[to].copiedFrom.insert(from);
  }

  void checkCounters() {
    if (interprets)
      for (uint32_t i = 0; i < kControlMetricsCount; ++i)
        expect("metrics counter of opcode " + opcodeName(i), kControlMetrics + i, byOpcode[i]);
    if (!countsFairness())
      return;
    for (uint32_t level = 0; level < kPriorityLevels; ++level)
      expect("fairness counter of priority " + priorityName(static_cast<Priority>(level)),
             kControlPriorityFairness + level, byPriority[level]);
    for (uint32_t tenant = 0; tenant < kControlTenantFairnessCount; ++tenant)
      expect("fairness counter of tenant " + llvm::Twine(tenant), kControlTenantFairness + tenant,
             byTenant[tenant]);
  }

  /// A module that does not say what it counts is judged by what it has counted.
  bool countsFairness() const {
    switch (accounting) {
    case Accounting::Metrics:
      return false;
    case Accounting::MetricsAndFairness:
      return true;
    case Accounting::Unknown:
      return control.slice(kControlPriorityFairness, kControlPriorityFairnessCount) !=
             initial.slice(kControlPriorityFairness, kControlPriorityFairnessCount);
    }
    return false;
  }

  /// What a reader may see in a word at some time.
  Values everSeen(uint32_t index) const {
    auto found = writers.find(index);
    if (isSchedulerWord(index))
      return {true, {}};
    Values values;
    values.add(initial[index]);
    if (found == writers.end())
      return values;
    if (found->second.adds != 0 || !found->second.copiedFrom.empty())
      return {true, {}};
    values.add(found->second.constants);
    values.add(found->second.desired);
    return values;
  }

  /// What a word may hold at the end.
  Values finalValues(uint32_t index, const Writers &by) const {
    Values values;
    if (by.adds != 0 && by.sets + by.swaps == 0) {
      values.add(initial[index] + by.sum);
      return values;
    }
    if (by.adds != 0)
      return {true, {}};
    if (by.swaps == 1 && by.sets == 0) {
      if (by.expected == initial[index])
        return by.desired;
      values.add(initial[index]);
      return values;
    }
    if (by.sets == 0)
      values.add(initial[index]);
    values.add(by.constants);
    values.add(by.desired);
    for (uint32_t from : by.copiedFrom)
      values.add(everSeen(from));
    return values;
  }

  void checkWords() {
    for (uint32_t index = 0; index < control.size(); ++index) {
      if (isSchedulerWord(index))
        continue;
      auto by = writers.find(index);
      if (by == writers.end()) {
        expect("control word " + llvm::Twine(index) + ", which no job names,", index, 0);
        continue;
      }
      const Values values = finalValues(index, by->second);
      if (!values.isAny && !values.set.contains(control[index]))
        fail("control word " + llvm::Twine(index) + " is " + llvm::Twine(control[index]) +
             " (expected " + describe(values) + ")");
    }
  }

  static std::string describe(const Values &values) {
    if (values.set.size() == 1)
      return std::to_string(*values.set.begin());
    std::string text = "one of";
    size_t listed = 0;
    for (uint32_t value : values.set)
      if (++listed <= 4)
        text += " " + std::to_string(value);
    return listed > 4 ? text + " and " + std::to_string(listed - 4) + " more" : text;
  }

  void checkDebugLog() {
    const uint32_t cursor = printfs * kDebugRecordWords;
    if (debugLog[kDebugCursor] != cursor) {
      fail("debug_log cursor is " + llvm::Twine(debugLog[kDebugCursor]) + " (expected " +
           llvm::Twine(cursor) + ")");
      return;
    }
    const uint32_t records = std::min(printfs, kDebugRecordCapacity);
    for (uint32_t i = 0; i < records; ++i) {
      const uint32_t format = debugLog[kDebugRecords + i * kDebugRecordWords];
      if (!printedFormats.contains(format))
        fail("debug_log record " + llvm::Twine(i) + " has format " + llvm::Twine(format) +
             ", which no job prints");
    }
  }

  const JobSet &set;
  llvm::ArrayRef<uint32_t> initial;
  llvm::ArrayRef<uint32_t> control;
  llvm::ArrayRef<uint32_t> debugLog;
  Accounting accounting;
  std::vector<std::string> failures;

  std::array<uint32_t, kPriorityLevels> byPriority = {};
  std::array<uint32_t, kControlTenantFairnessCount> byTenant = {};
  std::array<uint32_t, kControlMetricsCount> byOpcode = {};
  std::map<uint32_t, Writers> writers;
  std::set<uint32_t> printedFormats;
  uint32_t fences = 0;
  uint32_t printfs = 0;
  bool asksForShutdown = false;
  /// An extension may write anywhere, so that single words cannot be judged.
  bool hasUnknownOpcode = false;
  /// The kernel executes opcodes, as opposed to one fused payload.
  bool interprets = false;
};

} // namespace

std::vector<std::string> loader::verifyJobs(const JobSet &set,
                                            llvm::ArrayRef<uint32_t> initialControl,
                                            llvm::ArrayRef<uint32_t> control,
                                            llvm::ArrayRef<uint32_t> debugLog,
                                            Accounting accounting) {
  return Verifier(set, initialControl, control, debugLog, accounting).run();
}
