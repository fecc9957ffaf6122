// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs the invocations of one workgroup.
#ifndef VYRE_CC_LIB_INTERP_WORKGROUP_H
#define VYRE_CC_LIB_INTERP_WORKGROUP_H

#include "Event.h"
#include "vyre-cc/Interp/Interpreter.h"

namespace vyrecc::interp {

/// Invocations of a subgroup of the language.
inline constexpr uint32_t kSubgroupWidth = 32;

/// A buffer of the module and, for storage, its bytes.
struct Memory {
  const ir::Op *decl = nullptr;
  ir::Type element;
  ir::Access access = ir::Access::ReadWrite;
  uint32_t stride = 4;        ///< bytes from one access to the next
  uint64_t length = 0;        ///< bytes
  std::vector<uint8_t> bytes; ///< of storage

  /// Others may write it while an invocation reads.
  bool isShared() const {
    return access == ir::Access::ReadWrite || access == ir::Access::Workgroup;
  }
};

/// The name that the program gives a buffer.
ir::StringRef wireName(const ir::Op &buffer);

/// A copy that has been issued.
struct PendingCopy {
  ir::StringRef tag, dest;
  uint64_t firstByte;
  std::vector<uint8_t> bytes;
};

enum class LaneState : uint8_t {
  Runs,
  AtBarrier,
  AtSubgroup,
  AtDeviceSubgroup,
  Polls, ///< has read one word again and again, and nobody else writes it
  Ended,
};

struct Lane {
  LaneState state = LaneState::Runs;
  uint32_t pc = 0;
  std::array<uint32_t, 3> localId = {};
  uint64_t *slots = nullptr;
  std::vector<PendingCopy> pending;
  std::vector<std::vector<uint8_t>> privates; ///< by buffer; empty for those that are not private
};

/// All that changes while a workgroup runs, storage aside. What is saved is restored to the same
/// workgroup.
struct WorkgroupState {
  std::vector<uint64_t> slotFile;
  std::vector<Lane> lanes;
  std::vector<std::vector<uint8_t>>
      shared; ///< by buffer; empty for those that are not the workgroup's
};

/// Whether invocations run to their end one by one, or an access at a time.
enum class Advance : uint8_t { ToTheEnd, ByAccess };

/// Lanes that were waited for: from `first` on, up to `end`. Those of them that go on are listed, ascending.
struct Released {
  uint32_t first = 0, end = 0;
  std::vector<uint32_t> lanes = {};
};

class Workgroup {
public:
  Workgroup(const Bytecode &code, std::array<uint32_t, 3> size, std::vector<Memory> &memories,
            const RunOptions &options, DiagnosticEngine &diags, uint64_t &steps, Advance advance);

  /// All of it, one invocation after the other.
  LogicalResult run(std::array<uint32_t, 3> id);

  // An access at a time. Between two calls every lane that runs stands before an access to shared
  // memory.
  LogicalResult start(std::array<uint32_t, 3> id);
  /// Makes the access of a lane that runs and goes on to its next. A lane that reads the same again
  /// and again does so at once.
  LogicalResult step(Lane &lane, Event &event);
  /// Lets those go on that wait for each other; none if nobody is left who can.
  FailureOr<Released> settle();

  WorkgroupState &current() { return state; }
  const WorkgroupState &current() const { return state; }
  LogicalResult fail(const Lane &lane, const Instruction &i, DiagCode code,
                     const llvm::Twine &message);

private:
  LogicalResult start(Lane &lane, uint32_t linearId);
  void clearShared();
  template <Advance advance> LogicalResult runLane(Lane &lane);
  bool isSharedAccess(const Instruction &i) const;
  void beginEvent(Lane &lane, const Instruction &i, Event &event);
  void endEvent(Lane &lane, Event &event);
  LogicalResult execute(Lane &lane, const Instruction &i);
  LogicalResult executeId(Lane &lane, const Instruction &i);
  LogicalResult executeAsync(Lane &lane, const Instruction &i);
  /// A scheduler op, all of it in one step.
  void executeSchedule(Lane &lane, const Instruction &i);
  LogicalResult finish(const Lane &lane);
  /// Lets waiting lanes go on, where no lane runs; fails where none can.
  FailureOr<Released> release();
  /// Combines a block of lanes that have all come to one subgroup op, if there is one.
  Released releaseSubgroup();
  void combine(llvm::MutableArrayRef<Lane> block);
  /// The same for lanes of a subgroup of the device that are at one op while the others do not run.
  Released releaseDeviceSubgroup();
  void combineOnDevice(llvm::ArrayRef<uint32_t> active);

  std::vector<uint8_t> &bytesOf(Lane &lane, uint32_t buffer);
  /// Where the element lies, or null outside.
  uint8_t *element(Lane &lane, uint32_t buffer, uint64_t index, unsigned size);
  uint32_t bufferNumber(ir::StringRef name) const;

  const Bytecode &code;
  const std::array<uint32_t, 3> size;
  std::vector<Memory> &memories;
  const RunOptions &options;
  DiagnosticEngine &diags;
  uint64_t &steps;
  std::array<uint32_t, 3> workgroupId = {};
  uint32_t numLanes;
  bool sharesSlots; ///< lanes that never wait run one after the other, in the same slots
  bool hasPrivates = false;
  std::vector<uint64_t> initialSlots;
  WorkgroupState state;
  std::vector<WordChange> scheduleChanges; ///< of the last scheduler op
};

} // namespace vyrecc::interp

#endif
