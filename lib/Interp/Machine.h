// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The memory of a module and its kernels as bytecode: what all ways of running it share.
#ifndef VYRE_CC_LIB_INTERP_MACHINE_H
#define VYRE_CC_LIB_INTERP_MACHINE_H

#include "Workgroup.h"

namespace vyrecc::interp {

struct CompiledKernel {
  Bytecode code;
  std::array<uint32_t, 3> size;
};

class Machine {
public:
  Machine(const ir::Module &module, const RunOptions &options, DiagnosticEngine &diags)
      : module(module), options(options), diags(diags) {}

  /// Memory for every buffer.
  LogicalResult setUp(llvm::ArrayRef<BufferBytes> inputs);
  FailureOr<CompiledKernel> compile(ir::Op &kernel);
  /// Refuses grids that are too large for all invocations to be alive at once.
  LogicalResult checkAllAlive(const CompiledKernel &kernel, const ir::Op &op);
  /// Where traps were lowered, what they have left.
  LogicalResult checkTrapRecord();
  /// The buffers that come back. Once.
  std::vector<BufferBytes> outputs();

  const ir::Module &module;
  const RunOptions &options;
  DiagnosticEngine &diags;
  std::vector<Memory> memories;
  uint64_t steps = 0;

private:
  LogicalResult addMemory(const ir::Op &buffer, llvm::ArrayRef<BufferBytes> inputs);
  void fillLengths();
  std::string tagOf(uint32_t code);

  llvm::DenseMap<ir::StringRef, uint32_t> numbers; ///< of buffers by symbol
  uint64_t scopedBytes = 0;                        ///< of buffers of a workgroup or an invocation
};

} // namespace vyrecc::interp

#endif
