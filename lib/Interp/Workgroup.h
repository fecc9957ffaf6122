// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs the invocations of one workgroup.
#ifndef VYRE_CC_LIB_INTERP_WORKGROUP_H
#define VYRE_CC_LIB_INTERP_WORKGROUP_H

#include "Bytecode.h"
#include "vyre-cc/Interp/Interpreter.h"

namespace vyrecc::interp {

/// A buffer of the module and, for storage, its bytes.
struct Memory {
  const ir::Op *decl = nullptr;
  ir::Type element;
  ir::Access access = ir::Access::ReadWrite;
  uint32_t stride = 4;   ///< bytes from one access to the next
  uint64_t length = 0;   ///< bytes
  std::vector<uint8_t> bytes; ///< of storage, and of the workgroup that runs
};

/// A copy that has been issued.
struct PendingCopy {
  ir::StringRef tag, dest;
  uint64_t firstByte;
  std::vector<uint8_t> bytes;
};

enum class LaneState : uint8_t { Runs, AtBarrier, AtSubgroup, Ended };

struct Lane {
  LaneState state = LaneState::Runs;
  uint32_t pc = 0;
  std::array<uint32_t, 3> localId = {};
  uint64_t *slots = nullptr;
  std::vector<PendingCopy> pending;
  std::vector<std::vector<uint8_t>> privates; ///< by buffer; empty for those that are not private
};

class Workgroup {
public:
  Workgroup(const Bytecode &code, std::array<uint32_t, 3> size, std::vector<Memory> &memories,
            const RunOptions &options, DiagnosticEngine &diags, uint64_t &steps);

  LogicalResult run(std::array<uint32_t, 3> id);

private:
  LogicalResult start(Lane &lane, uint32_t linearId);
  LogicalResult runLane(Lane &lane);
  LogicalResult execute(Lane &lane, const Instruction &i);
  LogicalResult executeId(Lane &lane, const Instruction &i);
  LogicalResult executeAsync(Lane &lane, const Instruction &i);
  /// A scheduler op, all of it in one step.
  void executeSchedule(Lane &lane, const Instruction &i);
  LogicalResult finish(const Lane &lane);
  /// Lets waiting lanes go on; fails where none can.
  LogicalResult release();
  bool releaseSubgroups(bool &waiting);
  void combine(llvm::MutableArrayRef<Lane> block);
  LogicalResult fail(const Lane &lane, const Instruction &i, DiagCode code,
                     const llvm::Twine &message);

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
  bool hasPrivates = false;
  std::vector<uint64_t> slotFile;
  std::vector<uint64_t> initialSlots;
  std::vector<Lane> lanes;
};

} // namespace vyrecc::interp

#endif
