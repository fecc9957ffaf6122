// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// Where between two places of a kernel the elements of a buffer may change, as seen by plain loads
// of one invocation: by its own writes, and by what synchronises it with others.
#ifndef VYRE_CC_ANALYSIS_CLOBBERS_H
#define VYRE_CC_ANALYSIS_CLOBBERS_H

#include "vyre-cc/IR/Op.h"
#include "llvm/ADT/DenseMap.h"

namespace vyrecc {

/// Looks through a kernel once and answers for as long as no op that writes or synchronises comes
/// or goes. Plain loads and ops with regions have a place; places ascend along the text of the
/// program.
class Clobbers {
public:
  Clobbers(ir::Module &module, ir::Context &context, ir::Op &kernel);

  /// The place before the load, or behind the store.
  uint32_t placeOf(const ir::Op &access) const { return places.lookup(&access); }
  /// The places before and behind a loop.
  std::pair<uint32_t, uint32_t> rangeOf(const ir::Op &loop) const { return loops.lookup(&loop); }

  /// True if something in the text from `begin` to `end` may change what the load reads.
  bool mayChange(const ir::Op &load, uint32_t begin, uint32_t end) const;

private:
  using Events = std::vector<uint32_t>;
  /// Writes of one buffer: all of them, those whose index is not a constant, and the others by
  /// index.
  struct BufferWrites {
    Events all, open;
    llvm::DenseMap<uint64_t, Events> at;
  };

  void visit(ir::Op &op);
  void recordEvent(const ir::Op &op);
  void recordWrite(const ir::Op &access);

  uint32_t next = 0; ///< number of events so far, which is the place at hand
  llvm::DenseMap<const ir::Op *, uint32_t> places;
  llvm::DenseMap<const ir::Op *, std::pair<uint32_t, uint32_t>> loops;
  llvm::DenseMap<const char *, ir::Access> accessOf; ///< by interned name
  llvm::DenseMap<const char *, BufferWrites> writes; ///< by interned name
  Events acquires;                                   ///< of what others have written
  Events unknown;                                    ///< ops that may change any buffer
};

} // namespace vyrecc

#endif
