// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// Makes sure that no access leaves its buffer:
//
//   %v = vir.load %i        ->  %n = vir.buffer_len
//                               %in = vir.cmp lt %i, %n
//                               %v = vir.if %in { vir.yield (vir.load %i <{in_bounds}>) } {
//                               vir.yield 0 }
//
// Storage buffers are as long as the host makes them, so only their length at run time counts; a
// workgroup buffer has the length that it declares. No check is made where the range of the index
// lies in the latter, or where a condition of the program around the access compares the index with
// the buffer's length.
#include "Guard.h"
#include "vyre-cc/Analysis/Ranges.h"
#include "vyre-cc/Transforms/Pass.h"
#include "llvm/ADT/DenseMap.h"

namespace vyrecc {

using namespace ir;

namespace {

using DeclaredLengths = llvm::DenseMap<const char *, uint64_t>;

bool isUncheckedAccess(const Op &op) {
  return op.info().effects != Pure && op.info().findAttr(AttrName::InBounds) &&
         !op.hasAttr(AttrName::InBounds);
}

struct FoundAccess {
  Op *op;
  bool isInside; ///< surely
};

/// Elements of each workgroup buffer by the interned name.
DeclaredLengths workgroupLengths(Module &module, Context &context) {
  DeclaredLengths lengths;
  for (Op *buffer : module.buffers())
    if (buffer->enumAttr<Access>(AttrName::AccessMode) == Access::Workgroup)
      lengths[context.intern(buffer->stringAttr(AttrName::SymName)).data()] =
          buffer->intAttr(AttrName::Count);
  return lengths;
}

class Prover {
public:
  Prover(Module &module, PassContext &context)
      : context(context), lengths(workgroupLengths(module, context.context)) {}

  llvm::SmallVector<FoundAccess, 32> accesses(Op &kernel) {
    llvm::SmallVector<FoundAccess, 32> found;
    // Ranges cost as much as the checks; they say nothing of lengths that the program never asks
    // for.
    bool mayBeInside = context.context.hasMade({OpKind::BufferLen});
    walkPreOrder(kernel, [&](Op &op) {
      if (!isUncheckedAccess(op))
        return;
      found.push_back({&op, false});
      mayBeInside |= lengths.contains(op.stringAttr(AttrName::Buffer).data());
    });
    if (!mayBeInside && !context.remarks)
      return found;
    auto next = found.begin();
    Ranges ranges(kernel);
    ranges.walk([&](Op &op) {
      if (next == found.end() || next->op != &op)
        return;
      next->isInside = isInside(op, ranges);
      ++next;
    });
    return found;
  }

private:
  bool isInside(const Op &access, const Ranges &ranges) {
    const StringRef buffer = access.stringAttr(AttrName::Buffer);
    const Value &index = *access.operand(0);
    if (ranges.isBelowLength(index, buffer)) {
      context.applied(access.loc(), "no check: a condition around the access compares the index "
                                    "with the length of '" +
                                        buffer + "'");
      return true;
    }
    auto length = lengths.find(buffer.data());
    if (length == lengths.end()) {
      context.missed(access.loc(), "checked: the length of '" + buffer +
                                       "' is the host's, and no condition around the access "
                                       "compares the index with it");
      return false;
    }
    const Range range = *ranges.of(index);
    const bool isInside = range.high < static_cast<int64_t>(length->second);
    if (isInside)
      context.applied(access.loc(), "no check: the index is at most " + llvm::Twine(range.high) +
                                        ", and '" + buffer + "' has " +
                                        llvm::Twine(length->second) + " elements");
    else
      context.missed(access.loc(), "checked: the index may be " + llvm::Twine(range.high) +
                                       ", and '" + buffer + "' has " + llvm::Twine(length->second) +
                                       " elements");
    return isInside;
  }

  PassContext &context;
  const DeclaredLengths lengths;
};

/// Puts the access into the first arm of a vir.if on its index.
void guard(Op &access, Builder &builder) {
  builder.setInsertionPointBefore(&access);
  builder.setLoc(access.loc());
  Value *length = builder.build(OpKind::BufferLen, {},
                                NamedAttr{AttrName::Buffer, *access.attr(AttrName::Buffer)});
  Value *inside = builder.cmp(Predicate::Lt, access.operand(0), length);
  runOnlyIf(inside, access, builder);
}

} // namespace

LogicalResult checkBounds(Module &module, PassContext &context) {
  Op *kernel = module.kernel();
  if (!kernel)
    return success();
  llvm::SmallVector<FoundAccess, 32> accesses = Prover(module, context).accesses(*kernel);
  Builder builder(context.context);
  uint64_t numGuarded = 0;
  for (FoundAccess access : accesses) {
    if (!access.isInside) {
      guard(*access.op, builder);
      ++numGuarded;
    }
    access.op->setAttr(AttrName::InBounds, Attr::unit());
  }
  context.changed = !accesses.empty();
  if (numGuarded != 0)
    context.statistics["checks made"] = numGuarded;
  if (numGuarded != accesses.size())
    context.statistics["checks left out"] = accesses.size() - numGuarded;
  return success();
}

LogicalResult assumeBounds(Module &module, PassContext &context) {
  Op *kernel = module.kernel();
  if (!kernel)
    return success();
  walkPreOrder(*kernel, [&](Op &op) {
    if (!isUncheckedAccess(op))
      return;
    op.setAttr(AttrName::InBounds, Attr::unit());
    context.changed = true;
  });
  return success();
}

} // namespace vyrecc
