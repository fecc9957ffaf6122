// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "HiddenBuffers.h"

namespace vyrecc {

using namespace ir;

uint64_t firstFreeBinding(const Module &module) {
  uint64_t free = 0;
  for (const Op *buffer : module.buffers())
    if (const Attr *binding = buffer->attr(AttrName::Binding))
      free = std::max(free, binding->asInt() + 1);
  return free;
}

Op *declareHidden(Module &module, Context &context, const HiddenBuffer &buffer) {
  llvm::SmallVector<NamedAttr, 8> attrs = {
      {AttrName::SymName, Attr::string(context.intern(buffer.name))},
      {AttrName::Element, Attr::type(buffer.element)},
      {AttrName::WireType, Attr::string(context.copy(buffer.element.str()))},
      {AttrName::Stride, Attr::integer(buffer.element.bits() / 8 * buffer.element.lanes())},
      {AttrName::Count, Attr::integer(buffer.count)},
      {AttrName::AccessMode, Attr::enumerator(buffer.access)},
      {AttrName::BufferRole, Attr::enumerator(buffer.role)}};
  if (buffer.access == Access::ReadOnly || buffer.access == Access::ReadWrite)
    attrs.push_back({AttrName::Binding, Attr::integer(firstFreeBinding(module))});
  Builder at(context);
  at.setInsertionPointBefore(module.kernel());
  return at.create(OpKind::BufferDecl, {}, {}, attrs);
}

} // namespace vyrecc
