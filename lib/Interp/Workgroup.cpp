// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Executes bytecode: one lane until it ends or waits, then the next; then whoever waits together
// goes on.
#include "Workgroup.h"
#include "llvm/ADT/bit.h"
#include <cstring>

namespace vyrecc::interp {

using namespace ir;

Workgroup::Workgroup(const Bytecode &code, std::array<uint32_t, 3> size,
                     std::vector<Memory> &memories, const RunOptions &options,
                     DiagnosticEngine &diags, uint64_t &steps, Advance advance)
    : code(code), size(size), memories(memories), options(options), diags(diags), steps(steps),
      numLanes(size[0] * size[1] * size[2]),
      sharesSlots(!code.waits && advance == Advance::ToTheEnd) {
  initialSlots.resize(code.numSlots);
  for (auto [slot, value] : code.constants)
    initialSlots[slot] = value;
  const uint32_t numAlive = sharesSlots ? 1 : numLanes;
  state.slotFile.resize(size_t(code.numSlots) * numAlive);
  state.lanes.resize(numAlive);
  state.shared.resize(memories.size());
  for (const Memory &memory : memories)
    hasPrivates |= memory.access == Access::Private;
}

LogicalResult Workgroup::fail(const Lane &lane, const Instruction &i, DiagCode code,
                              const llvm::Twine &message) {
  return diags.error(code, i.op ? i.op->loc() : SourceLoc(),
                     message + " (workgroup " + llvm::Twine(workgroupId[0]) + ", " +
                         llvm::Twine(workgroupId[1]) + ", " + llvm::Twine(workgroupId[2]) +
                         ", local id " + llvm::Twine(lane.localId[0]) + ", " +
                         llvm::Twine(lane.localId[1]) + ", " + llvm::Twine(lane.localId[2]) + ")");
}

LogicalResult Workgroup::start(Lane &lane, uint32_t linearId) {
  lane.state = LaneState::Runs;
  lane.pc = 0;
  lane.localId = {linearId % size[0], linearId / size[0] % size[1], linearId / size[0] / size[1]};
  lane.slots = state.slotFile.data() + (sharesSlots ? 0 : size_t(linearId) * code.numSlots);
  std::copy(initialSlots.begin(), initialSlots.end(), lane.slots);
  lane.pending.clear();
  if (!hasPrivates)
    return success();
  lane.privates.assign(memories.size(), {});
  for (size_t index = 0; index != memories.size(); ++index)
    if (memories[index].access == Access::Private)
      lane.privates[index].assign(memories[index].length, 0);
  return success();
}

void Workgroup::clearShared() {
  for (auto [memory, bytes] : llvm::zip_equal(memories, state.shared))
    if (memory.access == Access::Workgroup)
      bytes.assign(memory.length, 0);
}

static bool isOpen(const Lane &lane) { return lane.state != LaneState::Ended; }

LogicalResult Workgroup::run(std::array<uint32_t, 3> id) {
  workgroupId = id;
  clearShared();
  std::vector<Lane> &lanes = state.lanes;
  if (sharesSlots) {
    for (uint32_t linearId = 0; linearId != numLanes; ++linearId)
      if (failed(start(lanes[0], linearId)) || failed(runLane<Advance::ToTheEnd>(lanes[0])))
        return failure();
    return success();
  }
  for (uint32_t linearId = 0; linearId != numLanes; ++linearId)
    if (failed(start(lanes[linearId], linearId)))
      return failure();
  while (llvm::any_of(lanes, isOpen)) {
    for (Lane &lane : lanes)
      if (lane.state == LaneState::Runs && failed(runLane<Advance::ToTheEnd>(lane)))
        return failure();
    if (llvm::any_of(lanes, isOpen) && failed(release()))
      return failure();
  }
  return success();
}

LogicalResult Workgroup::start(std::array<uint32_t, 3> id) {
  workgroupId = id;
  clearShared();
  for (uint32_t linearId = 0; linearId != numLanes; ++linearId)
    if (failed(start(state.lanes[linearId], linearId)) ||
        failed(runLane<Advance::ByAccess>(state.lanes[linearId])))
      return failure();
  return success();
}

FailureOr<Released> Workgroup::settle() {
  auto goesOn = [](const Lane &lane) {
    return lane.state == LaneState::Runs || lane.state == LaneState::Polls;
  };
  Released released = releaseDeviceSubgroup();
  if (released.lanes.empty())
    released = releaseSubgroup();
  if (released.lanes.empty() && llvm::none_of(state.lanes, goesOn) &&
      llvm::any_of(state.lanes, isOpen)) {
    FailureOr<Released> last = release();
    if (failed(last))
      return failure();
    released = std::move(*last);
  }
  for (uint32_t lane : released.lanes)
    if (state.lanes[lane].state == LaneState::Runs &&
        failed(runLane<Advance::ByAccess>(state.lanes[lane])))
      return failure();
  return released;
}

FailureOr<Released> Workgroup::release() {
  for (auto releaseSome : {&Workgroup::releaseDeviceSubgroup, &Workgroup::releaseSubgroup})
    if (Released released = (this->*releaseSome)(); !released.lanes.empty())
      return released;
  auto waiting = llvm::find_if(
      state.lanes, [](const Lane &lane) { return lane.state == LaneState::AtSubgroup; });
  if (waiting != state.lanes.end()) {
    const Instruction &i = code.code[waiting->pc];
    return fail(*waiting, i, DiagCode::InvalidIR,
                "some invocation of the subgroup does not reach '" + i.op->info().mnemonic + "'");
  }
  Released released{0, numLanes};
  uint64_t largest = 0;
  auto isAtMax = [&](const Lane &lane) {
    return lane.state == LaneState::AtBarrier && code.code[lane.pc].kind == OpKind::WorkgroupMax;
  };
  for (const Lane &lane : state.lanes)
    if (isAtMax(lane))
      largest = std::max(largest, lane.slots[code.code[lane.pc].a]);
  for (auto [index, lane] : llvm::enumerate(state.lanes))
    if (lane.state == LaneState::AtBarrier) {
      if (isAtMax(lane))
        lane.slots[code.code[lane.pc].dst] = largest;
      lane.state = LaneState::Runs;
      ++lane.pc;
      released.lanes.push_back(static_cast<uint32_t>(index));
    }
  return released;
}

LogicalResult Workgroup::finish(const Lane &lane) {
  if (lane.pending.empty())
    return success();
  return fail(lane, code.code[lane.pc], DiagCode::Trapped,
              "the copy under tag '" + lane.pending.front().tag + "' is never waited for");
}

std::vector<uint8_t> &Workgroup::bytesOf(Lane &lane, uint32_t buffer) {
  switch (memories[buffer].access) {
  case Access::Private:
    return lane.privates[buffer];
  case Access::Workgroup:
    return state.shared[buffer];
  case Access::ReadOnly:
  case Access::ReadWrite:
    break;
  }
  return memories[buffer].bytes;
}

uint8_t *Workgroup::element(Lane &lane, uint32_t buffer, uint64_t index, unsigned bytes) {
  std::vector<uint8_t> &memory = bytesOf(lane, buffer);
  const uint64_t at = index * memories[buffer].stride;
  return at + bytes <= memory.size() ? memory.data() + at : nullptr;
}

uint32_t Workgroup::bufferNumber(StringRef name) const {
  for (uint32_t index = 0;; ++index)
    if (memories[index].decl->stringAttr(AttrName::SymName) == name)
      return index;
}

static uint64_t readLittle(const uint8_t *from, unsigned bytes) {
  uint64_t value = 0;
  std::memcpy(&value, from, bytes); // hosts are little-endian, as Vulkan's are
  return value;
}

LogicalResult Workgroup::executeId(Lane &lane, const Instruction &i) {
  const unsigned axis = i.sub;
  uint64_t &result = lane.slots[i.dst];
  const uint32_t linear = lane.localId[0] + size[0] * (lane.localId[1] + size[1] * lane.localId[2]);
  switch (i.kind) {
  case OpKind::InvocationId:
    result = static_cast<uint32_t>(workgroupId[axis] * size[axis] + lane.localId[axis]);
    break;
  case OpKind::WorkgroupId:
    result = workgroupId[axis];
    break;
  case OpKind::LocalId:
    result = lane.localId[axis];
    break;
  case OpKind::NumWorkgroups:
    result = options.grid[axis];
    break;
  case OpKind::SubgroupLocalId:
    result = linear % kSubgroupWidth;
    break;
  default:
    result = kSubgroupWidth;
    break;
  }
  return success();
}

LogicalResult Workgroup::executeAsync(Lane &lane, const Instruction &i) {
  const StringRef tag = i.op->stringAttr(AttrName::Tag);
  auto pending =
      llvm::find_if(lane.pending, [&](const PendingCopy &copy) { return copy.tag == tag; });
  if (i.kind == OpKind::AsyncWait) {
    if (pending == lane.pending.end())
      return fail(lane, i, DiagCode::Trapped, "no copy is pending under tag '" + tag + "'");
    std::vector<uint8_t> &dest = bytesOf(lane, bufferNumber(pending->dest));
    const uint64_t room = dest.size() > pending->firstByte ? dest.size() - pending->firstByte : 0;
    const size_t count = std::min<uint64_t>(room, pending->bytes.size());
    std::copy_n(pending->bytes.begin(), count, dest.begin() + (count ? pending->firstByte : 0));
    lane.pending.erase(pending);
    return success();
  }
  if (pending != lane.pending.end())
    return fail(lane, i, DiagCode::Trapped, "a copy is pending under tag '" + tag + "' already");
  constexpr uint64_t kMaxCopy = 1ull << 28;
  const uint64_t offset = lane.slots[i.a], count = lane.slots[i.b];
  if (count > kMaxCopy)
    return fail(lane, i, DiagCode::LimitExceeded,
                "a copy of " + llvm::Twine(count) + " bytes (expected at most " +
                    llvm::Twine(kMaxCopy) + ")");
  const bool isLoad = i.kind == OpKind::AsyncLoad;
  const uint64_t first = isLoad ? offset : 0;
  const std::vector<uint8_t> &source =
      bytesOf(lane, bufferNumber(i.op->stringAttr(AttrName::Source)));
  PendingCopy copy{tag, i.op->stringAttr(AttrName::Dest), isLoad ? 0 : offset, {}};
  copy.bytes.assign(count, 0);
  if (first < source.size())
    std::copy_n(source.begin() + first, std::min<uint64_t>(count, source.size() - first),
                copy.bytes.begin());
  lane.pending.push_back(std::move(copy));
  return success();
}

/// The new element of a read-modify-write.
static uint32_t modify(RmwKind kind, bool isSigned, uint32_t old, uint32_t value) {
  auto isLess = [&](uint32_t a, uint32_t b) {
    return isSigned ? static_cast<int32_t>(a) < static_cast<int32_t>(b) : a < b;
  };
  switch (kind) {
  case RmwKind::Add:
    return old + value;
  case RmwKind::And:
    return old & value;
  case RmwKind::Or:
    return old | value;
  case RmwKind::Xor:
    return old ^ value;
  case RmwKind::Min:
    return isLess(value, old) ? value : old;
  case RmwKind::Max:
    return isLess(old, value) ? value : old;
  case RmwKind::Exchange:
    return value;
  case RmwKind::Nand:
    return ~(old & value);
  }
  return old;
}

/// Everything but arithmetic and jumps.
LogicalResult Workgroup::execute(Lane &lane, const Instruction &i) {
  uint64_t *slots = lane.slots;
  const unsigned bytes = i.type ? std::max(i.type.bits() / 8, 1u) : 0;
  const unsigned lanesOfType = i.type ? i.type.lanes() : 0;
  switch (i.code) {
  case Code::Load:
  case Code::AtomicLoad: {
    const uint8_t *from = element(lane, i.target, slots[i.a], bytes * lanesOfType);
    for (unsigned index = 0; index != lanesOfType; ++index) {
      uint64_t value = from ? readLittle(from + index * bytes, bytes) : 0;
      slots[i.dst + index] =
          i.type == Type::getF32() ? canonical(static_cast<uint32_t>(value)) : value;
    }
    return success();
  }
  case Code::Store:
  case Code::AtomicStore:
    if (uint8_t *to = element(lane, i.target, slots[i.a], bytes * lanesOfType))
      for (unsigned index = 0; index != lanesOfType; ++index) {
        uint64_t value = slots[i.b + index];
        if (i.type == Type::getF32())
          value = canonical(static_cast<uint32_t>(value));
        std::memcpy(to + index * bytes, &value, bytes);
      }
    return success();
  case Code::BufferLen:
    slots[i.dst] = static_cast<uint32_t>(memories[i.target].length / memories[i.target].stride);
    return success();
  case Code::AtomicRmw:
  case Code::AtomicCmpxchg: {
    uint8_t *word = element(lane, i.target, slots[i.a], 4);
    const auto old = static_cast<uint32_t>(word ? readLittle(word, 4) : 0);
    if (word && (i.code == Code::AtomicRmw || old == slots[i.b])) {
      const uint32_t next = i.code == Code::AtomicRmw
                                ? modify(static_cast<RmwKind>(i.sub), i.type.isSigned(), old,
                                         static_cast<uint32_t>(slots[i.b]))
                                : static_cast<uint32_t>(slots[i.c]);
      std::memcpy(word, &next, 4);
    }
    slots[i.dst] = old;
    return success();
  }
  case Code::Id:
    return executeId(lane, i);
  case Code::Async:
    return executeAsync(lane, i);
  case Code::Schedule:
    executeSchedule(lane, i);
    return success();
  case Code::Trap:
    return fail(lane, i, DiagCode::Trapped,
                "trap '" + i.op->stringAttr(AttrName::Tag) + "' at address " +
                    llvm::Twine(slots[i.a]));
  case Code::Barrier:
    lane.state = LaneState::AtBarrier;
    return success();
  case Code::Subgroup:
    lane.state = LaneState::AtSubgroup;
    return success();
  case Code::DeviceSubgroup:
    lane.state = LaneState::AtDeviceSubgroup;
    return success();
  case Code::End:
    lane.state = LaneState::Ended;
    return finish(lane);
  case Code::Compute:
  case Code::Copy:
  case Code::Jump:
  case Code::JumpUnless:
  case Code::LoopTest:
  case Code::Increment:
    break;
  }
  return success();
}

bool Workgroup::isSharedAccess(const Instruction &i) const {
  return i.code == Code::Async || i.code == Code::Schedule ||
         (i.code != Code::Id && i.code != Code::BufferLen && memories[i.target].isShared());
}

/// Whether the memory stays as it is whatever it holds.
static bool isIdentity(RmwKind kind, uint32_t value) {
  switch (kind) {
  case RmwKind::Add:
  case RmwKind::Or:
  case RmwKind::Xor:
    return value == 0;
  case RmwKind::And:
    return value == UINT32_MAX;
  case RmwKind::Min:
  case RmwKind::Max:
  case RmwKind::Exchange:
  case RmwKind::Nand:
    return false;
  }
  return false;
}

static bool commutes(RmwKind kind) { return kind != RmwKind::Exchange && kind != RmwKind::Nand; }

static EventKind kindOf(const Instruction &i, const uint64_t *slots, uint32_t old) {
  switch (i.code) {
  case Code::Async:
  case Code::Schedule:
    return EventKind::Everything;
  case Code::Load:
  case Code::AtomicLoad:
    return EventKind::Read;
  case Code::AtomicCmpxchg:
    return old == slots[i.b] ? EventKind::Write : EventKind::Read;
  case Code::AtomicRmw: {
    const auto kind = static_cast<RmwKind>(i.sub);
    if (isIdentity(kind, static_cast<uint32_t>(slots[i.b])))
      return EventKind::Read;
    return commutes(kind) && !i.op->hasUses() ? EventKind::Commuting : EventKind::Write;
  }
  default:
    return EventKind::Write;
  }
}

void Workgroup::beginEvent(Lane &lane, const Instruction &i, Event &event) {
  event = {};
  event.instruction = &i;
  event.kind = EventKind::Everything;
  if (i.code == Code::Async || i.code == Code::Schedule)
    return;
  const Memory &memory = memories[i.target];
  event.buffer = i.target;
  event.index = lane.slots[i.a];
  event.firstByte = event.index * memory.stride;
  event.bytes = std::max(i.type.bits() / 8, 1u) * i.type.lanes();
  const uint8_t *at = element(lane, i.target, event.index, event.bytes);
  const size_t known = std::min<size_t>(event.bytes, sizeof(event.before));
  if (at)
    std::memcpy(event.before.data(), at, known);
  event.kind = at ? kindOf(i, lane.slots, event.before[0]) : EventKind::None;
  event.after = event.before;
}

void Workgroup::endEvent(Lane &lane, Event &event) {
  if (event.instruction->code == Code::Schedule)
    event.changes = scheduleChanges;
  if (!event.writes())
    return;
  const uint8_t *at = element(lane, event.buffer, event.index, event.bytes);
  std::memcpy(event.after.data(), at, std::min<size_t>(event.bytes, sizeof(event.after)));
}

LogicalResult Workgroup::step(Lane &lane, Event &event) {
  // A counter of polls that is bounded by more than this is taken for a wait without end.
  constexpr unsigned kMaxPolls = 1024;
  for (unsigned polls = 0; polls != kMaxPolls; ++polls) {
    const uint32_t at = lane.pc;
    const Instruction &i = code.code[at];
    beginEvent(lane, i, event);
    if (failed(execute(lane, i)))
      return failure();
    endEvent(lane, event);
    ++lane.pc;
    if (failed(runLane<Advance::ByAccess>(lane)))
      return failure();
    const bool repeats = event.kind == EventKind::Read && lane.state == LaneState::Runs &&
                         lane.pc == at && lane.slots[i.a] == event.index;
    if (!repeats)
      return success();
  }
  lane.state = LaneState::Polls;
  return success();
}

template <Advance advance> LogicalResult Workgroup::runLane(Lane &lane) {
  uint64_t *slots = lane.slots;
  const Instruction *const first = code.code.data();
  const Instruction *next = first + lane.pc;
  uint64_t count = 0;
  LogicalResult result = success();
  while (lane.state == LaneState::Runs) {
    const Instruction &i = *next;
    ++count;
    switch (i.code) {
    case Code::Compute: {
      bool ok = true;
      slots[i.dst] = compute(i, slots[i.a], slots[i.b], slots[i.c], ok);
      if (!ok)
        return fail(lane, i, DiagCode::Trapped, "'" + i.op->info().mnemonic + "' has no result");
      ++next;
      continue;
    }
    case Code::Copy:
      std::memmove(slots + i.dst, slots + i.a, i.sub * sizeof(uint64_t));
      ++next;
      continue;
    case Code::Jump:
      next = first + i.target;
      if ((count & 0xFFFF) == 0 && steps + count > options.maxSteps)
        return fail(lane, i, DiagCode::LimitExceeded,
                    "no end after " + llvm::Twine(options.maxSteps) + " steps");
      continue;
    case Code::JumpUnless:
      next = slots[i.a] ? next + 1 : first + i.target;
      continue;
    case Code::LoopTest:
      next = slots[i.a] < slots[i.b] ? next + 1 : first + i.target;
      continue;
    case Code::Increment:
      ++slots[i.a];
      ++next;
      continue;
    case Code::Load:
    case Code::Store:
    case Code::BufferLen:
    case Code::AtomicLoad:
    case Code::AtomicStore:
    case Code::AtomicRmw:
    case Code::AtomicCmpxchg:
    case Code::Id:
    case Code::Async:
    case Code::Schedule:
      if constexpr (advance == Advance::ByAccess)
        if (isSharedAccess(i)) {
          lane.pc = static_cast<uint32_t>(next - first);
          steps += count;
          return success();
        }
      if (failed(execute(lane, i)))
        return failure();
      ++next;
      continue;
    case Code::Barrier:
    case Code::Subgroup:
    case Code::DeviceSubgroup:
    case Code::Trap:
    case Code::End: // the lane stays where it is
      lane.pc = static_cast<uint32_t>(next - first);
      result = execute(lane, i);
      if (failed(result))
        return failure();
      continue;
    }
  }
  steps += count;
  return steps > options.maxSteps ? fail(lane, *next, DiagCode::LimitExceeded,
                                         "no end after " + llvm::Twine(options.maxSteps) + " steps")
                                  : result;
}

} // namespace vyrecc::interp
