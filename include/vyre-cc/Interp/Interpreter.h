// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reference interpreter: runs modules of the IR as section 16 of the wire format says. It takes
// a module before, between and after all passes, so that it tells which pass changes a result.
#ifndef VYRE_CC_INTERP_INTERPRETER_H
#define VYRE_CC_INTERP_INTERPRETER_H

#include "vyre-cc/IR/Op.h"
#include "vyre-cc/Interp/Schedule.h"
#include "vyre-cc/Support/Diagnostics.h"
#include <array>

namespace vyrecc::interp {

/// The bytes of one storage buffer, by the name that the program gives it.
struct BufferBytes {
  std::string name;
  std::vector<uint8_t> bytes;
};

/// Which rules of the slot protocol (section 8 of the megakernel specification) each access is held
/// to, in programs with the buffers `control` and `ring_buffer`.
enum class Invariants : uint8_t {
  None,
  Contract, ///< what every scheduler keeps: D1 to D3, D5, D7 to D9, and the contract of
            ///< section 20.1
  Literal,  ///< also D4 and D6, which the scheduler of the specification keeps and faster ones need
            ///< not
};

struct RunOptions {
  std::array<uint32_t, 3> grid = {1, 1, 1}; ///< workgroups
  /// Instructions that all invocations may execute together before the run is given up.
  uint64_t maxSteps = 20'000'000'000;
  /// Invocations of a subgroup of the device, which vir.device_subgroup ops work on; at least 1.
  uint32_t deviceSubgroupSize = 32;
  Schedule schedule = {};
  Invariants invariants = Invariants::None;
  /// Passes of a persistent loop; absent: as many as the program says.
  std::optional<uint32_t> passLimit = std::nullopt;
  bool recordsSteps = false; ///< fill RunStatistics::schedule
};

struct RunStatistics {
  uint64_t steps = 0; ///< instructions executed
  std::vector<Step> schedule;
};

/// Runs the kernels of a verified module, one after the other. `inputs` has the bytes of every
/// buffer with role input or inout, at least as many as it declares. Gives the bytes of every
/// buffer with role inout or output, in declaration order.
///
/// Floats are canonical before and after each op. A barrier lets all go on once every invocation of
/// the workgroup that has not ended waits at one; vir.grid_sync waits for the workgroup too:
/// split-grid-sync makes it more. An op on the device's subgroups combines those that have come to
/// it once no other invocation of the subgroup runs, the first op in the program first. Errors: a trap, a subgroup op that some invocation of the
/// subgroup does not reach, a copy that is never waited for, a division that has no result, too
/// many steps, an invariant that is broken; under schedules that keep all invocations alive also an
/// invocation that waits for a word that nobody writes.
FailureOr<std::vector<BufferBytes>> run(const ir::Module &module,
                                        llvm::ArrayRef<BufferBytes> inputs,
                                        const RunOptions &options, DiagnosticEngine &diags,
                                        RunStatistics *statistics = nullptr);

} // namespace vyrecc::interp

#endif
