// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Handlers whose body is no program are calls.
#include "vyre-cc/Megakernel/Megakernel.h"

namespace vyrecc::megakernel {

using namespace vir0;

Program externalHandler(llvm::StringRef callee, llvm::ArrayRef<const char *> arguments,
                        llvm::ArrayRef<ExternalBuffer> buffers) {
  Program program;
  llvm::SmallVector<Buffer, 8> declared;
  for (const ExternalBuffer &wanted : buffers) {
    auto *element = program.make<DataType>();
    element->tag = wanted.element;
    Buffer buffer;
    buffer.name = program.copy(wanted.name);
    buffer.binding = static_cast<uint32_t>(declared.size());
    buffer.access = wanted.readOnly ? BufferAccess::ReadOnly : BufferAccess::ReadWrite;
    buffer.kind = wanted.readOnly ? MemoryKind::Readonly : MemoryKind::Global;
    buffer.count = wanted.count;
    buffer.element = element;
    buffer.loc = wanted.loc;
    declared.push_back(buffer);
  }
  llvm::SmallVector<const Expr *, 8> values;
  for (const char *argument : arguments) {
    auto *variable = program.make<VarExpr>();
    variable->name = program.copy(StringRef(argument));
    values.push_back(variable);
  }
  auto *call = program.make<CallExpr>();
  call->opId = program.copy(callee);
  call->args = program.copy(ExprList(values));
  auto *let = program.make<LetNode>(); // a call is an expression; it gives nothing
  let->name = program.copy(StringRef("extern_call_result"));
  let->value = call;
  program.buffers = program.copy(ArrayRef<Buffer>(declared));
  program.entry = program.copy(NodeList(let));
  return program;
}

} // namespace vyrecc::megakernel
