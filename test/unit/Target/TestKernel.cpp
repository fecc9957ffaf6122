// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Builds test kernels.
#include "TestKernel.h"
#include "llvm/Support/raw_ostream.h"

using namespace vyrecc;
using namespace vyrecc::ir;
using namespace vyrecc::test;

static Module readyModule(Context &context) {
  Module module = createModule(context);
  module.setForm(Form::Ready);
  return module;
}

TestKernel::TestKernel(std::array<uint64_t, 3> workgroupSize)
    : module(readyModule(context)), builder(context, module.body()) {
  addBuffer("u", Type::getU32(), Access::ReadWrite, 0);
  addBuffer("i", Type::getI32(), Access::ReadWrite, 1);
  addBuffer("f", Type::getF32(), Access::ReadWrite, 2);
  addBuffer("r", Type::getU32(), Access::ReadOnly, 3);
  addBuffer("w", Type::getU32(), Access::Workgroup, 0, 64);
  kernel = builder.create(
      OpKind::Kernel, {}, {},
      {{AttrName::SymName, Attr::string("main")},
       {AttrName::WorkgroupSize, Attr::array(context.copy(ArrayRef<uint64_t>(workgroupSize)))}},
      1);
  builder.setInsertionPointToEnd(kernel->region().emplaceBlock(context));
}

Op *TestKernel::addBuffer(StringRef name, Type element, Access access, uint64_t binding,
                          uint64_t count) {
  Builder top(context);
  if (Op *first = module.body().ops().empty() ? nullptr : &module.body().ops().front())
    top.setInsertionPointBefore(first);
  else
    top.setInsertionPointToEnd(module.body());
  const Role role = access == Access::Workgroup  ? Role::Workgroup
                    : access == Access::ReadOnly ? Role::Input
                                                 : Role::InOut;
  llvm::SmallVector<NamedAttr, 10> attrs = {{AttrName::SymName, Attr::string(context.copy(name))},
                                            {AttrName::Element, Attr::type(element)},
                                            {AttrName::WireType, Attr::string("u32")},
                                            {AttrName::Stride, Attr::integer(4)},
                                            {AttrName::Count, Attr::integer(count)},
                                            {AttrName::AccessMode, Attr::enumerator(access)},
                                            {AttrName::BufferRole, Attr::enumerator(role)}};
  if (access != Access::Workgroup)
    attrs.push_back({AttrName::Binding, Attr::integer(binding)});
  return top.create(OpKind::BufferDecl, {}, {}, attrs);
}

Value *TestKernel::load(StringRef buffer, Type type, uint32_t index) {
  return builder
      .create(OpKind::Load, type, builder.constU32(index),
              {builder.bufferAttr(buffer), {AttrName::InBounds, Attr::unit()}})
      ->result();
}

void TestKernel::store(StringRef buffer, Value *value, uint32_t index) {
  builder.create(OpKind::Store, {}, {builder.constU32(index), value},
                 {builder.bufferAttr(buffer), {AttrName::InBounds, Attr::unit()}});
}

Value *TestKernel::unknown(Type type) {
  const uint32_t index = nextIndex++;
  switch (type.typeClass()) {
  case TypeClass::Bool:
    return builder.cmp(Predicate::Ne, load("u", Type::getU32(), index), builder.constU32(0));
  case TypeClass::Unsigned:
    return load("u", type, index);
  case TypeClass::Signed:
    return load("i", type, index);
  case TypeClass::Float:
    return load("f", type, index);
  }
  return nullptr;
}

void TestKernel::use(Value *value) {
  switch (value->type().typeClass()) {
  case TypeClass::Bool:
    return store("u", builder
                          .create(OpKind::Select, Type::getU32(),
                                  {value, builder.constU32(1), builder.constU32(0)})
                          ->result());
  case TypeClass::Unsigned:
    return store("u", value);
  case TypeClass::Signed:
    return store("i", value);
  case TypeClass::Float:
    return store("f", value);
  }
}

FailureOr<spirv::EmittedModule> TestKernel::emit(spirv::TargetEnv env) {
  spirv::EmitOptions options;
  options.env = env;
  options.externals = externals;
  return spirv::emit(module, options, diags);
}

bool TestKernel::isValidEverywhere() {
  bool allValid = true;
  for (spirv::TargetEnv env : kEnvs) {
    FailureOr<spirv::EmittedModule> emitted = emit(env);
    const bool valid = succeeded(emitted) && succeeded(spirv::validate(emitted->words, env, diags));
    allValid &= valid;
    if (succeeded(emitted) && !valid)
      if (FailureOr<std::string> text = spirv::disassemble(emitted->words, diags); succeeded(text))
        llvm::errs() << *text;
  }
  for (const Diagnostic &diagnostic : diags.diagnostics())
    llvm::errs() << diagnostic.message << '\n';
  return allValid;
}

std::string TestKernel::disassembly(spirv::TargetEnv env) {
  FailureOr<spirv::EmittedModule> emitted = emit(env);
  if (failed(emitted))
    return {};
  FailureOr<std::string> text = spirv::disassemble(emitted->words, diags);
  return succeeded(text) ? *text : std::string();
}

size_t vyrecc::test::occurrences(llvm::StringRef text, llvm::StringRef part) {
  return text.count(part);
}
