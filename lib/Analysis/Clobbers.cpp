// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// Events in the order of the text. What other invocations write counts where the one at hand
// synchronises with them: plain accesses that race are undefined, and a load may see what it saw
// before.
#include "vyre-cc/Analysis/Clobbers.h"

namespace vyrecc {

using namespace ir;

Clobbers::Clobbers(Module &module, Context &context, Op &kernel) {
  for (Op *buffer : module.buffers())
    accessOf[context.intern(buffer->stringAttr(AttrName::SymName)).data()] =
        buffer->enumAttr<Access>(AttrName::AccessMode);
  visit(kernel);
}

void Clobbers::recordEvent(const Op &op) {
  switch (op.kind()) {
  case OpKind::Store:
    writes[op.stringAttr(AttrName::Buffer).data()].push_back(next);
    break;
  case OpKind::AtomicLoad:
  case OpKind::AtomicStore:
  case OpKind::AtomicRmw:
  case OpKind::AtomicCmpxchg: {
    writes[op.stringAttr(AttrName::Buffer).data()].push_back(next);
    const auto ordering = op.enumAttr<Ordering>(AttrName::Ordering);
    if (ordering != Ordering::Relaxed && ordering != Ordering::Release)
      acquires.push_back(next);
    break;
  }
  case OpKind::Barrier:
  case OpKind::GridSync:
    acquires.push_back(next);
    break;
  default: // scheduling, asynchronous copies, collectives
    unknown.push_back(next);
    break;
  }
  ++next;
}

void Clobbers::visit(Op &op) {
  const uint32_t begin = next;
  if (op.is(OpKind::Load))
    places[&op] = begin;
  else if ((op.info().effects & (Writes | Syncs)) != 0 && !op.info().isTerminator)
    recordEvent(op);
  if (op.is(OpKind::Store))
    places[&op] = next;
  for (Region &region : op.regions())
    if (!region.empty())
      for (Op &inner : region.block().ops())
        visit(inner);
  if (op.is(OpKind::For) || op.is(OpKind::Loop))
    loops[&op] = {begin, next};
}

bool Clobbers::mayChange(llvm::StringRef buffer, uint32_t begin, uint32_t end) const {
  auto happens = [&](const Events &events) {
    auto first = llvm::lower_bound(events, begin);
    return first != events.end() && *first < end;
  };
  const Access access = accessOf.lookup(buffer.data());
  if (access == Access::ReadOnly)
    return false;
  auto own = writes.find(buffer.data());
  return happens(unknown) || (own != writes.end() && happens(own->second)) ||
         (access != Access::Private && happens(acquires));
}

} // namespace vyrecc
