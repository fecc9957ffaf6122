// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The host's side of the protocol, checked against the published vectors and by playing the kernel.
#include "vyre-cc/Loader/Jobs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"
#include <cstdlib>
#include <doctest/doctest.h>
#include <fstream>
#include <sstream>

using namespace vyrecc;
using namespace vyrecc::loader;
using namespace vyrecc::protocol;

namespace {

/// The rows of one part of the vectors, or null (and a loud message) where they are not at hand.
const llvm::json::Array *vectorRows(llvm::StringRef part) {
  static const std::optional<llvm::json::Value> vectors = []() -> std::optional<llvm::json::Value> {
    const char *spec = std::getenv("VYRE_SPEC");
    std::ifstream stream(std::string(spec ? spec : "") + "/megakernel-vectors.json");
    std::stringstream text;
    text << stream.rdbuf();
    llvm::Expected<llvm::json::Value> value = llvm::json::parse(text.str());
    if (!value) {
      llvm::consumeError(value.takeError());
      return std::nullopt;
    }
    return std::move(*value);
  }();
  if (!vectors) {
    MESSAGE("SKIPPED: no megakernel-vectors.json at VYRE_SPEC");
    return nullptr;
  }
  const llvm::json::Object *object = vectors->getAsObject()->getObject(part);
  REQUIRE(object);
  return object->getArray("rows");
}

uint32_t number(const llvm::json::Value &value) {
  REQUIRE(value.getAsUINT64().has_value());
  return static_cast<uint32_t>(*value.getAsUINT64());
}

Job makeJob(Opcode opcode, Priority priority, std::vector<uint32_t> args, uint32_t tenant = 0) {
  Job job;
  job.opcode = word(opcode);
  job.priority = priority;
  job.tenant = tenant;
  llvm::copy(args, job.args.begin());
  return job;
}

std::vector<std::string> check(const JobSet &set, const Words &control, const Words &log,
                               Accounting accounting = Accounting::Metrics) {
  DiagnosticEngine diags;
  return verifyJobs(set, *encodeControl(false, set.tenants, set.observables, diags), control, log,
                    accounting);
}

} // namespace

TEST_CASE("control is encoded as the vectors say") {
  const llvm::json::Array *rows = vectorRows("encode_control");
  for (const llvm::json::Value &value : rows ? *rows : llvm::json::Array()) {
    const llvm::json::Array &row = *value.getAsArray();
    DiagnosticEngine diags;
    FailureOr<Words> control =
        encodeControl(number(row[0]) != 0, number(row[1]), number(row[2]), diags);
    REQUIRE(succeeded(control) == row[3].getAsUINT64().has_value());
    if (failed(control))
      continue;
    CHECK(control->size() * 4 == number(row[3]));
    Words expected(control->size());
    for (const llvm::json::Value &runValue : *row[4].getAsArray()) {
      const llvm::json::Array &run = *runValue.getAsArray();
      std::fill(expected.begin() + number(run[0]), expected.begin() + number(run[1]),
                number(run[2]));
    }
    CHECK(*control == expected);
  }
}

TEST_CASE("R11: fresh control has counted nothing") {
  DiagnosticEngine diags;
  const Words control = *encodeControl(false, 32, 8, diags);
  for (uint32_t tenant = 0; tenant < kControlTenantFairnessCount; ++tenant)
    CHECK(control[kControlTenantFairness + tenant] == 0);
  for (uint32_t level = 0; level < kControlPriorityFairnessCount; ++level)
    CHECK(control[kControlPriorityFairness + level] == 0);
}

TEST_CASE("only free slots and publishable opcodes are published") {
  if (const llvm::json::Array *rows = vectorRows("slot_status"))
    for (const llvm::json::Value &value : *rows) {
      const llvm::json::Array &row = *value.getAsArray();
      Words ring(2 * kSlotWords, 0);
      ring[kSlotWords] = number(row[0]);
      const Words before = ring;
      DiagnosticEngine diags;
      const bool accepted = succeeded(publishSlot(ring, 1, 0, 0, {}, diags));
      CHECK(accepted == (number(row[1]) != 0));
      if (!accepted)
        CHECK(ring == before);
    }
  if (const llvm::json::Array *rows = vectorRows("opcode_class"))
    for (const llvm::json::Value &value : *rows) {
      const llvm::json::Array &row = *value.getAsArray();
      Words ring(kSlotWords);
      DiagnosticEngine diags;
      CHECK(succeeded(publishSlot(ring, 0, 0, number(row[0]), {}, diags)) == (number(row[4]) != 0));
    }
}

TEST_CASE("publishing writes the whole slot and clears stale arguments") {
  Words ring(2 * kSlotWords, 0);
  DiagnosticEngine diags;
  REQUIRE(succeeded(publishSlot(ring, 1, 7, 1, {42, 3}, diags)));
  CHECK(Words(ring.begin() + kSlotWords, ring.end()) ==
        Words{1, 1, 7, 2, 42, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  CHECK(Words(ring.begin(), ring.begin() + kSlotWords) == Words(kSlotWords));
  CHECK(failed(publishSlot(ring, 1, 7, 1, {42, 3}, diags)));
  ring[kSlotWords] = 3;
  REQUIRE(succeeded(publishSlot(ring, 1, 7, 2, {5}, diags)));
  CHECK(Words(ring.begin() + kSlotWords, ring.end()) ==
        Words{1, 2, 7, 2, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  CHECK(failed(publishSlot(ring, 2, 0, 0, {}, diags)));
  CHECK(failed(publishSlot(ring, 0, 0, 0, Words(13), diags)));
}

TEST_CASE("packed slots run what the vectors say") {
  const llvm::json::Array *rows = vectorRows("packed_slot");
  size_t compared = 0;
  for (const llvm::json::Value &value : rows ? *rows : llvm::json::Array()) {
    const llvm::json::Object &row = *value.getAsObject();
    const llvm::json::Array *args = row.getArray("args12");
    const llvm::json::Array *executes = row.getArray("kernel_executes");
    if (!args || !executes)
      continue;
    Job job;
    job.opcode = word(Opcode::PackedSlot);
    for (size_t i = 0; i < args->size(); ++i)
      job.args[i] = number((*args)[i]);
    const auto effects = SlotEffects(job.opcode, job.args);
    REQUIRE(effects.size() == executes->size() + 1);
    for (size_t i = 0; i < executes->size(); ++i) {
      const llvm::json::Array &expected = *(*executes)[i].getAsArray();
      CHECK(effects[i + 1].opcode == number(expected[0]));
      for (size_t arg = 0; arg < 3; ++arg)
        CHECK(effects[i + 1].args[arg] == number(expected[arg + 1]));
    }
    ++compared;
  }
  CHECK((!rows || compared > 5));
}

TEST_CASE("jobs go to their priority's slots, in waves, and come back once") {
  std::vector<Job> jobs;
  for (uint32_t i = 0; i < 25; ++i)
    jobs.push_back(makeJob(Opcode::Nop, static_cast<Priority>(i % 5), {i}));
  JobRing ring(jobs, 10, Placement::ByPriority);
  DiagnosticEngine diags;
  std::vector<uint32_t> seen;
  unsigned waves = 0;
  while (!ring.isFinished()) {
    REQUIRE(++waves <= 3);
    CHECK(*ring.publishWave(diags) == (waves < 3 ? 10 : 5));
    CHECK(*ring.publishWave(diags) == 0);
    CHECK(ring.hasPending(Priority::Critical, Priority::Critical));
    Words after = ring.image();
    for (uint32_t slot = 0; slot < 10; ++slot)
      if (after[slot * kSlotWords] == word(SlotStatus::Published)) {
        const uint32_t job = after[slot * kSlotWords + kSlotArgs];
        CHECK(job % 5 == slot / 2);
        seen.push_back(job);
        after[slot * kSlotWords] = word(SlotStatus::Done);
      }
    ring.collect(after);
  }
  std::sort(seen.begin(), seen.end());
  CHECK(seen.size() == 25);
  CHECK(std::unique(seen.begin(), seen.end()) == seen.end());
  CHECK(ring.violations().empty());
}

TEST_CASE("what the protocol forbids is noticed when slots are collected") {
  const std::vector<Job> jobs(3, makeJob(Opcode::Nop, Priority::Normal, {1}));
  JobRing ring(jobs, 4, Placement::Anywhere);
  DiagnosticEngine diags;
  REQUIRE(*ring.publishWave(diags) == 3);
  Words after = ring.image();
  after[0] = word(SlotStatus::Claimed);
  after[kSlotWords] = word(SlotStatus::Done);
  after[kSlotWords + kSlotTenant] = 9;
  after[3 * kSlotWords] = word(SlotStatus::Done);
  CHECK(ring.collect(after) == 1);
  REQUIRE(ring.violations().size() == 3);
  CHECK(ring.violations()[0] == "slot 0 was left CLAIMED (expected PUBLISHED or DONE)");
  CHECK(ring.violations()[1] == "slot 1 word 2: 9 (published as 0)");
  CHECK(ring.violations()[2] == "slot 3 holds no job and became DONE");
  CHECK(ring.describePending() == "slot 0 (CLAIMED), slot 2 (PUBLISHED)");
}

TEST_CASE("a priority without slots is an error") {
  const std::vector<Job> jobs = {makeJob(Opcode::Nop, Priority::Low, {})};
  JobRing ring(jobs, 4, Placement::ByPriority);
  DiagnosticEngine diags;
  CHECK(failed(ring.publishWave(diags)));
  JobRing anywhere(jobs, 4, Placement::Anywhere);
  CHECK(*anywhere.publishWave(diags) == 1);
}

TEST_CASE("final buffers are checked word by word") {
  JobSet set;
  set.observables = 30;
  set.jobs = {makeJob(Opcode::StoreU32, Priority::High, {5, 150}),
              makeJob(Opcode::StoreU32, Priority::Idle, {6, 150}),
              makeJob(Opcode::AtomicAdd, Priority::Idle, {0xFFFFFFFF, 151}),
              makeJob(Opcode::AtomicAdd, Priority::Idle, {3, 151}),
              makeJob(Opcode::LoadU32, Priority::Normal, {2, 1}),
              makeJob(Opcode::CompareSwap, Priority::Normal, {160, 0, 44}),
              makeJob(Opcode::Memcpy, Priority::Normal, {2, 170, 3}),
              makeJob(Opcode::Printf, Priority::Normal, {9, 0, 0})};
  // COMPARE_SWAP on word 160 reports at observable 160, outside these: give it a word of its own.
  set.jobs[5].args = {152, 0, 44};
  set.observables = 160;
  DiagnosticEngine diags;
  Words control = *encodeControl(false, 1, set.observables, diags);
  Words log(kDebugWords);
  control[kControlDoneCount] = 8;
  control[kControlMetrics + 1] = 2;
  control[kControlMetrics + 2] = 2;
  control[kControlMetrics + 3] = 1;
  control[kControlMetrics + 4] = 1;
  control[kControlMetrics + 5] = 1;
  control[150] = 6;
  control[151] = 2;
  control[161] = 3;
  control[152] = 44;
  control[170] = 3;
  control[171] = 0xFFFFFFFF;
  log[0] = 4;
  log[1] = 9;
  CHECK(check(set, control, log).empty());

  const auto one = [&](uint32_t index, uint32_t value) {
    Words changed = control;
    changed[index] = value;
    const std::vector<std::string> failures = check(set, changed, log);
    REQUIRE(failures.size() == 1);
    return failures[0];
  };
  CHECK(one(kControlDoneCount, 7) == "DONE_COUNT is 7 (expected 8)");
  CHECK(one(kControlMetrics + 1, 3) == "metrics counter of opcode STORE_U32 is 3 (expected 2)");
  CHECK(one(150, 5 + 6) == "control word 150 is 11 (expected one of 5 6)");
  CHECK(one(151, 3) == "control word 151 is 3 (expected 2)");
  CHECK(one(152, 0) == "control word 152 is 0 (expected 44)");
  CHECK(one(152 + 160, 1) == "control word 312 is 1 (expected one of 0 44)");
  CHECK(one(161, 0) == "control word 161 is 0 (expected 3)");
  CHECK(one(172, 1) == "control word 172 is 1 (expected 0)");
  CHECK(one(155, 1) == "control word 155, which no job names, is 1 (expected 0)");
  CHECK(one(kControlEpoch, 1) == "EPOCH is 1 (expected 0)");
  CHECK(one(kControlShutdown, 1) == "SHUTDOWN is 1 (expected 0)");
  log[1] = 8;
  CHECK(check(set, control, log) ==
        std::vector<std::string>{"debug_log record 0 has format 8, which no job prints"});
  log[0] = 8;
  CHECK(check(set, control, log) == std::vector<std::string>{"debug_log cursor is 8 (expected 4)"});
}

TEST_CASE("fairness is checked where the kernel counts it") {
  JobSet set;
  set.tenants = 3;
  set.jobs = {makeJob(Opcode::Nop, Priority::High, {}, 2), makeJob(Opcode::Nop, Priority::Low, {})};
  DiagnosticEngine diags;
  Words control = *encodeControl(false, 3, 1, diags);
  control[kControlDoneCount] = 2;
  control[kControlMetrics] = 2;
  const Words log(kDebugWords);
  CHECK(check(set, control, log, Accounting::Metrics).empty());
  CHECK(check(set, control, log, Accounting::Unknown).empty());
  CHECK(check(set, control, log, Accounting::MetricsAndFairness).size() == 4);
  control[kControlPriorityFairness + 1] = 1;
  control[kControlPriorityFairness + 3] = 1;
  control[kControlTenantFairness] = 1;
  CHECK(check(set, control, log, Accounting::Unknown) ==
        std::vector<std::string>{"fairness counter of tenant 2 is 0 (expected 1)"});
  control[kControlTenantFairness + 2] = 1;
  CHECK(check(set, control, log, Accounting::MetricsAndFairness).empty());
}

TEST_CASE("job files") {
  DiagnosticEngine diags;
  FailureOr<JobSet> set = parseJobs(
      R"({"slots":64,"tenants":4,"observables":0,"jobs":[
          {"opcode":"ATOMIC_ADD","tenant":3,"priority":"IDLE","args":[1,141],"count":3},
          {"opcode":8}]})",
      diags);
  REQUIRE(succeeded(set));
  CHECK(set->slots == 64);
  CHECK(set->observables == 1);
  REQUIRE(set->jobs.size() == 4);
  CHECK(set->jobs[2].opcode == 2);
  CHECK(set->jobs[2].tenant == 3);
  CHECK(set->jobs[2].priority == Priority::Idle);
  CHECK(set->jobs[2].args[1] == 141);
  CHECK(set->jobs[3].priority == Priority::Normal);
  for (
      const char *wrong :
      {R"({"jobs":1})", R"({"jobs":[1]})", R"({"jobs":[{}]})", R"({"jobs":[{"opcode":"FOO"}]})",
       R"({"jobs":[{"opcode":0,"priority":5}]})", R"({"jobs":[{"opcode":0,"args":[-1]}]})",
       R"({"jobs":[{"opcode":0,"args":[0,0,0,0,0,0,0,0,0,0,0,0,0]}]})",
       R"({"tenants":30,"jobs":[]})", R"({"jobs":[{"opcode":0,"count":4294967295}]})",
       R"({"jobs":[{"opcode":"MEMCPY","args":[4294967295,141,2]}]})",
       R"({"observables":1048576,"jobs":[{"opcode":"MEMCPY","args":[0,161,1000000],"count":17}]})"}) {
    DiagnosticEngine wrongDiags;
    CHECK_MESSAGE(failed(parseJobs(wrong, wrongDiags)), wrong);
    CHECK(wrongDiags.hasErrors());
  }
}
