// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Imports traps, asynchronous copies and indirect dispatches (section 16.9).
#include "Importer.h"

namespace vyrecc {

using namespace vir0;
using ir::Attr;
using ir::AttrName;
using ir::OpKind;

LogicalResult Importer::importTrap(const TrapNode &node) {
  FailureOr<Operand> address = importExpr(*node.address);
  if (failed(address))
    return failure();
  builder.create(OpKind::Trap, {}, asU32(*address),
                 ir::NamedAttr{AttrName::Tag, Attr::string(context.copy(node.tag))});
  return success();
}

LogicalResult Importer::importAsyncCopy(const Node &node, OpKind kind, StringRef source,
                                        StringRef destination, const Expr &offset,
                                        const Expr &size, StringRef tag) {
  FailureOr<Operand> first = importExpr(offset);
  if (failed(first))
    return failure();
  ir::Value *firstByte = asByteCount(*first);
  FailureOr<Operand> count = importExpr(size);
  if (failed(count))
    return failure();
  ir::Value *numBytes = asByteCount(*count);
  FailureOr<const BufferInfo *> from = findBuffer(source, node.loc);
  if (failed(from))
    return failure();
  FailureOr<const BufferInfo *> to = findBuffer(destination, node.loc);
  if (failed(to))
    return failure();
  const BufferAccess access = (*to)->buffer->access;
  if (access == BufferAccess::ReadOnly || access == BufferAccess::Uniform)
    return unsupported(node.loc, "an asynchronous copy into read-only buffer '" + destination + "'");
  builder.create(kind, {}, {firstByte, numBytes},
                 {{AttrName::Source, Attr::symbol((*from)->symbol)},
                  {AttrName::Dest, Attr::symbol((*to)->symbol)},
                  {AttrName::Tag, Attr::string(context.copy(tag))}});
  return success();
}

LogicalResult Importer::importAsyncWait(const AsyncWaitNode &node) {
  builder.create(OpKind::AsyncWait, {}, {},
                 ir::NamedAttr{AttrName::Tag, Attr::string(context.copy(node.tag))});
  return success();
}

LogicalResult Importer::importIndirectDispatch(const IndirectDispatchNode &node) {
  FailureOr<const BufferInfo *> counts = findBuffer(node.countBuffer, node.loc);
  if (failed(counts))
    return failure();
  builder.create(OpKind::IndirectDispatch, {}, {},
                 {{AttrName::Source, Attr::symbol((*counts)->symbol)},
                  {AttrName::Offset, Attr::integer(node.countOffset)}});
  return success();
}

} // namespace vyrecc
