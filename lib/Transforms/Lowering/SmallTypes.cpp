// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Accesses elements of 8 and 16 bits through the words of 32 bits that hold them, for targets
// without them:
//
//   vir.store %i, %v : ui8  ->  vir.atomic.rmw and %i/4, ~mask; vir.atomic.rmw or %i/4, bits
//
// The two atomics leave the word's other bytes to the invocations that own them. How long such a
// buffer is in bytes is not to be seen in its words: the host says it in a buffer of lengths. With
// keep=1, modules whose small elements are all integers in storage stay as they are, but for
// conversions of floats, which are there for integers of 32 bits alone.
#include "HalfFloats.h"
#include "HiddenBuffers.h"
#include "vyre-cc/Transforms/Pass.h"
#include "llvm/ADT/MapVector.h"

namespace vyrecc {

using namespace ir;

namespace {

constexpr StringRef kLengths = "__vyre_lengths";

bool isSmall(Type type) { return !type.isVector() && (type.bits() == 8 || type.bits() == 16); }
bool isHalf(Type type) { return isSmall(type) && type.isFloat(); }
const std::initializer_list<Type> kHalves = {Type(ScalarKind::F16), Type(ScalarKind::BF16)};
const std::initializer_list<Type> kSmallIntegers = {Type::getU8(), Type::getI8(), Type::getU16(),
                                                    Type::getI16()};

struct SmallBuffer {
  Op *decl;
  unsigned bits; ///< of an element
  bool isStored = false;
};

class SmallTypes {
public:
  SmallTypes(Module &module, PassContext &context)
      : module(module), context(context), builder(context.context) {}

  LogicalResult run() {
    for (Op *buffer : module.buffers())
      if (Type element = buffer->attr(AttrName::Element)->asType(); isSmall(element))
        buffers[context.context.intern(buffer->stringAttr(AttrName::SymName)).data()] = {
            buffer, element.bits()};
    const bool hasHalves = context.context.hasMadeValue(kHalves);
    if (buffers.empty() && !hasHalves && !context.context.hasMadeValue(kSmallIntegers))
      return success();
    context.changed = true;
    if (context.options.word("keep") == "1" && !hasHalves && areAllStorage())
      return keepNative();
    collect();
    for (Op *op : accesses)
      lowerAccess(*op);
    for (Op *op : conversions)
      lowerConversion(*op);
    for (auto &[name, buffer] : buffers) {
      buffer.decl->setAttr(AttrName::Element, Attr::type(Type::getU32()));
      buffer.decl->setAttr(AttrName::Words, Attr::unit());
    }
    return success();
  }

private:
  /// Small elements of workgroup and private memory would need more of the target.
  bool areAllStorage() const {
    return llvm::all_of(buffers, [](const auto &entry) {
      const auto access = entry.second.decl->template enumAttr<Access>(AttrName::AccessMode);
      return access == Access::ReadOnly || access == Access::ReadWrite;
    });
  }

  /// What is bound is never shorter than a byte, so that only the host knows of empty buffers.
  LogicalResult keepNative() {
    llvm::SmallVector<Op *, 8> ops;
    if (Op *kernel = module.kernel())
      walkPreOrder(*kernel, [&](Op &op) {
        if (op.is(OpKind::Convert)
                ? op.operand(0)->type().isFloat() && isSmall(op.result()->type())
                : op.is(OpKind::BufferLen) && buffers.count(op.stringAttr(AttrName::Buffer).data()))
          ops.push_back(&op);
      });
    for (Op *op : ops) {
      if (op->is(OpKind::BufferLen)) {
        lowerAccess(*op);
        continue;
      }
      builder.setInsertionPointBefore(op);
      builder.setLoc(op->loc());
      op->setOperand(0, saturate(op->operand(0), op->result()->type()));
    }
    return success();
  }

  void collect() {
    Op *kernel = module.kernel();
    if (!kernel)
      return;
    walkPreOrder(*kernel, [&](Op &op) {
      if (const Attr *name = op.attr(AttrName::Buffer)) {
        if (auto found = buffers.find(name->asString().data()); found != buffers.end()) {
          accesses.push_back(&op);
          found->second.isStored |= op.is(OpKind::Store);
        }
      } else if ((op.is(OpKind::Convert) || op.is(OpKind::Bitcast)) &&
                 (isSmall(op.result()->type()) || smallTypes.contains(op.operand(0)))) {
        conversions.push_back(&op);
      }
      // Values in between hold the element in the low bits of a word, with zeros above.
      for (Value &result : op.results())
        retype(result);
      for (Region &region : op.regions())
        if (!region.empty())
          for (Value *argument : region.block().arguments())
            retype(*argument);
    });
  }

  void retype(Value &value) {
    if (!isSmall(value.type()))
      return;
    smallTypes.insert({&value, value.type()});
    value.setType(Type::getU32());
    if (Op *op = value.definingOp(); op && op->is(OpKind::Const))
      op->setAttr(AttrName::Value, Attr::scalar(Type::getU32(), op->intAttr(AttrName::Value)));
  }

  Value *maskOf(unsigned bits) { return builder.constU32((1u << bits) - 1); }
  Value *build(OpKind kind, Value *x, Value *y) { return builder.build(kind, {x, y}); }

  void lowerAccess(Op &op) {
    builder.setInsertionPointBefore(&op);
    builder.setLoc(op.loc());
    SmallBuffer &buffer = buffers.find(op.stringAttr(AttrName::Buffer).data())->second;
    if (op.is(OpKind::BufferLen))
      op.result()->replaceAllUsesWith(lengthOf(buffer));
    else if (op.is(OpKind::Load))
      replace(op, load(op, buffer));
    else
      store(op, buffer);
    op.erase();
    ++context.statistics["accesses lowered"];
  }

  /// Which word an element lies in, and where in it.
  struct Place {
    Value *word, *shift;
  };
  Place placeOf(const Op &access, const SmallBuffer &buffer) {
    const uint32_t log = buffer.bits == 8 ? 2 : 1; // elements a word
    Value *index = access.operand(0);
    Value *within = build(OpKind::And, index, builder.constU32((1u << log) - 1));
    return {build(OpKind::Shr, index, builder.constU32(log)),
            build(OpKind::Mul, within, builder.constU32(buffer.bits))};
  }

  llvm::SmallVector<NamedAttr, 4> attrsOf(const Op &access, const SmallBuffer &buffer) {
    const bool isWorkgroup =
        buffer.decl->enumAttr<Access>(AttrName::AccessMode) == Access::Workgroup;
    llvm::SmallVector<NamedAttr, 4> attrs(access.attrs().begin(), access.attrs().end());
    attrs.push_back({AttrName::Ordering, Attr::enumerator(Ordering::Relaxed)});
    attrs.push_back(
        {AttrName::Scope, Attr::enumerator(isWorkgroup ? Scope::Workgroup : Scope::Device)});
    return attrs;
  }

  /// A word that others may change meanwhile is loaded atomically. Private memory has no others.
  Value *load(const Op &access, const SmallBuffer &buffer) {
    Place place = placeOf(access, buffer);
    const bool isShared = buffer.isStored && !isPrivate(buffer);
    Op *word = isShared ? builder.create(OpKind::AtomicLoad, Type::getU32(), place.word,
                                         attrsOf(access, buffer))
                        : builder.create(OpKind::Load, Type::getU32(), place.word, access.attrs());
    Value *moved = build(OpKind::Shr, word->result(), place.shift);
    return build(OpKind::And, moved, maskOf(buffer.bits));
  }

  static bool isPrivate(const SmallBuffer &buffer) {
    return buffer.decl->enumAttr<Access>(AttrName::AccessMode) == Access::Private;
  }

  void store(const Op &access, const SmallBuffer &buffer) {
    Place place = placeOf(access, buffer);
    Value *hole = builder.build(OpKind::Not, build(OpKind::Shl, maskOf(buffer.bits), place.shift));
    Value *bits = build(OpKind::Shl, access.operand(1), place.shift);
    if (isPrivate(buffer)) {
      Value *word =
          builder.create(OpKind::Load, Type::getU32(), place.word, access.attrs())->result();
      Value *merged = build(OpKind::Or, build(OpKind::And, word, hole), bits);
      builder.create(OpKind::Store, {}, {place.word, merged}, access.attrs());
      return;
    }
    auto update = [&](RmwKind kind, Value *value) {
      llvm::SmallVector<NamedAttr, 5> attrs = {{AttrName::Rmw, Attr::enumerator(kind)}};
      attrs.append(attrsOf(access, buffer));
      builder.build(OpKind::AtomicRmw, {place.word, value}, attrs);
    };
    update(RmwKind::And, hole);
    update(RmwKind::Or, bits);
  }

  Value *lengthOf(const SmallBuffer &buffer) {
    const auto access = buffer.decl->enumAttr<Access>(AttrName::AccessMode);
    if (access == Access::Workgroup || access == Access::Private)
      return builder.constU32(static_cast<uint32_t>(buffer.decl->intAttr(AttrName::Count)));
    declareLengths();
    Value *index = builder.constU32(static_cast<uint32_t>(buffer.decl->intAttr(AttrName::Binding)));
    Value *bytes = builder
                       .create(OpKind::Load, Type::getU32(), index,
                               {builder.bufferAttr(kLengths), {AttrName::InBounds, Attr::unit()}})
                       ->result();
    return build(OpKind::Shr, bytes, builder.constU32(buffer.bits == 8 ? 0 : 1));
  }

  /// A word for each binding up to the highest.
  void declareLengths() {
    if (module.findBuffer(kLengths))
      return;
    declareHidden(module, context.context,
                  {.name = kLengths,
                   .count = firstFreeBinding(module),
                   .access = Access::ReadOnly,
                   .role = Role::Lengths});
  }

  /// What replaces a small value is one too, for the conversions that see it later.
  void replace(Op &op, Value *value) {
    if (auto small = smallTypes.find(op.result()); small != smallTypes.end()) {
      const Type type = small->second;
      smallTypes[value] = type;
    }
    op.result()->replaceAllUsesWith(value);
  }

  /// The number that the low bits stand for, as si32.
  Value *extendSign(Value *word, unsigned bits) {
    Value *unused = builder.constant(Type::getI32(), 32 - bits);
    Value *top = build(OpKind::Shl, builder.bitcast(word, Type::getI32()), unused);
    return build(OpKind::Shr, top, unused);
  }

  /// The float as an integer of 32 bits, within the range of the small type.
  Value *saturate(Value *number, Type small) {
    const Type type = small.isSigned() ? Type::getI32() : Type::getU32();
    const uint32_t highest = (1u << (small.bits() - (small.isSigned() ? 1 : 0))) - 1;
    Value *integer = builder.convert(number, type);
    integer = build(OpKind::Min, integer, builder.constant(type, highest));
    if (small.isSigned())
      integer = build(OpKind::Max, integer, builder.constant(type, ~highest));
    return integer;
  }

  /// What a small value stands for, as a value that is not small. Above its bits there are zeros.
  Value *widen(Value *value) {
    auto small = smallTypes.find(value);
    if (small == smallTypes.end())
      return value;
    const Type type = small->second;
    if (isHalf(type))
      return fromHalf({builder, value}, type).get();
    return type.isSigned() ? extendSign(value, type.bits()) : value;
  }

  /// The low bits of a word. Integers are cut, floats saturate.
  Value *narrow(Value *value, Type to) {
    if (isHalf(to))
      return halfOf({builder, builder.convert(value, Type::getF32())}, to).get();
    if (value->type().isFloat())
      value = saturate(value, to);
    return build(OpKind::And, builder.convert(value, Type::getU32()), maskOf(to.bits()));
  }

  void lowerConversion(Op &op) {
    builder.setInsertionPointBefore(&op);
    builder.setLoc(op.loc());
    Value *value = op.operand(0);
    if (op.is(OpKind::Convert)) {
      auto small = smallTypes.find(op.result());
      const Type to = small == smallTypes.end() ? op.result()->type() : small->second;
      value = widen(value);
      value = isSmall(to) ? narrow(value, to) : builder.convert(value, to);
    } // a bitcast is to a type of the same width, which is in the same bits of a word
    replace(op, value);
    op.erase();
  }

  Module &module;
  PassContext &context;
  Builder builder;
  llvm::MapVector<const char *, SmallBuffer> buffers; ///< by interned name
  llvm::DenseMap<const Value *, Type> smallTypes;     ///< of values that were small
  llvm::SmallVector<Op *, 16> accesses, conversions;
};

} // namespace

LogicalResult lowerSmallTypes(Module &module, PassContext &context) {
  return SmallTypes(module, context).run();
}

} // namespace vyrecc
