// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// Which numbers an integer can be. Ranges follow from constants, ids, arithmetic, the bounds of
// loops, and the conditions under which an op runs.
#ifndef VYRE_CC_ANALYSIS_RANGES_H
#define VYRE_CC_ANALYSIS_RANGES_H

#include "vyre-cc/IR/Op.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace vyrecc {

/// All numbers from `low` to `high`, both included.
struct Range {
  int64_t low, high;

  bool isSingle() const { return low == high; }
  bool operator==(const Range &) const = default;
};

/// Walks along a kernel once and knows, at each op, the ranges that hold there. Bools and integers
/// of up to 32 bits have one. It uses the slots of values.
class Ranges {
public:
  explicit Ranges(ir::Op &kernel);

  /// Calls `visit` for each op in the order of the program: behind what its results are known to
  /// be, and before its regions. `visit` may give the op other operands and must leave the others
  /// alone.
  void walk(llvm::function_ref<void(ir::Op &)> visit);

  /// Where `value` has a range, what it is at the op that is being visited.
  std::optional<Range> of(const ir::Value &value) const;

  /// True if a condition around the op that is being visited says that `index` is below the number
  /// of elements of the buffer with this interned name.
  bool isBelowLength(const ir::Value &index, llvm::StringRef buffer) const {
    return belowLength.contains({&index, buffer.data()});
  }

private:
  using Fact = std::pair<const ir::Value *, const char *>;
  /// How much was known where a region began.
  struct Mark {
    size_t ranges, facts;
  };

  void visitBlock(ir::Block &block);
  void visitRegions(ir::Op &op);
  void visitRegion(ir::Op &op, unsigned index, llvm::MutableArrayRef<std::optional<Range>> results);
  /// The range of the op's only result from those of its operands; nullopt: any number.
  std::optional<Range> compute(ir::Op &op) const;

  void define(ir::Value &value, std::optional<Range> range);
  void forget(ir::Value &value) { value.setSlot(0); }
  /// Takes `range` for the value until the region at hand ends.
  void refine(ir::Value &value, Range range);
  /// Takes what follows from `cond` being `truth`, looking at no more than `budget` ops.
  void assume(ir::Value &cond, bool truth, unsigned &budget);
  void assumeComparison(ir::Op &cmp, bool truth);
  /// Takes it that `index` is below `bound`, for what that says of the lengths of buffers.
  void assumeBelow(const ir::Value &index, const ir::Value &bound);
  void assumeAtEntry(ir::Op &op, unsigned region);
  Mark mark() const { return {undo.size(), facts.size()}; }
  void restore(Mark mark);

  ir::Op &kernel;
  llvm::function_ref<void(ir::Op &)> visitor;
  std::vector<Range> known;                     ///< by slot; the first stands for any number
  std::vector<std::pair<uint32_t, Range>> undo; ///< slots and what they were
  std::vector<Fact> facts;                      ///< in the order in which they were added
  llvm::DenseMap<Fact, unsigned> belowLength;   ///< the same, to look up
};

} // namespace vyrecc

#endif
