// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Dynamic partial-order reduction with source sets and sleep sets (Abdulla, Aronis, Jonsson,
// Sagonas: Optimal Dynamic Partial Order Reduction, POPL 2014). States are saved and restored,
// executions not repeated from the start.
#include "vyre-cc/Interp/Explore.h"
#include "Interleaving.h"
#include "Invariants.h"
#include "Machine.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/xxhash.h"

namespace vyrecc::interp {

using namespace ir;

namespace {

constexpr uint32_t kMaxLanes = 64;
using LaneSet = uint64_t; ///< a bit a lane
/// How many events of each lane lie before something.
using Clock = llvm::SmallVector<uint32_t, 8>;

LaneSet bit(uint32_t lane) { return LaneSet(1) << lane; }

void join(Clock &into, const Clock &other) {
  for (auto [a, b] : llvm::zip_equal(into, other))
    a = std::max(a, b);
}

struct Sleeper {
  uint32_t lane;
  Event event; ///< what its next access is
};

/// A state, and the access that leads from it to the next frame.
struct Frame {
  Interleaving::State state;
  std::optional<ProtocolMonitor> monitor;
  std::vector<Clock> clocks; ///< of each lane
  LaneSet backtrack = 0;
  std::vector<Sleeper> sleep; ///< also lanes that were taken from here before

  uint32_t lane = 0; ///< the one that was taken last
  Event event;
  Clock clock; ///< the event itself included
};

class Explorer {
public:
  Explorer(Machine &machine, const CompiledKernel &kernel, const ExploreOptions &options,
           Exploration &result)
      : machine(machine), kernel(kernel), options(options), result(result),
        grid(kernel.code, kernel.size, machine.memories, machine.options, machine.diags,
             machine.steps) {}

  LogicalResult run() {
    if (failed(grid.start()))
      return failure();
    if (machine.options.invariants != Invariants::None)
      monitor =
          ProtocolMonitor::create(machine.module, machine.memories, machine.options.invariants);
    clocks.assign(grid.numLanes(), Clock(grid.numLanes(), 0));
    push({});
    while (depth != 0) {
      Frame &top = frames[depth - 1];
      const LaneSet open = top.backtrack & ~sleeping(top);
      if (open == 0) {
        --depth;
        continue;
      }
      if (result.executions + result.redundant >= options.maxExecutions)
        return success();
      if (failed(take(top, chooseFrom(open))))
        return failure();
    }
    result.isComplete = true;
    return success();
  }

private:
  static LaneSet sleeping(const Frame &frame) {
    LaneSet lanes = 0;
    for (const Sleeper &sleeper : frame.sleep)
      lanes |= bit(sleeper.lane);
    return lanes;
  }

  /// The lane that moved last, if it may: few switches make a schedule that reads easily.
  uint32_t chooseFrom(LaneSet open) const {
    if (depth > 1 && (open & bit(frames[depth - 2].lane)))
      return frames[depth - 2].lane;
    return static_cast<uint32_t>(llvm::countr_zero(open));
  }

  /// Makes the current state a frame, unless nothing can go on.
  void push(std::vector<Sleeper> sleep) {
    if (frames.size() == depth)
      frames.emplace_back();
    Frame &frame = frames[depth++];
    grid.save(frame.state);
    frame.monitor = monitor;
    frame.clocks = clocks;
    frame.sleep = std::move(sleep);
    frame.backtrack = 0;
    LaneSet ready = 0;
    for (uint32_t lane : grid.ready())
      ready |= bit(lane);
    if (const LaneSet awake = ready & ~sleeping(frame)) {
      frame.backtrack = bit(chooseFrom(awake));
      atTop = true;
    } else {
      ++result.redundant;
    }
  }

  LogicalResult take(Frame &top, uint32_t lane) {
    if (!atTop) {
      grid.restore(top.state);
      monitor = top.monitor;
      clocks = top.clocks;
    }
    atTop = false;
    if (failed(grid.step(lane)))
      return explain(lane);
    ++result.steps;
    top.lane = lane;
    top.event = grid.event();
    findRaces(top);
    clocks[lane] = top.clock;
    for (const Released &released : grid.joined())
      joinClocks(released);
    if (monitor)
      if (Broken broken = monitor->note(lane, top.event, machine.memories))
        return breakRule(*broken, top.event.instruction->op->loc());
    std::vector<Sleeper> sleep;
    for (const Sleeper &sleeper : top.sleep)
      if (!conflict(sleeper.event, top.event))
        sleep.push_back(sleeper);
    top.sleep.push_back({lane, top.event});
    if (grid.ready().empty())
      return finish();
    push(std::move(sleep));
    return success();
  }

  /// What goes on comes after all that was waited for.
  void joinClocks(const Released &released) {
    Clock joined(grid.numLanes(), 0);
    for (uint32_t lane = released.first; lane != released.end; ++lane)
      join(joined, clocks[lane]);
    for (uint32_t lane : released.lanes)
      clocks[lane] = joined;
  }

  /// Event `index` of the stack comes before whatever has this clock.
  bool isBefore(size_t index, const Clock &clock) const {
    const Frame &frame = frames[index];
    return frame.clock[frame.lane] <= clock[frame.lane];
  }

  /// Finds the events that conflict with the last one and nothing orders, and sees to it that the
  /// other order is taken too.
  void findRaces(Frame &top) {
    Clock clock = clocks[top.lane];
    llvm::SmallVector<size_t, 8> races;
    for (size_t index = depth - 1; index-- != 0;) {
      const Frame &earlier = frames[index];
      if (earlier.lane == top.lane || !conflict(earlier.event, top.event) || isBefore(index, clock))
        continue;
      races.push_back(index);
      join(clock, earlier.clock);
    }
    ++clock[top.lane];
    top.clock = clock;
    for (size_t index : races)
      reverse(index);
  }

  void reverse(size_t race) {
    const LaneSet initials = initialsAfter(race);
    Frame &frame = frames[race];
    if (frame.backtrack & initials)
      return;
    const LaneSet awake = initials & ~sleeping(frame);
    const LaneSet from = awake ? awake : initials;
    const uint32_t racing = frames[depth - 1].lane;
    frame.backtrack |=
        from & bit(racing) ? bit(racing) : bit(static_cast<uint32_t>(llvm::countr_zero(from)));
  }

  /// The lanes that can come first in what follows `race` without depending on it, the last event
  /// included.
  LaneSet initialsAfter(size_t race) const {
    LaneSet initials = 0, seen = 0;
    std::array<uint32_t, kMaxLanes> firstOf =
        {}; ///< of each lane that was seen: its first event there
    const Frame &raced = frames[race];
    for (size_t index = race + 1; index != depth; ++index) {
      const Frame &frame = frames[index];
      const bool isLast = index + 1 == depth;
      if (!isLast && raced.clock[raced.lane] <= frame.clock[raced.lane])
        continue;
      if (seen & bit(frame.lane))
        continue;
      bool depends = false;
      for (uint32_t lane = 0; lane != grid.numLanes(); ++lane)
        depends |= (seen & bit(lane)) && firstOf[lane] <= frame.clock[lane];
      seen |= bit(frame.lane);
      firstOf[frame.lane] = frame.clock[frame.lane];
      if (!depends)
        initials |= bit(frame.lane);
    }
    return initials;
  }

  /// An execution is over.
  LogicalResult finish() {
    ++result.executions;
    result.longest = std::max<uint64_t>(result.longest, depth);
    const bool isNew = finalStates.insert(hashOfMemory()).second;
    result.finalStates += isNew;
    if (grid.poller()) {
      ++result.waiting;
      return success();
    }
    if (!monitor)
      return success();
    if (Broken broken = monitor->finish(machine.memories))
      return breakRule(*broken, {});
    return isNew ? checkWaiting() : success();
  }

  uint64_t hashOfMemory() const {
    uint64_t hash = 0;
    for (const Memory &memory : machine.memories)
      if (memory.access == Access::ReadWrite)
        hash = llvm::xxh3_64bits(memory.bytes) ^ (hash << 7 | hash >> 57);
    return hash;
  }

  /// What is left must be executed by dispatches that follow, or it waits for ever.
  LogicalResult checkWaiting() {
    std::vector<uint32_t> waiting;
    while (!(waiting = monitor->waitingSlots(machine.memories)).empty()) {
      const uint64_t before = hashOfMemory();
      Interleaving dispatch(kernel.code, kernel.size, machine.memories, machine.options,
                            machine.diags, machine.steps);
      if (failed(dispatch.start()))
        return failure();
      while (!dispatch.ready().empty())
        if (failed(dispatch.step(dispatch.ready().front())))
          return failure();
      if (dispatch.poller())
        return success();
      if (hashOfMemory() == before)
        break;
    }
    if (waiting.empty())
      return success();
    return breakRule("O1: " + listOf(waiting) +
                         " for ever: a tenant may run what is there, and further dispatches do not",
                     {});
  }

  static std::string listOf(llvm::ArrayRef<uint32_t> slots) {
    constexpr size_t kMaxListed = 8;
    std::string text = slots.size() == 1 ? "slot " : "slots ";
    for (uint32_t slot : slots.take_front(kMaxListed))
      text += (slot == slots.front() ? "" : ", ") + std::to_string(slot);
    if (slots.size() > kMaxListed)
      text += " and " + std::to_string(slots.size() - kMaxListed) + " more";
    return text + (slots.size() == 1 ? " waits" : " wait");
  }

  LogicalResult breakRule(const llvm::Twine &message, SourceLoc loc) {
    recordSchedule(depth);
    return machine.diags.error(DiagCode::InvariantViolated, loc, message);
  }
  /// After an error of the interpreter: the events so far, and the lane that failed.
  LogicalResult explain(uint32_t lane) {
    recordSchedule(depth - 1);
    if (grid.event().instruction)
      result.schedule.push_back(toStep(lane, grid.event(), machine.memories));
    return failure();
  }
  void recordSchedule(size_t count) {
    for (const Frame &frame : llvm::ArrayRef(frames).take_front(count))
      result.schedule.push_back(toStep(frame.lane, frame.event, machine.memories));
  }

  Machine &machine;
  const CompiledKernel &kernel;
  const ExploreOptions &options;
  Exploration &result;
  Interleaving grid;
  std::optional<ProtocolMonitor> monitor;
  std::vector<Clock> clocks;
  std::vector<Frame> frames; ///< kept for their memory; `depth` are in use
  size_t depth = 0;
  bool atTop = false; ///< the grid is in the state of the top frame
  llvm::DenseSet<uint64_t> finalStates;
};

} // namespace

LogicalResult explore(const Module &module, llvm::ArrayRef<BufferBytes> inputs,
                      const ExploreOptions &options, DiagnosticEngine &diags,
                      Exploration &exploration) {
  Machine machine(module, options.run, diags);
  const auto kernels = module.kernels();
  if (kernels.size() != 1)
    return diags.error(DiagCode::Unsupported, kernels[1]->loc(),
                       "exploring a program of " + llvm::Twine(kernels.size()) +
                           " kernels (expected one)");
  if (failed(machine.setUp(inputs)))
    return failure();
  FailureOr<CompiledKernel> kernel = machine.compile(*kernels.front());
  if (failed(kernel) || failed(machine.checkAllAlive(*kernel, *kernels.front())))
    return failure();
  uint64_t lanes = 1;
  for (unsigned axis = 0; axis != 3; ++axis)
    lanes *= uint64_t(kernel->size[axis]) * options.run.grid[axis];
  if (lanes > kMaxLanes)
    return diags.error(DiagCode::LimitExceeded, kernels.front()->loc(),
                       "exploring " + llvm::Twine(lanes) + " invocations (expected at most " +
                           llvm::Twine(kMaxLanes) + ")");
  return Explorer(machine, *kernel, options, exploration).run();
}

} // namespace vyrecc::interp
