// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// Makes loads and stores of atomics that are no more than that. VIR0 has no atomic load and no
// atomic store, so programs write what takes the cache line for itself on most devices:
//
//   vir.atomic.rmw add %i, 0        ->  vir.atomic.load %i       so or and xor 0, and ~0, min the
//                                                               greatest and max the least number
//   vir.atomic.cmpxchg %i, %x, %x   ->  vir.atomic.load %i
//   vir.atomic.rmw exchange %i, %x  ->  vir.atomic.store %i, %x  if nothing uses the old element
//
// Where that is right. Take a run of the program with the load L, which reads the element as the
// write W left it. Put the write of the RMW behind W in the element's order of modification:
// whoever read W's value there now reads the same value of the RMW, and if W is in a release
// sequence then the RMW continues it, so that who acquired from W's sequence still does. So each
// run of the new program is a run of the old one, as long as the RMW itself released nothing:
// relaxed and acquire RMWs become loads. One that releases does not: two of them are ordered one
// way or the other, whoever comes second knows what the first did before, and so they order loads
// and stores of other elements (Dekker's algorithm); loads do not. A fence before a relaxed RMW
// does as much, but the only fences are barriers of the workgroup, which order the workgroup
// themselves.
//
// An exchange continues the release sequence of what it replaces; a store ends it. Who then
// acquires from the store knows nothing of the sequence's head. So exchanges that acquire nothing
// become stores where the kernel does not both release to and acquire from the buffer.
//
// Upstream's emitters make all atomics relaxed. With releases=drop, releases of RMWs that write
// what they read, and acquires of exchanges whose result is unused, are taken for as little.
#include "Atomics.h"
#include "vyre-cc/IR/Builder.h"
#include "vyre-cc/Transforms/Pass.h"
#include "llvm/ADT/DenseSet.h"

namespace vyrecc {

using namespace ir;

namespace {

bool acquires(Ordering ordering) {
  return ordering != Ordering::Relaxed && ordering != Ordering::Release;
}
bool releases(Ordering ordering) {
  return ordering != Ordering::Relaxed && ordering != Ordering::Acquire;
}
Ordering orderingOf(const Op &op) { return op.enumAttr<Ordering>(AttrName::Ordering); }

/// The operand with which an RMW writes back what it has read; nullopt if there is none.
std::optional<uint64_t> identityOf(RmwKind kind, Type type) {
  const uint64_t ones = llvm::maskTrailingOnes<uint64_t>(type.bits());
  const uint64_t greatest = type.isSigned() ? ones >> 1 : ones;
  switch (kind) {
  case RmwKind::Add:
  case RmwKind::Or:
  case RmwKind::Xor:
    return 0;
  case RmwKind::And:
    return ones;
  case RmwKind::Min:
    return greatest;
  case RmwKind::Max:
    return ones ^ greatest;
  case RmwKind::Exchange:
  case RmwKind::Nand:
    break;
  }
  return std::nullopt;
}

bool isExchange(const Op &op) {
  return op.is(OpKind::AtomicRmw) && op.enumAttr<RmwKind>(AttrName::Rmw) == RmwKind::Exchange;
}

/// True if the op leaves the element as it is, whatever it is.
bool writesWhatItRead(const Op &op) {
  if (op.is(OpKind::AtomicCmpxchg))
    return op.operand(1) == op.operand(2);
  if (!op.is(OpKind::AtomicRmw))
    return false;
  std::optional<uint64_t> bits = constantBits(op.operand(1));
  return bits && bits == identityOf(op.enumAttr<RmwKind>(AttrName::Rmw), op.operand(1)->type());
}

class Promoter {
public:
  explicit Promoter(PassContext &context)
      : context(context), builder(context.context),
        dropsReleases(context.options.word("releases") == "drop") {}

  void run(Op &kernel) {
    walkPreOrder(kernel, [&](Op &op) { survey(op); });
    for (Op *op : loads)
      makeLoad(*op);
    for (Op *op : stores)
      makeStore(*op);
  }

private:
  void survey(Op &op) {
    if (!isAtomic(op))
      return;
    if (writesWhatItRead(op))
      return loads.push_back(&op);
    if (isExchange(op) && !op.hasUses())
      stores.push_back(&op);
    const char *buffer = op.stringAttr(AttrName::Buffer).data();
    if (acquires(orderingOf(op)))
      acquired.insert(buffer);
    if (releases(orderingOf(op)))
      released.insert(buffer);
  }

  /// The attributes of the op that takes the place of `op`.
  llvm::SmallVector<NamedAttr, 6> attrsFor(const Op &op, Ordering ordering) {
    llvm::SmallVector<NamedAttr, 6> attrs;
    for (const NamedAttr &attr : op.attrs()) {
      if (attr.name == AttrName::Ordering)
        attrs.push_back({AttrName::Ordering, Attr::enumerator(ordering)});
      else if (attr.name != AttrName::Rmw)
        attrs.push_back(attr);
    }
    builder.setLoc(op.loc());
    return attrs;
  }

  void makeLoad(Op &op) {
    const Ordering ordering = orderingOf(op);
    const bool acquire = acquires(ordering);
    if (acquire)
      acquired.insert(op.stringAttr(AttrName::Buffer).data());
    if (releases(ordering) && !dropsReleases) {
      released.insert(op.stringAttr(AttrName::Buffer).data());
      return context.missed(op.loc(), "not a load: the " +
                                          enumText(EnumKind::Ordering, uint64_t(ordering)) +
                                          " ordering releases what the invocation did before");
    }
    builder.setInsertionPointBefore(&op);
    const Op *load = nullptr;
    if (acquire || op.hasUses()) {
      Op *made = builder.create(OpKind::AtomicLoad, op.result()->type(), op.operand(0),
                                attrsFor(op, acquire ? Ordering::Acquire : Ordering::Relaxed));
      op.result()->replaceAllUsesWith(made->result());
      load = made;
    }
    context.applied(op.loc(), load ? "an atomic that writes what it read is a load"
                                   : "an atomic that writes what it read, for nobody, is nothing");
    op.erase();
    context.changed = true;
    ++context.statistics["loads made"];
  }

  void makeStore(Op &op) {
    const Ordering ordering = orderingOf(op);
    const char *buffer = op.stringAttr(AttrName::Buffer).data();
    if (!dropsReleases) {
      if (acquires(ordering))
        return context.missed(op.loc(), "not a store: the " +
                                            enumText(EnumKind::Ordering, uint64_t(ordering)) +
                                            " ordering acquires what others did before");
      if (acquired.contains(buffer) && released.contains(buffer))
        return context.missed(
            op.loc(), "not a store: it would end a sequence of releases to a buffer from which the "
                      "kernel acquires");
    }
    builder.setInsertionPointBefore(&op);
    builder.create(OpKind::AtomicStore, {}, {op.operand(0), op.operand(1)},
                   attrsFor(op, releases(ordering) ? Ordering::Release : Ordering::Relaxed));
    context.applied(op.loc(), "an exchange whose old element nobody uses is a store");
    op.erase();
    context.changed = true;
    ++context.statistics["stores made"];
  }

  PassContext &context;
  Builder builder;
  const bool dropsReleases;
  llvm::SmallVector<Op *, 16> loads, stores;
  // By the interned name: where the kernel acquires and releases apart from loads and stores in
  // disguise, then also with those loads that stay what they are.
  llvm::DenseSet<const char *> acquired, released;
};

} // namespace

LogicalResult promoteAtomics(Module &module, PassContext &context) {
  Op *kernel = module.kernel();
  if (kernel && context.context.hasMade({OpKind::AtomicRmw, OpKind::AtomicCmpxchg}))
    Promoter(context).run(*kernel);
  return success();
}

} // namespace vyrecc
