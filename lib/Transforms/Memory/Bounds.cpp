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
// workgroup buffer has the length that it declares.
#include "Guard.h"
#include "vyre-cc/Transforms/Pass.h"
#include "llvm/ADT/DenseMap.h"

namespace vyrecc {

using namespace ir;

namespace {

using DeclaredLengths = llvm::DenseMap<const char *, uint64_t>;

bool isUncheckedAccess(const Op &op) {
  return op.info().findAttr(AttrName::InBounds) && !op.hasAttr(AttrName::InBounds);
}

llvm::SmallVector<Op *, 32> uncheckedAccesses(Module &module) {
  llvm::SmallVector<Op *, 32> found;
  if (Op *kernel = module.kernel())
    walkPreOrder(*kernel, [&](Op &op) {
      if (isUncheckedAccess(op))
        found.push_back(&op);
    });
  return found;
}

/// Elements of each workgroup buffer by the interned name.
DeclaredLengths workgroupLengths(Module &module, Context &context) {
  DeclaredLengths lengths;
  for (Op *buffer : module.buffers())
    if (buffer->enumAttr<Access>(AttrName::AccessMode) == Access::Workgroup)
      lengths[context.intern(buffer->stringAttr(AttrName::SymName)).data()] =
          buffer->intAttr(AttrName::Count);
  return lengths;
}

bool isProvablyInside(const Op &access, const DeclaredLengths &lengths) {
  std::optional<uint64_t> index = constantBits(access.operand(0));
  auto length = lengths.find(access.stringAttr(AttrName::Buffer).data());
  return index && length != lengths.end() && *index < length->second;
}

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
  llvm::SmallVector<Op *, 32> accesses = uncheckedAccesses(module);
  DeclaredLengths lengths = workgroupLengths(module, context.context);
  Builder builder(context.context);
  uint64_t numGuarded = 0;
  for (Op *access : accesses) {
    if (!isProvablyInside(*access, lengths)) {
      guard(*access, builder);
      ++numGuarded;
    }
    access->setAttr(AttrName::InBounds, Attr::unit());
  }
  context.changed = !accesses.empty();
  if (numGuarded != 0)
    context.statistics["checks made"] = numGuarded;
  if (numGuarded != accesses.size())
    context.statistics["checks left out"] = accesses.size() - numGuarded;
  return success();
}

LogicalResult assumeBounds(Module &module, PassContext &context) {
  for (Op *access : uncheckedAccesses(module)) {
    access->setAttr(AttrName::InBounds, Attr::unit());
    context.changed = true;
  }
  return success();
}

} // namespace vyrecc
