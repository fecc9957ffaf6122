// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes asynchronous copies of loads and stores, in one of three ways:
//
//   direct  one loop, at the issue or at the wait, where nothing in between can tell the difference
//   late    at the wait, wherever that is, out of a buffer that the kernel does not write
//   kept    taken to private words where it is issued, and written where it is waited for
//
// For each tag with copies that are not direct there are words that say whether a copy is pending
// and in which way it is to be written, where it goes and how long it is. Kept copies are the
// dearest: drivers that set private memory to zero word by word compile some thousand words of it
// for seconds.
#include "AsyncMoves.h"
#include "HiddenBuffers.h"
#include "vyre-cc/Analysis/Ranges.h"
#include "vyre-cc/Transforms/Pass.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace vyrecc {

using namespace ir;

namespace {

/// What a copy of a length that is not known before it runs may take.
constexpr uint64_t kDefaultBytes = 4096;
/// Private memory that a tag may take.
constexpr uint64_t kMaxBytes = 65536;

// Words of a tag's state.
enum : uint32_t { kPending, kFirstByte, kNumBytes, kStateWords };

/// What is to be done at a wait. The first byte is that of the source for a load out of the source,
/// else that of the destination; the other side starts at 0.
struct Way {
  StringRef source; ///< empty: what was kept
  StringRef dest;
  bool isLoad, words;

  bool operator==(const Way &) const = default;
};

struct TagState {
  /// Numbered from 1; far fewer than the ops, of which any may be waited for anywhere.
  llvm::SmallVector<Way, 2> ways;
  StringRef state, words; ///< names of its buffers; the latter is empty if nothing is kept
  uint64_t capacity = 0;  ///< bytes that are kept at most
};

class Async {
public:
  Async(Module &module, Op &kernel, PassContext &context)
      : module(module), kernel(kernel), context(context), written(module, kernel),
        builder(context.context), mover(builder) {}

  void run() {
    walkPreOrder(kernel, [&](Op &op) {
      if (op.is(OpKind::AsyncLoad) || op.is(OpKind::AsyncStore))
        tags[op.stringAttr(AttrName::Tag)].issues.push_back(&op);
      else if (op.is(OpKind::AsyncWait))
        tags[op.stringAttr(AttrName::Tag)].waits.push_back(&op);
      else if (op.is(OpKind::Return))
        returns.push_back(&op);
    });
    if (tags.empty())
      return;
    context.changed = true;
    measure();
    for (auto &[name, tag] : tags)
      for (Op *issue : tag.issues)
        if (std::optional<DirectCopy> copy = findDirectCopy(*issue, tags, written)) {
          direct[issue] = *copy;
          paired.insert(copy->wait);
        }
    for (auto &[name, tag] : tags)
      lower(tag);
    for (Op *op : returns)
      checkNothingPending(*op);
    for (auto &[name, tag] : tags) {
      for (Op *op : tag.issues)
        op->erase();
      for (Op *op : tag.waits)
        op->erase();
    }
  }

private:
  /// Finds the most bytes that each copy can move.
  void measure() {
    Ranges ranges(kernel);
    ranges.walk([&](Op &op) {
      if (!op.is(OpKind::AsyncLoad) && !op.is(OpKind::AsyncStore))
        return;
      std::optional<Range> size = ranges.of(*op.operand(1));
      uint64_t most =
          size && size->high < UINT32_MAX ? std::max<int64_t>(size->high, 0) : UINT64_MAX;
      const Op &dest = bufferOf(op, AttrName::Dest);
      if (dest.enumAttr<Access>(AttrName::AccessMode) == Access::Workgroup)
        most = std::min(most, dest.intAttr(AttrName::Count) * dest.intAttr(AttrName::Stride));
      longest[&op] = most;
    });
  }

  void lower(const AsyncTag &tag) {
    // A copy that is moved in one go is never pending.
    TagState *state = nullptr;
    if (llvm::any_of(tag.issues, [&](Op *op) { return !direct.contains(op); }) ||
        llvm::any_of(tag.waits, [&](Op *op) { return !paired.contains(op); }))
      state = declare(tag);
    for (Op *op : tag.issues) {
      if (state)
        checkNotPending(*op, *state);
      if (auto copy = direct.find(op); copy != direct.end())
        moveDirectly(*op, copy->second);
      else
        issue(*op, *state);
    }
    for (Op *op : tag.waits)
      if (!paired.contains(op))
        wait(*op, *state);
  }

  /// Moved at the wait, out of its source.
  bool isLate(const Op &issue) const {
    return !written.contains(issue.stringAttr(AttrName::Source));
  }

  TagState *declare(const AsyncTag &tag) {
    TagState &state = *states.emplace_back(std::make_unique<TagState>());
    bool keeps = false;
    for (const Op *op : tag.issues)
      if (!direct.contains(op) && !isLate(*op)) {
        const uint64_t most = longest.lookup(op);
        const bool isKnown = most != UINT64_MAX;
        state.capacity =
            std::max(state.capacity, isKnown ? std::min(most, kMaxBytes) : kDefaultBytes);
        keeps = true;
      }
    const std::string name = "__vyre_async." + std::to_string(states.size() - 1);
    auto add = [&](StringRef symbol, uint64_t words) {
      declareHidden(
          module, context.context,
          {.name = symbol, .count = words, .access = Access::Private, .role = Role::Private});
    };
    state.state = context.context.intern(name + ".state");
    add(state.state, kStateWords);
    if (keeps) {
      state.words = context.context.intern(name);
      add(state.words, std::max<uint64_t>(llvm::divideCeil(state.capacity, 4), 1));
    }
    return &state;
  }

  Value *word(uint32_t value) { return builder.constU32(value); }
  Value *build(OpKind kind, Value *x, Value *y) { return builder.build(kind, {x, y}); }

  /// Makes `then` run where `cond` holds.
  template <typename Then> void when(Value *cond, Then then) {
    Op *branch = builder.createIf(cond, {});
    builder.setInsertionPointToEnd(branch->region(0).block());
    then();
    builder.yield();
    builder.setInsertionPointToEnd(branch->region(1).block());
    builder.yield();
    builder.setInsertionPointAfter(branch);
  }

  void trapIf(Value *cond, StringRef tag) {
    Op *branch = builder.createIf(cond, {});
    builder.setInsertionPointToEnd(branch->region(0).block());
    const SourceLoc loc = builder.loc();
    builder.create(OpKind::Trap, {}, word(loc.isBytes() ? loc.offset : loc.line),
                   NamedAttr{AttrName::Tag, Attr::string(tag)});
    builder.setInsertionPointToEnd(branch->region(1).block());
    builder.yield();
    builder.setInsertionPointAfter(branch);
  }

  llvm::SmallVector<NamedAttr, 2> inside(StringRef buffer) {
    return {builder.bufferAttr(buffer), {AttrName::InBounds, Attr::unit()}};
  }
  Value *loadState(const TagState &tag, uint32_t index) {
    return builder.create(OpKind::Load, Type::getU32(), word(index), inside(tag.state))->result();
  }
  void storeState(const TagState &tag, uint32_t index, Value *value) {
    builder.create(OpKind::Store, {}, {word(index), value}, inside(tag.state));
  }

  void startAt(Op &op) {
    builder.setInsertionPointBefore(&op);
    builder.setLoc(op.loc());
  }

  const Op &bufferOf(const Op &issue, AttrName side) {
    return *module.findBuffer(issue.stringAttr(side));
  }

  /// Whole words where the elements are words and all numbers are multiples of 4, else bytes.
  bool movesWords(const Op &issue) {
    return isMultipleOf4(*issue.operand(0)) && isMultipleOf4(*issue.operand(1)) &&
           isWordBuffer(bufferOf(issue, AttrName::Source)) &&
           isWordBuffer(bufferOf(issue, AttrName::Dest));
  }

  struct Extent {
    Value *offset, *size;
  };
  /// What lies beyond the destination is not written, and need not be moved.
  Extent extentOf(const Op &issue) {
    // No index of a byte may wrap: beyond the end of a source all bytes are the same, and no
    // destination reaches so far.
    Value *limit = issue.is(OpKind::AsyncLoad)
                       ? mover.byteLength(bufferOf(issue, AttrName::Source))
                       : word(0xFFFF'FFFC - kMaxBytes);
    Value *offset = build(OpKind::Min, issue.operand(0), limit);
    Value *room = mover.byteLength(bufferOf(issue, AttrName::Dest));
    if (issue.is(OpKind::AsyncStore))
      room = build(OpKind::SatSub, room, offset);
    return {offset, build(OpKind::Min, issue.operand(1), room)};
  }

  // Issue and wait
  // --------------------------------------------------------------------------------------

  void moveDirectly(Op &op, const DirectCopy &copy) {
    startAt(*copy.moveAt);
    const bool isLoad = op.is(OpKind::AsyncLoad);
    const Extent extent = extentOf(op);
    const Op &source = bufferOf(op, AttrName::Source), &dest = bufferOf(op, AttrName::Dest);
    // Within a buffer bytes may go to where others have yet to be taken: a load moves them down or
    // leaves them, a store moves them up.
    mover.move({source, isLoad ? extent.offset : word(0)}, {dest, isLoad ? word(0) : extent.offset},
               extent.size, {.words = movesWords(op), .backwards = !isLoad && &source == &dest});
    context.applied(op.loc(), copy.moveAt == &op ? "the copy is moved where it is issued"
                                                 : "the copy is moved where it is waited for");
  }

  void checkNotPending(Op &op, const TagState &tag) {
    startAt(op);
    trapIf(builder.cmp(Predicate::Ne, loadState(tag, kPending), word(0)), "vir0.async-pending");
  }

  void issue(Op &op, TagState &tag) {
    startAt(op);
    const bool isLoad = op.is(OpKind::AsyncLoad), late = isLate(op);
    const Way way{.source = late ? op.stringAttr(AttrName::Source) : StringRef(),
                  .dest = op.stringAttr(AttrName::Dest),
                  .isLoad = late && isLoad,
                  .words = movesWords(op)};
    auto known = llvm::find(tag.ways, way);
    const auto number = static_cast<uint32_t>(known - tag.ways.begin() + 1);
    if (known == tag.ways.end())
      tag.ways.push_back(way);
    const Extent extent = extentOf(op);
    if (!late && longest.lookup(&op) > tag.capacity)
      trapIf(builder.cmp(Predicate::Gt, extent.size, word(static_cast<uint32_t>(tag.capacity))),
             "vir0.async-too-large");
    storeState(tag, kPending, word(number));
    storeState(tag, kFirstByte, late || !isLoad ? extent.offset : word(0));
    storeState(tag, kNumBytes, extent.size);
    if (late)
      return context.applied(op.loc(), "the copy is moved when it is waited for");
    context.missed(
        op.loc(),
        "the copy is kept: its source or destination may be used before it is waited for");
    mover.move({bufferOf(op, AttrName::Source), isLoad ? extent.offset : word(0)},
               {*module.findBuffer(tag.words), word(0), /*inBounds=*/true}, extent.size,
               {.words = way.words});
  }

  void wait(Op &op, const TagState &tag) {
    startAt(op);
    Value *pending = loadState(tag, kPending);
    trapIf(builder.cmp(Predicate::Eq, pending, word(0)), "vir0.async-not-pending");
    storeState(tag, kPending, word(0));
    uint32_t number = 0;
    for (const Way &way : tag.ways)
      when(builder.cmp(Predicate::Eq, pending, word(++number)), [&] { write(way, tag); });
  }

  void write(const Way &way, const TagState &tag) {
    Value *first = loadState(tag, kFirstByte), *size = loadState(tag, kNumBytes);
    const bool isKept = way.source.empty();
    mover.move(
        {*module.findBuffer(isKept ? tag.words : way.source), way.isLoad ? first : word(0), isKept},
        {*module.findBuffer(way.dest), way.isLoad ? word(0) : first}, size, {.words = way.words});
  }

  void checkNothingPending(Op &op) {
    if (states.empty())
      return;
    startAt(op);
    Value *any = word(0);
    for (const std::unique_ptr<TagState> &state : states)
      any = build(OpKind::Or, any, loadState(*state, kPending));
    trapIf(builder.cmp(Predicate::Ne, any, word(0)), "vir0.async-never-waited-for");
  }

  Module &module;
  Op &kernel;
  PassContext &context;
  const WrittenBuffers written;
  Builder builder;
  ByteMover mover;
  AsyncTags tags;
  llvm::SmallVector<Op *, 4> returns;
  llvm::DenseMap<const Op *, uint64_t> longest;  ///< bytes; UINT64_MAX: unknown
  llvm::DenseMap<const Op *, DirectCopy> direct; ///< by issue
  llvm::SmallPtrSet<const Op *, 8> paired;       ///< waits of direct copies
  std::vector<std::unique_ptr<TagState>> states;
};

} // namespace

LogicalResult lowerAsync(Module &module, PassContext &context) {
  if (!context.context.hasMade({OpKind::AsyncLoad, OpKind::AsyncStore, OpKind::AsyncWait}))
    return success();
  if (Op *kernel = module.kernel())
    Async(module, *kernel, context).run();
  return success();
}

} // namespace vyrecc
