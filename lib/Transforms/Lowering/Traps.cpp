// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lets traps tell the host, through a buffer of four words that the loader adds:
//
//   vir.trap %a {tag}  ->  old = cmpxchg record[0], 0 -> 1
//                          if old == 0 { record[1] = %a; record[2] = code of tag; record[3] = global x }
//                          vir.return
//
// The first trap of a dispatch wins; its code is the place of its tag in a list that goes into the
// manifest.
#include "HiddenBuffers.h"
#include "vyre-cc/Transforms/Pass.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace vyrecc {

using namespace ir;

namespace {

constexpr StringRef kRecord = "__vyre_trap_record";
constexpr uint64_t kRecordWords = 4;

void storeWord(Builder &builder, uint32_t index, Value *value) {
  builder.create(OpKind::AtomicStore, {}, {builder.constU32(index), value},
                 {builder.bufferAttr(kRecord),
                  {AttrName::Ordering, Attr::enumerator(Ordering::Relaxed)},
                  {AttrName::Scope, Attr::enumerator(Scope::Device)},
                  {AttrName::InBounds, Attr::unit()}});
}

void lowerTrap(Op &trap, uint32_t code, Builder &builder) {
  builder.setInsertionPointBefore(&trap);
  builder.setLoc(trap.loc());
  Value *none = builder.constU32(0);
  Value *before = builder.build(OpKind::AtomicCmpxchg, {none, none, builder.constU32(1)},
                                {builder.bufferAttr(kRecord),
                                 {AttrName::Ordering, Attr::enumerator(Ordering::Relaxed)},
                                 {AttrName::Scope, Attr::enumerator(Scope::Device)},
                                 {AttrName::InBounds, Attr::unit()}});
  Op *isFirst = builder.createIf(builder.cmp(Predicate::Eq, before, none), {});
  builder.create(OpKind::Return, {});
  builder.setInsertionPointToEnd(isFirst->region(0).block());
  Value *globalX =
      builder.build(OpKind::InvocationId, {}, NamedAttr{AttrName::Axis, Attr::integer(0)});
  storeWord(builder, 1, trap.operand(0));
  storeWord(builder, 2, builder.constU32(code));
  storeWord(builder, 3, globalX);
  builder.yield();
  builder.setInsertionPointToEnd(isFirst->region(1).block());
  builder.yield();
  trap.erase();
}

std::string asJson(llvm::ArrayRef<std::pair<StringRef, uint32_t>> tags) {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::json::OStream json(os);
  json.array([&] {
    for (auto [tag, code] : tags)
      json.value(llvm::json::isUTF8(tag) ? tag.str() : llvm::json::fixUTF8(tag));
  });
  return text;
}

} // namespace

LogicalResult addTrapRecord(Module &module, PassContext &context) {
  Op *kernel = module.kernel();
  if (!kernel || !context.context.hasMade({OpKind::Trap}))
    return success();
  llvm::SmallVector<Op *, 8> traps;
  llvm::MapVector<StringRef, uint32_t> codes;
  walkPreOrder(*kernel, [&](Op &op) {
    if (!op.is(OpKind::Trap))
      return;
    traps.push_back(&op);
    codes.insert({op.stringAttr(AttrName::Tag), static_cast<uint32_t>(codes.size() + 1)});
  });
  if (traps.empty())
    return success();
  declareHidden(module, context.context,
                {.name = kRecord,
                 .count = kRecordWords,
                 .access = Access::ReadWrite,
                 .role = Role::TrapRecord});
  Builder builder(context.context);
  for (Op *trap : traps)
    lowerTrap(*trap, codes.find(trap->stringAttr(AttrName::Tag))->second, builder);
  const auto tags = codes.takeVector();
  module.op()->setAttr(AttrName::TrapTags, Attr::string(context.context.copy(asJson(tags))));
  context.changed = true;
  context.statistics["traps lowered"] += traps.size();
  return success();
}

} // namespace vyrecc
