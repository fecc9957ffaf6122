// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the built programs do, lane after lane: against results of the corpus, the vectors of packed
// slots, and the scheduler scenarios of appendix D of the megakernel specification.
#include "Corpus.h"
#include "TreeWalk.h"
#include "vyre-cc/Protocol/Opcodes.h"
#include "vyre-cc/Protocol/Partition.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include <cstdlib>
#include <doctest/doctest.h>

using namespace vyrecc;
using namespace vyrecc::test;
using namespace vyrecc::protocol;
using megakernel::MegakernelOptions;
using megakernel::Variant;

namespace {
/// A ring with its buffers, one tenant, and observable words.
struct Machine {
  MegakernelOptions options;
  vir0::Program program;
  Memory memory;
  std::vector<uint32_t> &control = memory["control"];
  std::vector<uint32_t> &ring = memory["ring_buffer"];
  std::vector<uint32_t> &log = memory["debug_log"];

  explicit Machine(MegakernelOptions wanted, uint32_t observables = 352)
      : options(wanted), program(build(wanted)) {
    control.resize(kControlWords + observables);
    control[kControlTenantBase] = kControlTenantMasks;
    control[kControlTenantMasks] = kTenantAuthorised;
    storePriorityOffsets(control, defaultPriorityOffsets(options.slots));
    ring.resize(options.slots * kSlotWords);
    log.resize(kDebugWords);
    memory["io_queue"].resize(kBufferIoQueueWords);
  }

  void publish(uint32_t slot, Opcode opcode, std::vector<uint32_t> args = {},
               SlotStatus status = SlotStatus::Published) {
    uint32_t *words = &ring[slot * kSlotWords];
    words[kSlotStatus] = word(status);
    words[kSlotOpcode] = word(opcode);
    words[kSlotTenant] = 0;
    std::fill_n(words + kSlotArgs, kSlotArgsCount, 0);
    std::copy(args.begin(), args.end(), words + kSlotArgs);
  }
  void publishAll(Opcode opcode) {
    for (uint32_t slot = 0; slot < options.slots; ++slot)
      publish(slot, opcode);
  }
  SlotStatus status(uint32_t slot) const { return SlotStatus(ring[slot * kSlotWords]); }
  uint32_t countDone() const {
    uint32_t count = 0;
    for (uint32_t slot = 0; slot < options.slots; ++slot)
      count += status(slot) == SlotStatus::Done;
    return count;
  }
  /// One pass of `lanes` lanes, in order.
  void pass(uint32_t lanes) {
    TreeInterpreter interpreter(program, memory);
    for (uint32_t lane = 0; lane < lanes; ++lane)
      interpreter.runLane(lane / options.workgroup, lane % options.workgroup);
  }
};
} // namespace

static MegakernelOptions priorityOnce(uint32_t slots, uint32_t stride = 0) {
  return {
      .variant = Variant::Priority, .slots = slots, .workgroup = 1, .stride = stride, .once = true};
}

TEST_CASE("a single pass of the sharded variant gives the corpus' results") {
  unsigned runs = 0;
  for (const CorpusFile &file : corpusFiles("once_slots", "")) {
    const vir0::Program program =
        build({.variant = Variant::Sharded, .slots = file.b, .workgroup = file.a, .once = true});
    for (CorpusRun &run : corpusRuns(file)) {
      CAPTURE(file.path);
      CAPTURE(run.label);
      TreeInterpreter(program, run.before).dispatch(run.groups);
      CHECK((run.before == run.after));
      ++runs;
    }
  }
  // Either no corpus, which was said, or a good number of runs.
  CHECK((runs == 0 || runs >= 20));
}

TEST_CASE("the scan alone gives the corpus' results") {
  for (const CorpusFile &file : corpusFiles("prio_scan", "exact")) {
    const vir0::Program program = megakernel::buildPriorityScan(file.a, file.b);
    for (CorpusRun &run : corpusRuns(file)) {
      CAPTURE(file.path);
      CAPTURE(run.label);
      TreeInterpreter(program, run.before).dispatch(run.groups);
      run.before.erase("lane");
      run.after.erase("lane");
      CHECK((run.before == run.after));
    }
  }
}

/// What one opcode does to a control buffer.
static void applyOp(std::vector<uint32_t> &control, uint32_t opcode, uint32_t a, uint32_t b,
                    uint32_t c) {
  auto at = [&](uint32_t index) { return index < control.size() ? control[index] : 0; };
  auto put = [&](uint32_t index, uint32_t value) {
    if (index < control.size())
      control[index] = value;
  };
  if (opcode < 32)
    put(kControlMetrics + opcode, at(kControlMetrics + opcode) + 1);
  switch (opcode) {
  case 1:
    return put(b, a);
  case 2:
    return put(b, at(b) + a);
  case 3:
    return put(kObservableBase + b, at(a));
  case 4: {
    const uint32_t old = at(a);
    put(a, old == b ? c : old);
    return put(kObservableBase + a, old);
  }
  case 5:
    for (uint32_t i = 0; i < c; ++i)
      put(b + i, at(a + i));
    return;
  case 7:
    put(kControlEpoch, at(kControlEpoch) + 1);
    return put(kObservableBase, b);
  default:
    return;
  }
}

TEST_CASE("packed slots execute the ops of the vectors") {
  const char *folder = std::getenv("VYRE_SPEC");
  const std::string path = std::string(folder ? folder : "") + "/megakernel-vectors.json";
  if (!llvm::sys::fs::exists(path)) {
    MESSAGE("SKIPPED: no megakernel-vectors.json in VYRE_SPEC");
    return;
  }
  auto root = llvm::json::parse(readFile(path));
  REQUIRE(bool(root));
  unsigned executed = 0;
  for (const llvm::json::Value &row :
       *root->getAsObject()->getObject("packed_slot")->getArray("rows")) {
    const llvm::json::Array *args = row.getAsObject()->getArray("args12");
    if (!args)
      continue;
    CAPTURE(executed);
    std::vector<uint32_t> words;
    for (const llvm::json::Value &arg : *args)
      words.push_back(*arg.getAsInteger());
    Machine machine({.variant = Variant::Sharded, .slots = 2, .workgroup = 1, .once = true});
    std::vector<uint32_t> expected = machine.control;
    for (const llvm::json::Value &op : *row.getAsObject()->getArray("kernel_executes")) {
      const llvm::json::Array &fields = *op.getAsArray();
      applyOp(expected, *fields[0].getAsInteger(), *fields[1].getAsInteger(),
              *fields[2].getAsInteger(), *fields[3].getAsInteger());
    }
    expected[kControlDoneCount] += 1;
    machine.publish(0, Opcode::PackedSlot, words);
    machine.pass(1);
    CHECK(machine.control == expected);
    CHECK(machine.status(0) == SlotStatus::Done);
    ++executed;
  }
  CHECK(executed >= 10);
}

TEST_CASE("D13: ten slots are drained level by level by the lanes that own them") {
  Machine machine(priorityOnce(10));
  machine.publishAll(Opcode::Nop);
  for (uint32_t pass = 1; pass <= 5; ++pass) {
    machine.pass(10);
    CHECK(machine.countDone() == 2 * pass);
    CHECK(machine.status(2 * pass - 1) == SlotStatus::Done);
  }
  CHECK(machine.control[kControlDoneCount] == 10);
  CHECK(machine.control[kControlMetrics] == 10);
  for (uint32_t level = 0; level < kPriorityLevels; ++level)
    CHECK(machine.control[kControlPriorityFairness + level] == 2);
  CHECK(machine.control[kControlTenantFairness] == 10);
  CHECK(machine.control[kControlStarvationCounter] == 0);
}

TEST_CASE("D14: without offsets nothing is claimed") {
  Machine machine(priorityOnce(5));
  machine.publishAll(Opcode::Nop);
  storePriorityOffsets(machine.control, {});
  const Memory before = machine.memory;
  machine.pass(5);
  CHECK((machine.memory == before));
}

TEST_CASE("D16: a tenant without a mask waits and is counted nowhere") {
  for (Variant variant : {Variant::Priority, Variant::Sharded}) {
    Machine machine({.variant = variant, .slots = 10, .workgroup = 1, .once = true});
    machine.publishAll(Opcode::Nop);
    machine.control[kControlTenantMasks] = 0;
    const Memory before = machine.memory;
    machine.pass(10);
    CHECK((machine.memory == before));
    machine.control[kControlTenantMasks] = 1;
    machine.pass(10);
    CHECK(machine.countDone() > 0);
  }
}

TEST_CASE("D17: only the priority variant takes up yielded and requeued slots") {
  for (SlotStatus status : {SlotStatus::Yield, SlotStatus::Requeue}) {
    Machine priority(priorityOnce(5));
    priority.publish(2, Opcode::Nop, {}, status);
    priority.pass(5);
    CHECK(priority.status(2) == SlotStatus::Done);
    Machine sharded({.variant = Variant::Sharded, .slots = 5, .workgroup = 1, .once = true});
    sharded.publish(2, Opcode::Nop, {}, status);
    sharded.pass(5);
    CHECK(sharded.status(2) == status);
  }
}

TEST_CASE("slots in any other state stay as they are") {
  for (SlotStatus status : {SlotStatus::Empty, SlotStatus::Claimed, SlotStatus::Done,
                            SlotStatus::WaitIo, SlotStatus::Fault}) {
    Machine machine(priorityOnce(5));
    machine.publish(2, Opcode::Nop, {}, status);
    const Memory before = machine.memory;
    machine.pass(5);
    CHECK((machine.memory == before));
  }
}

TEST_CASE("D18: urgent work alone stalls at the starvation threshold until other work is served") {
  Machine machine(priorityOnce(100));
  for (uint32_t slot = 0; slot < 40; ++slot)
    machine.publish(slot, Opcode::Nop);
  for (uint32_t pass = 0; pass < 10; ++pass)
    machine.pass(100);
  const uint32_t stalled = machine.countDone();
  CHECK(stalled >= 16);
  CHECK(stalled < 40);
  machine.publish(40, Opcode::Nop);
  for (uint32_t pass = 0; pass < 10; ++pass)
    machine.pass(100);
  CHECK(machine.countDone() > stalled + 1);
}

TEST_CASE("D19: at the threshold a lane first serves a lower level") {
  Machine machine(priorityOnce(10));
  machine.publishAll(Opcode::Nop);
  machine.control[kControlStarvationCounter] = kStarvationThreshold;
  machine.pass(10);
  CHECK(machine.countDone() == 2);
  CHECK(machine.status(4) == SlotStatus::Done);
  CHECK(machine.status(1) == SlotStatus::Done);
  CHECK(machine.control[kControlStarvationCounter] == 1);
}

TEST_CASE("D20: a stride below the level's length covers the level, wrapping at its end") {
  Machine machine(priorityOnce(10, /*stride=*/4));
  storePriorityOffsets(machine.control, {0, 0, 0, 10, 10, 10});
  const uint32_t probes[] = {3, 7, 1};
  for (uint32_t expected : probes) {
    machine.publishAll(Opcode::Nop);
    for (uint32_t probe : probes) {
      if (probe == expected)
        break;
      machine.publish(probe, Opcode::Nop, {}, SlotStatus::Empty);
    }
    TreeInterpreter(machine.program, machine.memory).runLane(3, 0);
    CHECK(machine.status(expected) == SlotStatus::Done);
  }
  machine.publishAll(Opcode::Nop);
  for (uint32_t pass = 0; pass < 3; ++pass)
    machine.pass(4);
  CHECK(machine.countDone() == 10);
}

TEST_CASE("D21: slots whose lane is not launched are never reached") {
  Machine machine(priorityOnce(10));
  storePriorityOffsets(machine.control, {0, 0, 0, 10, 10, 10});
  machine.publishAll(Opcode::Nop);
  for (uint32_t pass = 0; pass < 5; ++pass)
    machine.pass(2);
  CHECK(machine.countDone() == 2);
}

TEST_CASE("D22: on shutdown nothing changes") {
  for (Variant variant : {Variant::Priority, Variant::Sharded})
    for (bool once : {false, true}) {
      Machine machine({.variant = variant, .slots = 10, .workgroup = 1, .once = once});
      machine.publishAll(Opcode::AtomicAdd);
      machine.control[kControlShutdown] = 1;
      const Memory before = machine.memory;
      machine.pass(10);
      CHECK((machine.memory == before));
    }
}

TEST_CASE("D23: a persistent kernel ends on its own SHUTDOWN slot") {
  for (Variant variant : {Variant::Priority, Variant::Sharded}) {
    Machine machine({.variant = variant, .slots = 10, .workgroup = 1});
    machine.publish(0, Opcode::Shutdown);
    machine.publish(9, Opcode::Nop);
    machine.pass(1);
    CHECK(machine.control[kControlShutdown] == 1);
    CHECK(machine.control[kControlDoneCount] == 1);
    CHECK(machine.status(0) == SlotStatus::Done);
    CHECK(machine.status(9) == SlotStatus::Published);
  }
}

TEST_CASE("D24: a swap shows the old word at the observable of its own index") {
  Machine machine(priorityOnce(5));
  machine.control[150] = 77;
  machine.publish(0, Opcode::CompareSwap, {150, 77, 88});
  machine.pass(5);
  CHECK(machine.control[150] == 88);
  CHECK(machine.control[310] == 77);
}

TEST_CASE("D26: a level whose offsets fall is empty and hinders no other") {
  Machine machine(priorityOnce(8));
  storePriorityOffsets(machine.control, {0, 3, 2, 6, 7, 8});
  machine.publishAll(Opcode::Nop);
  for (uint32_t pass = 0; pass < 8; ++pass)
    machine.pass(8);
  CHECK(machine.countDone() == 8);
  CHECK(machine.control[kControlPriorityFairness + word(Priority::High)] == 0);
}

TEST_CASE("offsets beyond the ring touch nothing outside it") {
  Machine machine(priorityOnce(8));
  storePriorityOffsets(machine.control, {0, 0, 0, 32, 32, 32});
  machine.ring.resize(32 * kSlotWords);
  for (uint32_t slot = 0; slot < 32; ++slot)
    machine.publish(slot, Opcode::Nop);
  for (uint32_t pass = 0; pass < 8; ++pass)
    machine.pass(8);
  CHECK(machine.countDone() == 8);
  for (uint32_t slot = 8; slot < 32; ++slot)
    CHECK(machine.status(slot) == SlotStatus::Published);
}

TEST_CASE("D27: where records of PRINTF go near the end of the log") {
  struct {
    uint32_t cursor, firstWord;
  } const cases[] = {{0, 1}, {248, 249}, {252, 253}, {253, 0}, {256, 0}};
  for (const auto &[cursor, firstWord] : cases) {
    CAPTURE(cursor);
    Machine machine(priorityOnce(5));
    machine.log[kDebugCursor] = cursor;
    machine.publish(1, Opcode::Printf, {0xF0, 0xF1, 0xF2});
    std::vector<uint32_t> expected = machine.log;
    expected[kDebugCursor] += kDebugRecordWords;
    if (firstWord != 0) {
      const uint32_t record[] = {0xF0, 0xF1, 0xF2, 1 * kSlotWords};
      std::copy(std::begin(record), std::end(record), expected.begin() + firstWord);
    }
    machine.pass(5);
    CHECK(machine.log == expected);
  }
}
