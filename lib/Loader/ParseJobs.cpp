// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads a jobs file. What it lets pass can be published, ends, and can be checked afterwards.
#include "Json.h"
#include "vyre-cc/Loader/Jobs.h"

using namespace vyrecc;
using namespace vyrecc::loader;
using namespace vyrecc::protocol;

namespace {

constexpr size_t kMaxJobs = 1u << 22;
/// Each is followed when the results are checked.
constexpr uint64_t kMaxCopiedWords = 1u << 24;
/// Words of `control` that opcodes may write: past those that scheduler and host rely on.
constexpr uint32_t kFirstFreeWord = kControlReserved;

class JobsReader {
public:
  explicit JobsReader(DiagnosticEngine &diags) : diags(diags) {}

  FailureOr<JobSet> read(const llvm::json::Object &object) {
    JsonReader reader(object, "the jobs file", DiagCode::BadCase, diags);
    FailureOr<uint32_t> slots = reader.u32("slots", 0);
    FailureOr<uint32_t> tenants = reader.u32("tenants", 1);
    FailureOr<uint32_t> observables = reader.u32("observables", 1);
    FailureOr<const llvm::json::Array *> jobs = reader.array("jobs");
    if (failed(slots) || failed(tenants) || failed(observables) || failed(jobs))
      return failure();
    if (*slots > kMaxEncodedRingSlots)
      return reader.wrong("slots", "at most 1048576");
    if (*tenants == 0 || *tenants > kControlTenantMasksCount)
      return reader.wrong("tenants", "1 to 29, the masks that control holds");
    if (*observables > kMaxEncodedObservables)
      return reader.wrong("observables", "at most 1048576");
    // BATCH_FENCE always writes the first observable word.
    set = {*slots, *tenants, std::max(*observables, 1u), {}};
    for (const llvm::json::Value &value : **jobs)
      if (failed(readJob(value)))
        return failure();
    return std::move(set);
  }

private:
  LogicalResult bad(const llvm::Twine &message) {
    return diags.error(DiagCode::BadCase, {}, "job " + llvm::Twine(index) + ": " + message);
  }

  LogicalResult readJob(const llvm::json::Value &value) {
    const llvm::json::Object *object = value.getAsObject();
    if (!object)
      return bad("no object");
    JsonReader reader(*object, "job " + std::to_string(index), DiagCode::BadCase, diags);
    Job job;
    FailureOr<uint32_t> tenant = reader.u32("tenant", 0);
    FailureOr<uint32_t> count = reader.u32("count", 1);
    if (failed(tenant) || failed(count) || failed(readOpcode(*object, reader, job)) ||
        failed(readPriority(*object, reader, job)) || failed(readArgs(*object, reader, job)))
      return failure();
    if (*tenant >= set.tenants)
      return bad("tenant " + llvm::Twine(*tenant) + " (expected less than the " +
                 llvm::Twine(set.tenants) + " tenants)");
    job.tenant = *tenant;
    for (const Effect &effect : SlotEffects(job.opcode, job.args))
      if (failed(checkEffect(effect)))
        return failure();
    if (*count > kMaxJobs - set.jobs.size())
      return bad("more than " + llvm::Twine(kMaxJobs) + " jobs");
    for (const Effect &effect : SlotEffects(job.opcode, job.args))
      if (effect.opcode == word(Opcode::Memcpy))
        copiedWords += uint64_t(effect.args[2]) * *count;
    if (copiedWords > kMaxCopiedWords)
      return bad("MEMCPY jobs copy more than " + llvm::Twine(kMaxCopiedWords) + " words together");
    set.jobs.insert(set.jobs.end(), *count, job);
    ++index;
    return success();
  }

  LogicalResult readOpcode(const llvm::json::Object &object, const JsonReader &reader, Job &job) {
    if (std::optional<llvm::StringRef> spelling = object.getString("opcode")) {
      const OpcodeRow *row = findOpcode(std::string_view(*spelling));
      if (!row)
        return bad("opcode '" + *spelling + "' (expected a number or a name such as STORE_U32)");
      job.opcode = row->number;
    } else {
      FailureOr<uint32_t> number = reader.u32("opcode");
      if (failed(number))
        return failure();
      job.opcode = *number;
    }
    if (!isPublishableOpcode(job.opcode))
      return bad("opcode " + opcodeName(job.opcode) + " cannot be published");
    if (job.opcode == word(Opcode::Shutdown))
      return bad("SHUTDOWN would leave other jobs waiting (the run ends by itself)");
    return success();
  }

  LogicalResult readPriority(const llvm::json::Object &object, const JsonReader &reader, Job &job) {
    if (std::optional<llvm::StringRef> spelling = object.getString("priority")) {
      for (uint32_t level = 0; level < kPriorityLevels; ++level)
        if (priorityName(static_cast<Priority>(level)) == *spelling) {
          job.priority = static_cast<Priority>(level);
          return success();
        }
      return bad("priority '" + *spelling + "' (expected CRITICAL, HIGH, NORMAL, LOW or IDLE)");
    }
    FailureOr<uint32_t> level = reader.u32("priority", word(Priority::Normal));
    if (failed(level))
      return failure();
    if (*level >= kPriorityLevels)
      return bad("priority " + llvm::Twine(*level) + " (expected 0 to 4)");
    job.priority = static_cast<Priority>(*level);
    return success();
  }

  LogicalResult readArgs(const llvm::json::Object &object, const JsonReader &reader, Job &job) {
    const llvm::json::Array *args = object.getArray("args");
    const size_t given = args ? args->size() : 0;
    if (!args && reader.has("args"))
      return reader.wrong("args", "an array");
    const OpcodeRow *row = findOpcode(job.opcode);
    const uint32_t needed = row ? row->args : 0;
    if (given < needed || given > kSlotArgsCount)
      return bad(llvm::Twine(given) + " arguments for " + opcodeName(job.opcode) + " (expected " +
                 llvm::Twine(needed) + " to " + llvm::Twine(kSlotArgsCount) + ")");
    for (size_t i = 0; i < given; ++i) {
      std::optional<uint64_t> number = (*args)[i].getAsUINT64();
      if (!number || *number > UINT32_MAX)
        return bad("argument " + llvm::Twine(i) + " is no integer from 0 to 4294967295");
      job.args[i] = static_cast<uint32_t>(*number);
    }
    return success();
  }

  /// `count` words of control from `first` on, which an opcode reads or writes.
  LogicalResult checkWords(const Effect &effect, uint32_t first, uint32_t count, bool writes) {
    const uint64_t end = uint64_t(first) + count;
    if (end > uint64_t(kObservableBase) + set.observables)
      return bad(opcodeName(effect.opcode) + " reaches control word " + llvm::Twine(end - 1) +
                 " (control has " + llvm::Twine(kObservableBase + set.observables) +
                 "; raise \"observables\")");
    if (writes && count != 0 && first < kFirstFreeWord)
      return bad(opcodeName(effect.opcode) + " writes control word " + llvm::Twine(first) +
                 ", which the scheduler needs (expected " + llvm::Twine(kFirstFreeWord) +
                 " or more)");
    return success();
  }

  LogicalResult checkObservable(const Effect &effect, uint32_t observable) {
    if (observable < set.observables)
      return success();
    return bad(opcodeName(effect.opcode) + " writes observable " + llvm::Twine(observable) +
               " (there are " + llvm::Twine(set.observables) + "; raise \"observables\")");
  }

  LogicalResult checkEffect(const Effect &effect) {
    const auto &[arg0, arg1, arg2] = effect.args;
    if (effect.opcode == word(Opcode::StoreU32) || effect.opcode == word(Opcode::AtomicAdd))
      return checkWords(effect, arg1, 1, true);
    if (effect.opcode == word(Opcode::LoadU32))
      return failed(checkWords(effect, arg0, 1, false)) ? failure() : checkObservable(effect, arg1);
    if (effect.opcode == word(Opcode::CompareSwap))
      return failed(checkWords(effect, arg0, 1, true)) ? failure() : checkObservable(effect, arg0);
    if (effect.opcode == word(Opcode::Memcpy))
      return failed(checkWords(effect, arg0, arg2, false)) ? failure()
                                                           : checkWords(effect, arg1, arg2, true);
    return success();
  }

  DiagnosticEngine &diags;
  JobSet set;
  size_t index = 0;
  uint64_t copiedWords = 0;
};

} // namespace

FailureOr<JobSet> loader::parseJobs(llvm::StringRef json, DiagnosticEngine &diags) {
  FailureOr<llvm::json::Object> object =
      parseJsonObject(json, "the jobs file", DiagCode::BadCase, diags);
  if (failed(object))
    return failure();
  return JobsReader(diags).read(*object);
}
