// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// Events in the order of the text. What other invocations write counts where the one at hand
// synchronises with them: plain accesses that race are undefined, and a load may see what it saw
// before.
#include "vyre-cc/Analysis/Clobbers.h"
#include "vyre-cc/IR/Builder.h"

namespace vyrecc {

using namespace ir;

Clobbers::Clobbers(Module &module, Context &context, Op &kernel) {
  for (Op *buffer : module.buffers())
    accessOf[context.intern(buffer->stringAttr(AttrName::SymName)).data()] =
        buffer->enumAttr<Access>(AttrName::AccessMode);
  visit(kernel);
}

void Clobbers::recordWrite(const Op &access) {
  BufferWrites &known = writes[access.stringAttr(AttrName::Buffer).data()];
  known.all.push_back(next);
  if (std::optional<uint64_t> index = constantBits(access.operand(0)))
    known.at[*index].push_back(next);
  else
    known.open.push_back(next);
}

void Clobbers::recordEvent(const Op &op) {
  switch (op.kind()) {
  case OpKind::Store:
    recordWrite(op);
    break;
  case OpKind::AtomicLoad:
  case OpKind::AtomicStore:
  case OpKind::AtomicRmw:
  case OpKind::AtomicCmpxchg: {
    recordWrite(op);
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

bool Clobbers::mayChange(const Op &load, uint32_t begin, uint32_t end) const {
  auto happens = [&](const Events &events) {
    auto first = llvm::lower_bound(events, begin);
    return first != events.end() && *first < end;
  };
  const char *buffer = load.stringAttr(AttrName::Buffer).data();
  const Access access = accessOf.lookup(buffer);
  if (access == Access::ReadOnly)
    return false;
  if (happens(unknown) || (access != Access::Private && happens(acquires)))
    return true;
  auto own = writes.find(buffer);
  if (own == writes.end())
    return false;
  std::optional<uint64_t> index = constantBits(load.operand(0));
  if (!index)
    return happens(own->second.all);
  auto same = own->second.at.find(*index);
  return happens(own->second.open) || (same != own->second.at.end() && happens(same->second));
}

} // namespace vyrecc
