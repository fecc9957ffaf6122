// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls of functions from elsewhere.
#include "Emit/Externals.h"
#include "Emit/KernelEmitter.h"
#include "TargetEnv.h"

namespace vyrecc::spirv {

using ir::AttrName;

/// The binding of the storage buffer of this name.
static std::optional<uint32_t> bindingOf(const ir::Module &module, StringRef name) {
  for (const ir::Op *buffer : module.buffers())
    if (buffer->stringAttr(AttrName::SymName) == name && buffer->hasAttr(AttrName::Binding))
      return static_cast<uint32_t>(buffer->intAttr(AttrName::Binding));
  return std::nullopt;
}

LogicalResult Externals::splice(const ir::Module &module, llvm::MutableArrayRef<Survey> surveys,
                                DiagnosticEngine &diags) {
  llvm::SmallVector<const ir::Op *, 4> calls;
  llvm::SmallVector<Survey *, 2> callers;
  bool coherent = false;
  for (auto [kernel, survey] : llvm::zip_equal(module.kernels(), surveys)) {
    const size_t before = calls.size();
    ir::walkPreOrder(*kernel, [&](ir::Op &op) {
      if (op.is(ir::OpKind::ExternCall))
        calls.push_back(&op);
    });
    if (calls.size() == before)
      continue;
    callers.push_back(&survey);
    coherent |= survey.synchronises;
  }
  for (const ir::Op *call : calls)
    if (failed(spliceFor(*call, module, coherent, diags)))
      return failure();
  // How often a loop in there repeats is not known.
  for (Survey *caller : callers)
    caller->hasUnboundedLoops |= loops;
  return success();
}

LogicalResult Externals::spliceFor(const ir::Op &call, const ir::Module &module, bool coherent,
                                   DiagnosticEngine &diags) {
  const StringRef name = call.stringAttr(AttrName::Callee);
  auto refuse = [&](DiagCode code, const llvm::Twine &message) {
    return diags.error(code, call.loc(), "'" + name + "': " + message);
  };
  if (!callables.contains(name)) {
    const auto *external = llvm::find_if(options.externals, [&](const ExternalFunction &candidate) {
      return candidate.name == name;
    });
    if (external == options.externals.end())
      return refuse(DiagCode::UnknownCallee, "the function is not given");
    FailureOr<std::vector<Instruction>> instructions = parseInstructions(external->words, diags);
    if (failed(instructions))
      return failure();
    llvm::SmallVector<uint32_t, 8> bindings;
    for (const ExternalBuffer &buffer : external->buffers) {
      std::optional<uint32_t> binding = bindingOf(module, buffer.name);
      if (!binding)
        return refuse(DiagCode::UndeclaredBuffer,
                      "no storage buffer is called '" + buffer.name + "'");
      bindings.push_back(*binding);
    }
    Splicer splicer(*external, *instructions, bindings, coherent, options.names, words, types,
                    constants, globals);
    const uint32_t function = splicer.splice();
    if (!function)
      return refuse(DiagCode::TargetLimit, splicer.refusal());
    loops |= splicer.hasLoops();
    callables[name.str()] = {function, splicer.numParameters(),
                             llvm::SmallVector<uint32_t, 4>(splicer.inputs()),
                             llvm::SmallVector<uint32_t, 4>(splicer.storage())};
  }
  const unsigned expected = find(name).numParameters;
  if (call.numOperands() != expected ||
      llvm::any_of(call.operands(),
                   [](const ir::OpOperand &operand) { return !operand.get()->type().isU32(); }))
    return refuse(DiagCode::InvalidIR,
                  "called with other arguments than " + llvm::Twine(expected) + " of type ui32");
  return success();
}

/// Variables at one binding are different views of one buffer, which a compiler may otherwise take
/// for different memory.
void Externals::decorateAliases() {
  if (callables.empty())
    return;
  std::map<uint32_t, llvm::SmallVector<uint32_t, 2>> variables;
  for (const SplicedGlobals::Buffer &buffer : globals.buffers)
    variables[buffer.binding].push_back(buffer.variable);
  for (const auto &[binding, aliases] : variables)
    if (aliases.size() > 1)
      for (uint32_t variable : aliases)
        words.decorate(variable, spv::Decoration::Aliased);
}

void KernelEmitter::emit(Op &op, Row<OpKind::ExternCall>) {
  const Externals::Callable &callee = externals.find(op.stringAttr(AttrName::Callee));
  for (uint32_t variable : callee.inputs)
    addToInterface(variable);
  if (version >= kAllGlobalsInInterface)
    for (uint32_t variable : callee.storage)
      addToInterface(variable);
  llvm::SmallVector<uint32_t, 8> operands = {callee.function};
  for (unsigned index = 0; index != op.numOperands(); ++index)
    operands.push_back(operand(op, index));
  words.value(spv::Op::OpFunctionCall, types.voidType(), operands);
}

} // namespace vyrecc::spirv
