// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes asynchronous copies of private memory: the copy is taken where it is issued and written where it
// is waited for. For each tag there are words that say whether a copy is pending and in which way it is to
// be written, where it goes and how long it is, and words that hold it.
#include "HiddenBuffers.h"
#include "vyre-cc/Transforms/Pass.h"
#include "llvm/ADT/MapVector.h"

namespace vyrecc {

using namespace ir;

namespace {

/// What a copy of a length that is not known before it runs may take.
constexpr uint64_t kDefaultBytes = 4096;
/// Private memory that a tag may take.
constexpr uint64_t kMaxBytes = 65536;

// Words of a tag's state.
enum : uint32_t { kPending, kFirstByte, kNumBytes, kStateWords };

struct Tag {
  llvm::SmallVector<Op *, 2> issues, waits;
  /// Ways to write a copy: buffer, and whether by words. Numbered from 1, each with an op that issues such
  /// a copy; far fewer than the ops, of which any may be waited for anywhere.
  llvm::MapVector<std::pair<StringRef, unsigned>, Op *> ways;
  StringRef state, words; ///< names of its buffers
  uint64_t capacity = 0;  ///< bytes
};

class Async {
public:
  Async(Module &module, PassContext &context)
      : module(module), context(context), builder(context.context) {}

  LogicalResult run() {
    Op *kernel = module.kernel();
    if (!kernel)
      return success();
    walkPreOrder(*kernel, [&](Op &op) {
      if (op.is(OpKind::AsyncLoad) || op.is(OpKind::AsyncStore))
        tags[op.stringAttr(AttrName::Tag)].issues.push_back(&op);
      else if (op.is(OpKind::AsyncWait))
        tags[op.stringAttr(AttrName::Tag)].waits.push_back(&op);
      else if (op.is(OpKind::Return))
        returns.push_back(&op);
    });
    if (tags.empty())
      return success();
    context.changed = true;
    unsigned number = 0;
    for (auto &[name, tag] : tags)
      declare(tag, number++);
    for (auto &[name, tag] : tags) {
      for (Op *op : tag.issues)
        issue(*op, tag);
      for (Op *op : tag.waits)
        wait(*op, tag);
    }
    for (Op *op : returns)
      checkNothingPending(*op);
    for (auto &[name, tag] : tags) {
      for (Op *op : tag.issues)
        op->erase();
      for (Op *op : tag.waits)
        op->erase();
    }
    return success();
  }

private:
  void declare(Tag &tag, unsigned number) {
    for (const Op *op : tag.issues) {
      std::optional<uint64_t> bytes = constantBits(op->operand(1));
      tag.capacity = std::max(tag.capacity, bytes ? std::min(*bytes, kMaxBytes) : kDefaultBytes);
    }
    const std::string name = "__vyre_async." + std::to_string(number);
    tag.state = context.context.intern(name + ".state");
    tag.words = context.context.intern(name);
    auto add = [&](StringRef symbol, uint64_t words) {
      declareHidden(module, context.context,
                    {.name = symbol,
                     .count = words,
                     .access = Access::Private,
                     .role = Role::Private});
    };
    add(tag.state, kStateWords);
    add(tag.words, std::max<uint64_t>(llvm::divideCeil(tag.capacity, 4), 1));
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

  /// for i in [0, count) { body(i) }
  template <typename Body> void repeat(Value *count, Body body) {
    Op *loop = builder.createFor(word(0), count, {});
    builder.setInsertionPointToEnd(loop->region().block());
    body(loop->region().block().arguments().front());
    builder.yield();
    builder.setInsertionPointAfter(loop);
  }

  llvm::SmallVector<NamedAttr, 2> inside(StringRef buffer) {
    return {builder.bufferAttr(buffer), {AttrName::InBounds, Attr::unit()}};
  }
  Value *loadState(const Tag &tag, uint32_t index) {
    return builder.create(OpKind::Load, Type::getU32(), word(index), inside(tag.state))->result();
  }
  void storeState(const Tag &tag, uint32_t index, Value *value) {
    builder.create(OpKind::Store, {}, {word(index), value}, inside(tag.state));
  }

  // Buffers as bytes ------------------------------------------------------------------------------------

  /// The element that holds a byte, and the byte's place in it in bits.
  struct Place {
    Value *element, *shift;
  };
  Place placeOf(const Op &buffer, Value *byte) {
    const auto stride = static_cast<uint32_t>(buffer.intAttr(AttrName::Stride));
    Value *within = build(OpKind::And, byte, word(stride - 1)); // strides are powers of two
    return {build(OpKind::Shr, byte, word(llvm::Log2_32(stride))),
            build(OpKind::Mul, within, word(8))};
  }

  static Type bitsOf(Type element) {
    return element.bits() == 64 ? Type::getU64() : Type::getU32();
  }

  /// The word of an element that holds the bits from `shift` on, and the shift within it.
  Value *bitsAt(Value *element, Value *&shift) {
    const Type type = element->type();
    if (!type.isVector()) {
      if (type.bits() < 32)
        return builder.convert(element, Type::getU32());
      return builder.bitcast(element, bitsOf(type));
    }
    Value *lane = build(OpKind::Shr, shift, word(5));
    shift = build(OpKind::And, shift, word(31));
    Value *found = extract(element, 0);
    for (unsigned index = 1; index != type.lanes(); ++index)
      found = builder.build(OpKind::Select, {builder.cmp(Predicate::Eq, lane, word(index)),
                                             extract(element, index), found});
    return found;
  }
  Value *extract(Value *vector, unsigned lane) {
    return builder.build(OpKind::VectorExtract, vector,
                         NamedAttr{AttrName::Lane, Attr::integer(lane)});
  }

  Value *byteLength(const Op &buffer) {
    Value *length = builder.build(OpKind::BufferLen, {},
                                  builder.bufferAttr(buffer.stringAttr(AttrName::SymName)));
    return build(OpKind::Mul, length,
                 word(static_cast<uint32_t>(buffer.intAttr(AttrName::Stride))));
  }

  Value *loadElement(const Op &buffer, Value *index) {
    return builder
        .create(OpKind::Load, buffer.attr(AttrName::Element)->asType(), index,
                builder.bufferAttr(buffer.stringAttr(AttrName::SymName)))
        ->result();
  }

  Value *loadByte(const Op &buffer, Value *byte) {
    Place place = placeOf(buffer, byte);
    Value *shift = place.shift;
    Value *bits = bitsAt(loadElement(buffer, place.element), shift);
    shift = builder.convert(shift, bits->type());
    Value *moved = builder.convert(build(OpKind::Shr, bits, shift), Type::getU32());
    return build(OpKind::And, moved, word(0xFF));
  }

  /// `bits` with the byte at `shift` replaced.
  Value *insertByte(Value *bits, Value *shift, Value *byte) {
    const Type type = bits->type();
    shift = builder.convert(shift, type);
    Value *mask = build(OpKind::Shl, builder.constant(type, 0xFF), shift);
    Value *kept = build(OpKind::And, bits, builder.build(OpKind::Not, mask));
    return build(OpKind::Or, kept, build(OpKind::Shl, builder.convert(byte, type), shift));
  }

  void storeByte(const Op &buffer, Value *byte, Value *value) {
    const Type element = buffer.attr(AttrName::Element)->asType();
    Place place = placeOf(buffer, byte);
    Value *stored;
    if (element.bits() == 8) {
      stored = builder.convert(value, element);
    } else if (element.isVector()) {
      Value *before = loadElement(buffer, place.element);
      Value *lane = build(OpKind::Shr, place.shift, word(5));
      Value *shift = build(OpKind::And, place.shift, word(31));
      llvm::SmallVector<Value *, 4> lanes;
      for (unsigned index = 0; index != element.lanes(); ++index) {
        Value *old = extract(before, index);
        lanes.push_back(builder.build(
            OpKind::Select, {builder.cmp(Predicate::Eq, lane, word(index)),
                             insertByte(old, shift, value), old}));
      }
      stored = builder.create(OpKind::VectorMake, element, lanes)->result();
    } else {
      Value *shift = place.shift;
      Value *bits = insertByte(bitsAt(loadElement(buffer, place.element), shift), shift, value);
      stored = element.bits() < 32 ? builder.convert(bits, element) : builder.bitcast(bits, element);
    }
    builder.create(OpKind::Store, {}, {place.element, stored},
                   builder.bufferAttr(buffer.stringAttr(AttrName::SymName)));
  }

  static bool isWordBuffer(const Op &buffer) {
    const Type element = buffer.attr(AttrName::Element)->asType();
    return !element.isVector() && element.bits() == 32;
  }

  // Issue and wait --------------------------------------------------------------------------------------

  /// Whole words where the elements are words and all that is known is a multiple of 4, else bytes.
  bool movesWords(const Op &issue) {
    auto isMultiple = [](const Value *value) {
      std::optional<uint64_t> bits = constantBits(value);
      return bits && *bits % 4 == 0;
    };
    return isMultiple(issue.operand(0)) && isMultiple(issue.operand(1)) &&
           isWordBuffer(*module.findBuffer(issue.stringAttr(AttrName::Source))) &&
           isWordBuffer(*module.findBuffer(issue.stringAttr(AttrName::Dest)));
  }

  void issue(Op &op, Tag &tag) {
    auto way = tag.ways.insert({{op.stringAttr(AttrName::Dest), movesWords(op)}, &op}).first;
    const auto number = static_cast<uint32_t>(way - tag.ways.begin() + 1);
    builder.setInsertionPointBefore(&op);
    builder.setLoc(op.loc());
    Value *pending = loadState(tag, kPending);
    trapIf(builder.cmp(Predicate::Ne, pending, word(0)), "vir0.async-pending");
    // No buffer reaches so far, and no index of a byte may wrap.
    Value *offset = build(OpKind::Min, op.operand(0), word(0xFFFF'FFFF - kMaxBytes));
    // What lies beyond the destination is not written, and need not be kept.
    const Op &dest = *module.findBuffer(op.stringAttr(AttrName::Dest));
    Value *room = byteLength(dest);
    if (op.is(OpKind::AsyncStore))
      room = build(OpKind::SatSub, room, offset);
    Value *size = build(OpKind::Min, op.operand(1), room);
    Value *capacity = word(static_cast<uint32_t>(tag.capacity));
    trapIf(builder.cmp(Predicate::Gt, size, capacity), "vir0.async-too-large");
    storeState(tag, kPending, word(number));
    storeState(tag, kFirstByte, op.is(OpKind::AsyncStore) ? offset : word(0));
    storeState(tag, kNumBytes, size);
    const Op &source = *module.findBuffer(op.stringAttr(AttrName::Source));
    Value *first = op.is(OpKind::AsyncLoad) ? offset : word(0);
    if (movesWords(op)) {
      Value *firstWord = build(OpKind::Shr, first, word(2));
      repeat(build(OpKind::Shr, size, word(2)), [&](Value *index) {
        Value *element = loadElement(source, build(OpKind::Add, firstWord, index));
        builder.create(OpKind::Store, {}, {index, builder.bitcast(element, Type::getU32())},
                       inside(tag.words));
      });
      return;
    }
    repeat(size, [&](Value *index) {
      Value *byte = loadByte(source, build(OpKind::Add, first, index));
      Value *place = build(OpKind::Shr, index, word(2));
      Value *shift = build(OpKind::Mul, build(OpKind::And, index, word(3)), word(8));
      Value *held =
          builder.create(OpKind::Load, Type::getU32(), place, inside(tag.words))->result();
      builder.create(OpKind::Store, {}, {place, insertByte(held, shift, byte)}, inside(tag.words));
    });
  }

  void wait(Op &op, const Tag &tag) {
    builder.setInsertionPointBefore(&op);
    builder.setLoc(op.loc());
    Value *pending = loadState(tag, kPending);
    trapIf(builder.cmp(Predicate::Eq, pending, word(0)), "vir0.async-not-pending");
    storeState(tag, kPending, word(0));
    uint32_t number = 0;
    for (const auto &[way, issued] : tag.ways)
      when(builder.cmp(Predicate::Eq, pending, word(++number)),
           [&, issued = issued] { write(*issued, tag); });
  }

  void write(const Op &issued, const Tag &tag) {
    const Op &dest = *module.findBuffer(issued.stringAttr(AttrName::Dest));
    Value *first = loadState(tag, kFirstByte), *size = loadState(tag, kNumBytes);
    if (movesWords(issued)) {
      Value *firstWord = build(OpKind::Shr, first, word(2));
      repeat(build(OpKind::Shr, size, word(2)), [&](Value *index) {
        Value *held =
            builder.create(OpKind::Load, Type::getU32(), index, inside(tag.words))->result();
        builder.create(OpKind::Store, {},
                       {build(OpKind::Add, firstWord, index),
                        builder.bitcast(held, dest.attr(AttrName::Element)->asType())},
                       builder.bufferAttr(dest.stringAttr(AttrName::SymName)));
      });
      return;
    }
    repeat(size, [&](Value *index) {
      Value *place = build(OpKind::Shr, index, word(2));
      Value *shift = build(OpKind::Mul, build(OpKind::And, index, word(3)), word(8));
      Value *held =
          builder.create(OpKind::Load, Type::getU32(), place, inside(tag.words))->result();
      Value *byte = build(OpKind::And, build(OpKind::Shr, held, shift), word(0xFF));
      storeByte(dest, build(OpKind::Add, first, index), byte);
    });
  }

  void checkNothingPending(Op &op) {
    builder.setInsertionPointBefore(&op);
    builder.setLoc(op.loc());
    Value *any = word(0);
    for (auto &[name, tag] : tags)
      any = build(OpKind::Or, any, loadState(tag, kPending));
    trapIf(builder.cmp(Predicate::Ne, any, word(0)), "vir0.async-never-waited-for");
  }

  Module &module;
  PassContext &context;
  Builder builder;
  llvm::MapVector<StringRef, Tag> tags;
  llvm::SmallVector<Op *, 4> returns;
};

} // namespace

LogicalResult lowerAsync(Module &module, PassContext &context) {
  if (!context.context.hasMade({OpKind::AsyncLoad, OpKind::AsyncStore, OpKind::AsyncWait}))
    return success();
  return Async(module, context).run();
}

} // namespace vyrecc
