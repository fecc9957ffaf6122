// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A copy need not be kept where nobody can tell whether it was moved when it was issued or when it
// was waited for: nothing in between touches its destination, so that it may go at once, or writes
// its source, so that it may go late.
#include "AsyncMoves.h"

namespace vyrecc {

using namespace ir;

// What may be moved in one go
// ---------------------------------------------------------------------------

static bool isIssue(const Op &op) { return op.is(OpKind::AsyncLoad) || op.is(OpKind::AsyncStore); }

/// What other invocations write is written by an op of theirs.
static bool writesNothingItself(const Op &op) {
  switch (op.kind()) {
  case OpKind::AsyncWait: // the issue is looked at
  case OpKind::AtomicLoad:
  case OpKind::Barrier:
  case OpKind::GridSync:
  case OpKind::IndirectDispatch:
  case OpKind::Trap:
    return true;
  default:
    return (op.info().effects & Writes) == 0;
  }
}

WrittenBuffers::WrittenBuffers(Module &module, Op &kernel) {
  for (Op *buffer : module.buffers())
    if (buffer->enumAttr<Access>(AttrName::AccessMode) == Access::ReadOnly)
      readOnly.insert(buffer->stringAttr(AttrName::SymName));
  walkPreOrder(kernel, [&](Op &op) {
    if (writesNothingItself(op))
      return;
    if (const Attr *name = op.attr(isIssue(op) ? AttrName::Dest : AttrName::Buffer))
      names.insert(name->asString());
    else
      any = true;
  });
}

bool WrittenBuffers::contains(StringRef buffer) const {
  return names.contains(buffer) || (any && !readOnly.contains(buffer));
}

namespace {

/// Looks at what lies between the issue of a copy and its wait.
class Between {
public:
  Between(const Op &issue, const AsyncTags &tags, const WrittenBuffers &written)
      : source(issue.stringAttr(AttrName::Source)), dest(issue.stringAttr(AttrName::Dest)),
        tag(issue.stringAttr(AttrName::Tag)), tags(tags), mayGoLate(true),
        isSourceConstant(!written.contains(source)) {}

  bool mayGoAtOnce = true, mayPair = true;
  bool isLateAllowed() const { return mayGoLate || isSourceConstant; }

  void visit(const Op &op) {
    // Whoever leaves here has the copy pending, and whoever uses the tag has to see that.
    const bool usesTags = isIssue(op) || op.is(OpKind::AsyncWait);
    const bool leaves = op.info().isTerminator && !op.is(OpKind::Yield) && !op.is(OpKind::Trap);
    if (leaves || (usesTags && op.stringAttr(AttrName::Tag) == tag)) {
      mayPair = false;
    } else if (usesTags) {
      for (const Op *other : tags.find(op.stringAttr(AttrName::Tag))->second.issues) {
        read(other->stringAttr(AttrName::Source));
        write(other->stringAttr(AttrName::Dest));
      }
    } else if (synchronises(op)) {
      mayGoAtOnce = mayGoLate = false;
    } else if (op.info().effects != Pure && !op.info().isTerminator) {
      const Attr *name = op.attr(AttrName::Buffer);
      if (!name)
        mayGoAtOnce = mayGoLate = false;
      else if ((op.info().effects & Writes) != 0)
        write(name->asString());
      else
        read(name->asString());
    }
  }

private:
  /// Whether other invocations may see what this one wrote before, or the other way round.
  static bool synchronises(const Op &op) {
    if ((op.info().effects & Syncs) != 0)
      return true;
    return op.attr(AttrName::Ordering) &&
           op.enumAttr<Ordering>(AttrName::Ordering) != Ordering::Relaxed;
  }

  void read(StringRef buffer) { mayGoAtOnce &= buffer != dest; }
  void write(StringRef buffer) {
    mayGoAtOnce &= buffer != dest;
    mayGoLate &= buffer != source;
  }

  StringRef source, dest, tag;
  const AsyncTags &tags;
  bool mayGoLate, isSourceConstant;
};

} // namespace

std::optional<DirectCopy> findDirectCopy(Op &issue, const AsyncTags &tags,
                                         const WrittenBuffers &written) {
  // Ops that are looked at for one copy, so that many copies cost no more than as many times that.
  unsigned budget = 256;
  Between between(issue, tags, written);
  Block &block = *issue.parentBlock();
  for (auto it = ++issue.getIterator(); it != block.ops().end(); ++it) {
    if (it->is(OpKind::AsyncWait) &&
        it->stringAttr(AttrName::Tag) == issue.stringAttr(AttrName::Tag)) {
      if (between.isLateAllowed())
        return DirectCopy{&*it, &*it};
      return between.mayGoAtOnce ? std::optional(DirectCopy{&*it, &issue}) : std::nullopt;
    }
    walkPreOrder(*it, [&](Op &op) {
      if (budget != 0) {
        --budget;
        between.visit(op);
      }
    });
    if (budget == 0 || !between.mayPair || (!between.isLateAllowed() && !between.mayGoAtOnce))
      return std::nullopt;
  }
  return std::nullopt;
}

bool isMultipleOf4(const Value &value) {
  if (std::optional<uint64_t> bits = constantBits(&value))
    return *bits % 4 == 0;
  const Op *op = value.definingOp();
  if (!op)
    return false;
  // Of 32 bits, so that what wraps stays a multiple.
  if (op->is(OpKind::Mul))
    return llvm::any_of(op->operands(), [](const OpOperand &operand) {
      std::optional<uint64_t> bits = constantBits(operand.get());
      return bits && *bits % 4 == 0;
    });
  if (op->is(OpKind::Shl)) {
    std::optional<uint64_t> count = constantBits(op->operand(1));
    return count && *count % 32 >= 2;
  }
  return false;
}

bool isWordBuffer(const Op &buffer) {
  const Type element = buffer.attr(AttrName::Element)->asType();
  return !element.isVector() && element.bits() == 32;
}

// Moving
// ------------------------------------------------------------------------------------------------

Value *ByteMover::byteLength(const Op &buffer) {
  Value *length = builder.build(OpKind::BufferLen, {},
                                builder.bufferAttr(buffer.stringAttr(AttrName::SymName)));
  return build(OpKind::Mul, length, word(static_cast<uint32_t>(buffer.intAttr(AttrName::Stride))));
}

void ByteMover::move(Side from, Side to, Value *size, Shape shape) {
  Value *fromFirst = from.first, *toFirst = to.first, *count = size;
  if (shape.words)
    for (Value **bytes : {&fromFirst, &toFirst, &count})
      *bytes = build(OpKind::Shr, *bytes, word(2));
  Op *loop = builder.createFor(word(0), count, {});
  builder.setInsertionPointToEnd(loop->region().block());
  Value *index = loop->region().block().arguments().front();
  if (shape.backwards)
    index = build(OpKind::Sub, build(OpKind::Sub, count, word(1)), index);
  Value *source = build(OpKind::Add, fromFirst, index),
        *target = build(OpKind::Add, toFirst, index);
  if (shape.words) {
    Value *moved =
        builder.bitcast(loadElement(from, source), to.buffer.attr(AttrName::Element)->asType());
    builder.create(OpKind::Store, {}, {target, moved}, attrsOf(to));
  } else {
    storeByte(to, target, loadByte(from, source));
  }
  builder.yield();
  builder.setInsertionPointAfter(loop);
}

llvm::SmallVector<NamedAttr, 2> ByteMover::attrsOf(const Side &side) {
  llvm::SmallVector<NamedAttr, 2> attrs = {
      builder.bufferAttr(side.buffer.stringAttr(AttrName::SymName))};
  if (side.inBounds)
    attrs.push_back({AttrName::InBounds, Attr::unit()});
  return attrs;
}

ByteMover::Place ByteMover::placeOf(const Op &buffer, Value *byte) {
  const auto stride = static_cast<uint32_t>(buffer.intAttr(AttrName::Stride));
  Value *within = build(OpKind::And, byte, word(stride - 1)); // strides are powers of two
  return {build(OpKind::Shr, byte, word(llvm::Log2_32(stride))),
          build(OpKind::Mul, within, word(8))};
}

/// The word of an element that holds the bits from `shift` on, and the shift within it.
Value *ByteMover::bitsAt(Value *element, Value *&shift) {
  const Type type = element->type();
  if (!type.isVector()) {
    if (type.bits() < 32)
      return builder.convert(element, Type::getU32());
    return builder.bitcast(element, type.bits() == 64 ? Type::getU64() : Type::getU32());
  }
  Value *lane = build(OpKind::Shr, shift, word(5));
  shift = build(OpKind::And, shift, word(31));
  Value *found = extract(element, 0);
  for (unsigned index = 1; index != type.lanes(); ++index)
    found = builder.build(OpKind::Select, {builder.cmp(Predicate::Eq, lane, word(index)),
                                           extract(element, index), found});
  return found;
}

Value *ByteMover::extract(Value *vector, unsigned lane) {
  return builder.build(OpKind::VectorExtract, vector,
                       NamedAttr{AttrName::Lane, Attr::integer(lane)});
}

Value *ByteMover::loadElement(const Side &side, Value *index) {
  return builder
      .create(OpKind::Load, side.buffer.attr(AttrName::Element)->asType(), index, attrsOf(side))
      ->result();
}

Value *ByteMover::loadByte(const Side &side, Value *byte) {
  Place place = placeOf(side.buffer, byte);
  Value *shift = place.shift;
  Value *bits = bitsAt(loadElement(side, place.element), shift);
  shift = builder.convert(shift, bits->type());
  Value *moved = builder.convert(build(OpKind::Shr, bits, shift), Type::getU32());
  return build(OpKind::And, moved, word(0xFF));
}

/// `bits` with the byte at `shift` replaced.
Value *ByteMover::insertByte(Value *bits, Value *shift, Value *byte) {
  const Type type = bits->type();
  shift = builder.convert(shift, type);
  Value *mask = build(OpKind::Shl, builder.constant(type, 0xFF), shift);
  Value *kept = build(OpKind::And, bits, builder.build(OpKind::Not, mask));
  return build(OpKind::Or, kept, build(OpKind::Shl, builder.convert(byte, type), shift));
}

void ByteMover::storeByte(const Side &side, Value *byte, Value *value) {
  const Type element = side.buffer.attr(AttrName::Element)->asType();
  Place place = placeOf(side.buffer, byte);
  Value *stored;
  if (element.bits() == 8) {
    stored = builder.convert(value, element);
  } else if (element.isVector()) {
    Value *before = loadElement(side, place.element);
    Value *lane = build(OpKind::Shr, place.shift, word(5));
    Value *shift = build(OpKind::And, place.shift, word(31));
    llvm::SmallVector<Value *, 4> lanes;
    for (unsigned index = 0; index != element.lanes(); ++index) {
      Value *old = extract(before, index);
      lanes.push_back(builder.build(OpKind::Select, {builder.cmp(Predicate::Eq, lane, word(index)),
                                                     insertByte(old, shift, value), old}));
    }
    stored = builder.create(OpKind::VectorMake, element, lanes)->result();
  } else {
    Value *shift = place.shift;
    Value *bits = insertByte(bitsAt(loadElement(side, place.element), shift), shift, value);
    stored = element.bits() < 32 ? builder.convert(bits, element) : builder.bitcast(bits, element);
  }
  builder.create(OpKind::Store, {}, {place.element, stored}, attrsOf(side));
}

} // namespace vyrecc
