// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions are copied word by word; what they refer to is declared when it is first met.
//
// A buffer keeps the variable and the block that its module declares: several variables may stand
// at one binding, so that a handler may see `control` as named fields or a buffer as floats,
// whatever the kernel's own view is. Externals decorates all of them with Aliased.
#include "Emit/Splicer.h"
#include "llvm/ADT/STLExtras.h"

namespace vyrecc::spirv {

Splicer::Splicer(const ExternalFunction &external, ArrayRef<Instruction> instructions,
                 ArrayRef<uint32_t> bindings, bool coherent, bool names, Words &words, Types &types,
                 Constants &constants, SplicedGlobals &globals)
    : external(external), instructions(instructions), bindings(bindings), coherent(coherent),
      names(names), words(words), types(types), constants(constants), globals(globals) {
  index();
}

static spv::Op opcodeOf(const Instruction &instruction) {
  return static_cast<spv::Op>(instruction.opcode);
}

void Splicer::refuse(const llvm::Twine &message) {
  if (problem.empty())
    problem = message.str();
}

void Splicer::index() {
  uint32_t inFunction = 0;
  for (size_t at = 0; at != instructions.size(); ++at) {
    const Instruction &instruction = instructions[at];
    if (instruction.result)
      definitions[instruction.result] = at;
    switch (opcodeOf(instruction)) {
    case spv::Op::OpName:
    case spv::Op::OpMemberName:
    case spv::Op::OpDecorate:
    case spv::Op::OpMemberDecorate:
      annotations[instruction[1]].push_back(at);
      break;
    case spv::Op::OpDecorateId:
    case spv::Op::OpDecorateString:
    case spv::Op::OpMemberDecorateString:
    case spv::Op::OpGroupDecorate:
    case spv::Op::OpGroupMemberDecorate:
      refuse("its decorations take more than numbers");
      break;
    case spv::Op::OpMemoryModel:
      if (instruction[2] != static_cast<uint32_t>(spv::MemoryModel::GLSL450))
        refuse("its memory model is not GLSL450, which the module has");
      break;
    case spv::Op::OpFunction:
      inFunction = instruction.result;
      functions[inFunction] = {at, at};
      break;
    case spv::Op::OpFunctionEnd:
      functions[inFunction].end = at + 1;
      break;
    default: // matters where something refers to it
      break;
    }
  }
  for (const auto &[id, range] : functions)
    if (range.begin == range.end)
      return refuse("a function of it has no end");
  const Instruction *function = definition(external.function);
  if (!function || !functions.contains(external.function))
    return refuse("it does not hold the function");
  for (uint32_t type : parameterTypes()) {
    const Instruction *parameter = definition(type);
    if (parameter && opcodeOf(*parameter) == spv::Op::OpTypePointer)
      parameter = definition((*parameter)[3]);
    if (!parameter || opcodeOf(*parameter) != spv::Op::OpTypeInt || (*parameter)[2] != 32 ||
        (*parameter)[3] != 0)
      return refuse("its function takes other parameters than words");
  }
}

const Instruction *Splicer::definition(uint32_t id) const {
  auto found = definitions.find(id);
  return found == definitions.end() ? nullptr : &instructions[found->second];
}

ArrayRef<uint32_t> Splicer::parameterTypes() const {
  const Instruction *function = definition(external.function);
  if (!function || opcodeOf(*function) != spv::Op::OpFunction)
    return {};
  const Instruction *type = definition((*function)[4]);
  return type ? type->words.drop_front(3) : ArrayRef<uint32_t>();
}

uint32_t Splicer::splice() {
  if (!problem.empty())
    return 0;
  for (const Instruction &instruction : instructions)
    if (opcodeOf(instruction) == spv::Op::OpCapability)
      words.use(grammar::Kind::Capability, instruction[1]);
  const uint32_t function = map(external.function);
  while (!pending.empty() && problem.empty())
    copyFunction(functions[pending.pop_back_val()]);
  return problem.empty() ? wrap(function) : 0;
}

uint32_t Splicer::map(uint32_t id) {
  if (auto known = ids.find(id); known != ids.end()) {
    if (known->second == 0)
      refuse("id " + llvm::Twine(id) + " is made of itself");
    return known->second;
  }
  ids[id] = 0;
  const Instruction *instruction = definition(id);
  if (!instruction) {
    refuse("id " + llvm::Twine(id) + " has no definition");
    return 0;
  }
  const uint32_t made = declare(*instruction);
  ids[id] = made;
  return made;
}

/// The operands from word `firstWord` on, ids among them mapped.
llvm::SmallVector<uint32_t, 8> Splicer::mapped(const Instruction &instruction, size_t firstWord) {
  llvm::SmallVector<uint32_t, 8> operands(instruction.words.drop_front(firstWord));
  for (uint16_t word : instruction.ids)
    if (word >= firstWord)
      operands[word - firstWord] = map(instruction[word]);
  return operands;
}

uint32_t Splicer::declare(const Instruction &instruction) {
  const spv::Op opcode = opcodeOf(instruction);
  switch (opcode) {
  case spv::Op::OpFunction: {
    pending.push_back(instruction.result);
    const uint32_t id = words.newId();
    annotate(instruction.result, id);
    return id;
  }
  case spv::Op::OpExtInstImport: {
    const std::string set = literalString(instruction, 2);
    if (set != "GLSL.std.450")
      refuse("it uses the instruction set " + set);
    return words.importSet(set);
  }
  case spv::Op::OpTypeVoid:
  case spv::Op::OpTypeBool:
  case spv::Op::OpTypeInt:
  case spv::Op::OpTypeFloat:
  case spv::Op::OpTypeVector:
  case spv::Op::OpTypeMatrix:
  case spv::Op::OpTypePointer:
  case spv::Op::OpTypeFunction:
    return types.adopt(opcode, mapped(instruction, 2));
  case spv::Op::OpTypeArray:
  case spv::Op::OpTypeRuntimeArray:
  case spv::Op::OpTypeStruct: {
    const uint32_t id = types.adopt(opcode, mapped(instruction, 2));
    annotate(instruction.result, id);
    return id;
  }
  case spv::Op::OpConstant: {
    const Instruction *type = definition(instruction.type);
    if (type && (*type)[2] == 32)
      return constants.word(map(instruction.type), instruction[3]);
    break;
  }
  case spv::Op::OpConstantTrue:
  case spv::Op::OpConstantFalse:
    return constants.get(ir::Type::getBool(), opcode == spv::Op::OpConstantTrue);
  case spv::Op::OpConstantNull:
    return constants.null(map(instruction.type));
  case spv::Op::OpConstantComposite:
  case spv::Op::OpUndef:
    break;
  case spv::Op::OpVariable:
    return declareVariable(instruction);
  default:
    refuse("it refers to an instruction with opcode " + llvm::Twine(instruction.opcode) +
           " outside of functions");
    return 0;
  }
  const llvm::SmallVector<uint32_t, 8> operands = mapped(instruction, 3);
  const uint32_t id = words.define(opcode, map(instruction.type), operands);
  annotate(instruction.result, id);
  return id;
}

uint32_t Splicer::declareVariable(const Instruction &instruction) {
  const auto storage = static_cast<spv::StorageClass>(instruction[3]);
  if (storage == spv::StorageClass::Input)
    return declareInput(instruction);
  for (auto [index, buffer] : llvm::enumerate(external.buffers))
    if (buffer.variable == instruction.result)
      return declareBuffer(instruction, index);
  refuse("it has a variable of storage class " + llvm::Twine(instruction[3]));
  return 0;
}

uint32_t Splicer::declareInput(const Instruction &instruction) {
  for (size_t at : annotations.lookup(instruction.result)) {
    const Instruction &decoration = instructions[at];
    if (opcodeOf(decoration) != spv::Op::OpDecorate ||
        decoration[2] != static_cast<uint32_t>(spv::Decoration::BuiltIn))
      continue;
    uint32_t &variable = globals.inputs[decoration[3]];
    if (!variable) {
      variable = words.define(spv::Op::OpVariable, map(instruction.type), instruction[3]);
      words.use(grammar::Kind::BuiltIn, decoration[3]);
      annotate(instruction.result, variable);
    }
    usedInputs.push_back(variable);
    return variable;
  }
  refuse("it has an input that is not built in");
  return 0;
}

uint32_t Splicer::declareBuffer(const Instruction &instruction, size_t index) {
  const uint32_t type = map(instruction.type);
  if (coherent)
    makeCoherent(instruction);
  const uint32_t variable = words.define(spv::Op::OpVariable, type, instruction[3]);
  annotate(instruction.result, variable, /*isBuffer=*/true);
  words.decorate(variable, spv::Decoration::DescriptorSet, 0);
  words.decorate(variable, spv::Decoration::Binding, bindings[index]);
  globals.buffers.push_back({bindings[index], variable});
  usedStorage.push_back(variable);
  return variable;
}

/// Makes the members that may be written coherent, as those of the kernel's own blocks are: what a
/// claim or a completion orders has to be visible in here as well.
void Splicer::makeCoherent(const Instruction &variable) {
  const Instruction *pointer = definition(variable.type);
  const Instruction *block = pointer ? definition((*pointer)[3]) : nullptr;
  if (!block || opcodeOf(*block) != spv::Op::OpTypeStruct)
    return;
  const uint32_t structure = map(block->result);
  for (uint32_t member = 0; member + 2 < block->size(); ++member) {
    const bool isDecided = llvm::any_of(annotations.lookup(block->result), [&](size_t at) {
      const Instruction &decoration = instructions[at];
      return opcodeOf(decoration) == spv::Op::OpMemberDecorate && decoration[2] == member &&
             (decoration[3] == static_cast<uint32_t>(spv::Decoration::Coherent) ||
              decoration[3] == static_cast<uint32_t>(spv::Decoration::NonWritable));
    });
    if (!isDecided)
      words.decorateMember(structure, member, spv::Decoration::Coherent);
  }
}

/// Copies names and decorations. Where a buffer lies is said anew, and that it has no alias may be
/// wrong here.
void Splicer::annotate(uint32_t from, uint32_t to, bool isBuffer) {
  for (size_t at : annotations.lookup(from)) {
    const Instruction &annotation = instructions[at];
    const auto decoration = static_cast<spv::Decoration>(annotation.size() > 2 ? annotation[2] : 0);
    switch (opcodeOf(annotation)) {
    case spv::Op::OpName:
    case spv::Op::OpMemberName:
      if (names) {
        llvm::SmallVector<uint32_t, 8> operands(annotation.words.drop_front(1));
        operands[0] = to;
        words.emit(Section::Names, opcodeOf(annotation), operands);
      }
      break;
    case spv::Op::OpDecorate:
      if (isBuffer &&
          (decoration == spv::Decoration::DescriptorSet || decoration == spv::Decoration::Binding ||
           decoration == spv::Decoration::Restrict || decoration == spv::Decoration::Aliased))
        break;
      words.decorate(to, decoration, annotation.words.drop_front(3));
      break;
    case spv::Op::OpMemberDecorate:
      words.decorateMember(to, annotation[2], static_cast<spv::Decoration>(annotation[3]),
                           annotation.words.drop_front(4));
      break;
    default:
      break;
    }
  }
}

void Splicer::copyFunction(FunctionRange range) {
  const ArrayRef<Instruction> body = instructions.slice(range.begin, range.end - range.begin);
  // Labels and phis are referred to before they are met.
  for (const Instruction &instruction : body.drop_front())
    if (instruction.result) {
      const uint32_t id = words.newId();
      ids[instruction.result] = id;
      annotate(instruction.result, id);
    }
  for (const Instruction &instruction : body) {
    const spv::Op opcode = opcodeOf(instruction);
    if (opcode == spv::Op::OpLine || opcode == spv::Op::OpNoLine)
      continue;
    loops |= opcode == spv::Op::OpLoopMerge;
    llvm::SmallVector<uint32_t, 8> operands = mapped(instruction, 1);
    if (instruction.result)
      operands[instruction.type ? 1 : 0] = ids.lookup(instruction.result);
    words.emit(Section::Functions, opcode, operands);
  }
}

/// Parameters that the function takes through pointers need variables, which only a function can
/// hold: one that takes words, stores them and calls it.
uint32_t Splicer::wrap(uint32_t function) {
  auto isPointer = [&](uint32_t type) {
    return opcodeOf(*definition(type)) == spv::Op::OpTypePointer;
  };
  const ArrayRef<uint32_t> parameters = parameterTypes();
  if (llvm::none_of(parameters, isPointer))
    return function;
  llvm::SmallVector<uint32_t, 8> signature(parameters.size() + 1, types.u32());
  signature[0] = types.voidType();
  const uint32_t wrapper = words.newId();
  auto emit = [&](spv::Op opcode, ArrayRef<uint32_t> operands) {
    words.emit(Section::Functions, opcode, operands);
  };
  emit(spv::Op::OpFunction,
       {types.voidType(), wrapper, static_cast<uint32_t>(spv::FunctionControlMask::MaskNone),
        types.adopt(spv::Op::OpTypeFunction, signature)});
  if (names)
    words.emitString(Section::Names, spv::Op::OpName, wrapper, external.name);
  llvm::SmallVector<uint32_t, 8> given, passed;
  for (size_t index = 0; index != parameters.size(); ++index) {
    given.push_back(words.newId());
    emit(spv::Op::OpFunctionParameter, {types.u32(), given.back()});
  }
  emit(spv::Op::OpLabel, words.newId());
  const auto storage = spv::StorageClass::Function;
  for (auto [type, value] : llvm::zip_equal(parameters, given)) {
    passed.push_back(isPointer(type) ? words.newId() : value);
    if (isPointer(type))
      emit(spv::Op::OpVariable,
           {types.pointer(storage, types.u32()), passed.back(), static_cast<uint32_t>(storage)});
  }
  for (auto [argument, value] : llvm::zip_equal(passed, given))
    if (argument != value)
      emit(spv::Op::OpStore, {argument, value});
  llvm::SmallVector<uint32_t, 8> call = {types.voidType(), words.newId(), function};
  call.append(passed);
  emit(spv::Op::OpFunctionCall, call);
  emit(spv::Op::OpReturn, {});
  emit(spv::Op::OpFunctionEnd, {});
  return wrapper;
}

} // namespace vyrecc::spirv
