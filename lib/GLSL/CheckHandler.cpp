// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks the words that glslang made rather than the source: they say what really happens, whatever
// the spelling. Places come from OpLine. Only what the handler reaches counts; a function that it
// does not call is not spliced.
#include "CheckHandler.h"
#include "vyre-cc/Target/SPIRV/Instructions.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include <spirv/unified1/spirv.hpp11>

namespace vyrecc::glsl {

using spirv::Instruction;
using spv::Capability;
using spv::Decoration;
using spv::Op;

namespace {

Op opcodeOf(const Instruction &instruction) { return static_cast<Op>(instruction.opcode); }

/// Those that devices may have (Loader), and that need no other lane.
constexpr Capability kCapabilities[] = {Capability::Matrix,
                                        Capability::Shader,
                                        Capability::Int8,
                                        Capability::Int16,
                                        Capability::Int64,
                                        Capability::Float16,
                                        Capability::Float64,
                                        Capability::Int64Atomics,
                                        Capability::StorageBuffer8BitAccess,
                                        Capability::StorageBuffer16BitAccess};

bool needsOtherLanes(Op opcode) {
  const auto number = static_cast<uint32_t>(opcode);
  auto isIn = [number](Op first, Op last) {
    return number >= static_cast<uint32_t>(first) && number <= static_cast<uint32_t>(last);
  };
  return opcode == Op::OpControlBarrier ||
         isIn(Op::OpGroupNonUniformElect, Op::OpGroupNonUniformQuadSwap) ||
         isIn(Op::OpGroupAll, Op::OpGroupSMax) ||
         isIn(Op::OpSubgroupBallotKHR, Op::OpSubgroupReadInvocationKHR);
}

class Checker {
public:
  Checker(std::vector<uint32_t> words, DiagnosticEngine &diags)
      : words(std::move(words)), diags(diags) {}

  FailureOr<Handler> run(llvm::StringRef name) {
    FailureOr<std::vector<Instruction>> parsed = spirv::parseInstructions(words, diags);
    if (failed(parsed))
      return failure();
    instructions = std::move(*parsed);
    index();
    const Instruction *function = findHandler();
    if (!function || failed(checkSignature(*function)) || failed(checkFunctions(*function)) ||
        failed(checkVariables()) || failed(checkCapabilities()))
      return failure();
    handler.function.name = name.str();
    handler.function.function = function->result;
    handler.function.words = std::move(words);
    return std::move(handler);
  }

private:
  void index() {
    SourceLoc line;
    uint32_t function = 0;
    for (const Instruction &instruction : instructions) {
      if (instruction.result)
        definitions[instruction.result] = &instruction;
      switch (opcodeOf(instruction)) {
      case Op::OpName:
        nameOf[instruction[1]] = spirv::literalString(instruction, 2);
        break;
      case Op::OpDecorate:
      case Op::OpMemberDecorate:
        decorations[instruction[1]].push_back(&instruction);
        break;
      case Op::OpLine:
        line = SourceLoc::text(instruction[2], std::max(instruction[3], 1u));
        break;
      case Op::OpFunction:
        function = instruction.result;
        functionLoc[function] = line;
        break;
      default:
        break;
      }
      if (function) {
        bodies[function].push_back(&instruction);
        places[&instruction] = line;
      }
      if (opcodeOf(instruction) == Op::OpFunctionEnd)
        function = 0;
    }
  }

  const Instruction *definition(uint32_t id) const { return definitions.lookup(id); }

  LogicalResult refuse(DiagCode code, SourceLoc loc, const llvm::Twine &message) {
    return diags.error(code, loc, message);
  }

  /// Functions are named as in `handler(u1;u1;`, types of parameters included.
  const Instruction *findHandler() {
    std::string wanted = "handler(";
    for (size_t count = 0; count != std::size(kParameters); ++count)
      wanted += "u1;";
    SourceLoc other;
    bool hasOther = false;
    for (const Instruction &instruction : instructions) {
      if (opcodeOf(instruction) != Op::OpFunction)
        continue;
      const std::string &name = nameOf[instruction.result];
      if (name == wanted)
        return &instruction;
      if (llvm::StringRef(name).starts_with("handler(")) {
        hasOther = true;
        other = functionLoc[instruction.result];
      }
    }
    diags.report(DiagCode::GlslHandler, other,
                 hasOther ? "'handler' takes other parameters than five uint"
                          : "the source defines no function 'handler'");
    return nullptr;
  }

  LogicalResult checkSignature(const Instruction &function) {
    const Instruction *result = definition(function.type);
    if (result && opcodeOf(*result) == Op::OpTypeVoid)
      return success();
    return refuse(DiagCode::GlslHandler, functionLoc[function.result],
                  "'handler' returns a value (expected void)");
  }

  /// The handler, and what it calls.
  LogicalResult checkFunctions(const Instruction &handler) {
    llvm::SmallVector<uint32_t, 8> pending = {handler.result};
    llvm::DenseSet<uint32_t> seen = {handler.result};
    while (!pending.empty())
      for (const Instruction *instruction : bodies[pending.pop_back_val()]) {
        if (failed(checkInstruction(*instruction)))
          return failure();
        if (opcodeOf(*instruction) == Op::OpFunctionCall && seen.insert((*instruction)[3]).second)
          pending.push_back((*instruction)[3]);
        for (uint16_t word : instruction->ids)
          noteUse((*instruction)[word], places[instruction]);
      }
    return success();
  }

  LogicalResult checkInstruction(const Instruction &instruction) {
    const SourceLoc loc = places[&instruction];
    const Op opcode = opcodeOf(instruction);
    if (opcode == Op::OpControlBarrier)
      return refuse(DiagCode::HandlerBody, loc,
                    "barrier() needs the other lanes, which do not run this with it");
    if (needsOtherLanes(opcode))
      return refuse(DiagCode::HandlerBody, loc,
                    "a subgroup operation needs the other lanes, which do not run this with it");
    if (opcode == Op::OpMemoryBarrier && isSharedOnly(instruction[2]))
      return refuse(DiagCode::HandlerBody, loc,
                    "memoryBarrierShared() orders workgroup memory, which a handler does not have");
    if (opcode == Op::OpExtInst)
      if (const Instruction *set = definition(instruction[3]))
        if (std::string name = spirv::literalString(*set, 2); name != "GLSL.std.450")
          return refuse(DiagCode::GlslResource, loc, "instructions of the set " + name);
    return success();
  }

  /// Whether of all kinds of memory only the workgroup's is named.
  bool isSharedOnly(uint32_t semantics) const {
    constexpr auto shared = static_cast<uint32_t>(spv::MemorySemanticsMask::WorkgroupMemory);
    constexpr uint32_t kStorageBits = 0xFC0; // UniformMemory to ImageMemory
    const Instruction *constant = definition(semantics);
    return constant && opcodeOf(*constant) == Op::OpConstant &&
           ((*constant)[3] & kStorageBits) == shared;
  }

  /// Remembers where a global is used first; constants may hold further ones.
  void noteUse(uint32_t id, SourceLoc loc) {
    const Instruction *used = definition(id);
    if (!used || places.contains(used) || !firstUse.try_emplace(id, loc).second)
      return;
    globals.push_back(used);
    for (uint16_t word : used->ids)
      noteUse((*used)[word], loc);
  }

  LogicalResult checkVariables() {
    for (const Instruction *global : globals) {
      const SourceLoc loc = firstUse[global->result];
      switch (opcodeOf(*global)) {
      case Op::OpSpecConstant:
      case Op::OpSpecConstantTrue:
      case Op::OpSpecConstantFalse:
      case Op::OpSpecConstantComposite:
      case Op::OpSpecConstantOp:
        return refuse(DiagCode::GlslResource, loc,
                      "'" + nameOf[global->result] + "' is a specialisation constant");
      case Op::OpVariable:
        if (failed(checkVariable(*global, loc)))
          return failure();
        break;
      default:
        break;
      }
    }
    return success();
  }

  LogicalResult checkVariable(const Instruction &variable, SourceLoc loc) {
    const std::string name = spelling(variable);
    switch (static_cast<spv::StorageClass>(variable[3])) {
    case spv::StorageClass::StorageBuffer:
      return addBlock(variable, loc);
    case spv::StorageClass::Input:
      return checkInput(variable, name, loc);
    case spv::StorageClass::Workgroup:
      return refuse(DiagCode::HandlerBody, loc,
                    "'" + name + "' is workgroup memory, which other slots use at the same time");
    case spv::StorageClass::Private:
      return refuse(DiagCode::GlslResource, loc,
                    "'" + name + "' is a global variable (expected a local one)");
    case spv::StorageClass::UniformConstant:
      return refuse(DiagCode::GlslResource, loc,
                    "'" + name + "' is an image, a texture or a sampler");
    case spv::StorageClass::Uniform:
      return refuse(DiagCode::GlslResource, loc, "'" + name + "' is a uniform block");
    case spv::StorageClass::PushConstant:
      return refuse(DiagCode::GlslResource, loc, "'" + name + "' is a block of push constants");
    default:
      return refuse(DiagCode::GlslResource, loc,
                    "'" + name + "' lies in storage class " + llvm::Twine(variable[3]));
    }
  }

  /// The variable's name, or its block's.
  std::string spelling(const Instruction &variable) const {
    const std::string name = nameOf.lookup(variable.result);
    const Instruction *pointer = definition(variable.type);
    return name.empty() && pointer ? nameOf.lookup((*pointer)[3]) : name;
  }

  std::optional<uint32_t> decoration(uint32_t id, Decoration wanted) const {
    for (const Instruction *instruction : decorations.lookup(id))
      if (opcodeOf(*instruction) == Op::OpDecorate &&
          (*instruction)[2] == static_cast<uint32_t>(wanted))
        return instruction->size() > 3 ? (*instruction)[3] : 0;
    return std::nullopt;
  }

  LogicalResult checkInput(const Instruction &variable, const std::string &name, SourceLoc loc) {
    const auto builtin =
        static_cast<spv::BuiltIn>(decoration(variable.result, Decoration::BuiltIn).value_or(~0u));
    switch (builtin) {
    case spv::BuiltIn::NumWorkgroups:
    case spv::BuiltIn::WorkgroupId:
    case spv::BuiltIn::LocalInvocationId:
    case spv::BuiltIn::GlobalInvocationId:
    case spv::BuiltIn::LocalInvocationIndex:
      return success();
    case spv::BuiltIn::SubgroupSize:
    case spv::BuiltIn::SubgroupLocalInvocationId:
    case spv::BuiltIn::SubgroupId:
    case spv::BuiltIn::NumSubgroups:
    case spv::BuiltIn::SubgroupEqMask:
    case spv::BuiltIn::SubgroupGeMask:
    case spv::BuiltIn::SubgroupGtMask:
    case spv::BuiltIn::SubgroupLeMask:
    case spv::BuiltIn::SubgroupLtMask:
      return refuse(DiagCode::HandlerBody, loc,
                    "'" + name + "' is of the subgroup, whose lanes do not run this together");
    default:
      return refuse(DiagCode::GlslResource, loc, "'" + name + "' is an input");
    }
  }

  LogicalResult addBlock(const Instruction &variable, SourceLoc loc) {
    const Instruction *pointer = definition(variable.type);
    const Instruction *block = pointer ? definition((*pointer)[3]) : nullptr;
    if (!block || opcodeOf(*block) != Op::OpTypeStruct)
      return refuse(DiagCode::GlslResource, loc,
                    "'" + spelling(variable) + "' is an array of blocks (expected one block)");
    const std::string name = nameOf.lookup(block->result);
    if (decoration(variable.result, Decoration::DescriptorSet).value_or(0) != 0)
      return refuse(DiagCode::HandlerBuffer, loc,
                    "block '" + name + "' is not in set 0 (leave set and binding out)");
    Block made = {name,
                  Element::U32,
                  0,
                  isReadOnly(*block),
                  decoration(variable.result, Decoration::Binding).value_or(0),
                  loc};
    measure(*block, made);
    handler.blocks.push_back(std::move(made));
    handler.function.buffers.push_back({variable.result, name});
    return success();
  }

  bool isReadOnly(const Instruction &block) const {
    const size_t members = block.size() - 2;
    const auto readOnly =
        llvm::count_if(decorations.lookup(block.result), [](const Instruction *decoration) {
          return opcodeOf(*decoration) == Op::OpMemberDecorate &&
                 (*decoration)[3] == static_cast<uint32_t>(Decoration::NonWritable);
        });
    return static_cast<size_t>(readOnly) == members;
  }

  std::optional<uint32_t> memberDecoration(uint32_t structure, uint32_t member,
                                           Decoration wanted) const {
    for (const Instruction *instruction : decorations.lookup(structure))
      if (opcodeOf(*instruction) == Op::OpMemberDecorate && (*instruction)[2] == member &&
          (*instruction)[3] == static_cast<uint32_t>(wanted))
        return instruction->size() > 4 ? (*instruction)[4] : 0;
    return std::nullopt;
  }

  /// The element of a block that is one array of words, and how many elements it has.
  void measure(const Instruction &block, Block &made) const {
    const std::optional<uint64_t> bytes = sizeOf(block, {});
    made.count = static_cast<uint32_t>(std::min<uint64_t>((bytes.value_or(0) + 3) / 4, UINT32_MAX));
    const Instruction *array = block.size() == 3 ? definition(block[2]) : nullptr;
    const Instruction *element = array && array->size() > 2 ? definition((*array)[2]) : nullptr;
    if (!element || decoration(array->result, Decoration::ArrayStride) != 4u)
      return;
    if (opcodeOf(*element) == Op::OpTypeFloat)
      made.element = Element::F32;
    else if (opcodeOf(*element) == Op::OpTypeInt && (*element)[3] != 0)
      made.element = Element::I32;
  }

  /// What a member says of the matrices in it.
  struct MatrixLayout {
    uint32_t stride = 0;
    bool rowMajor = false;
  };

  /// Bytes of a type with a layout; none of what ends in a runtime array.
  std::optional<uint64_t> sizeOf(const Instruction &type, MatrixLayout matrix) const {
    switch (opcodeOf(type)) {
    case Op::OpTypeInt:
    case Op::OpTypeFloat:
      return type[2] / 8;
    case Op::OpTypeVector:
      if (std::optional<uint64_t> component = sizeOf(*definition(type[2]), {}))
        return *component * type[3];
      return std::nullopt;
    case Op::OpTypeMatrix:
      return uint64_t(matrix.stride) * (matrix.rowMajor ? (*definition(type[2]))[3] : type[3]);
    case Op::OpTypeArray: {
      const std::optional<uint32_t> stride = decoration(type.result, Decoration::ArrayStride);
      const Instruction *length = definition(type[3]);
      if (!stride || !length || opcodeOf(*length) != Op::OpConstant)
        return std::nullopt;
      return uint64_t(*stride) * (*length)[3];
    }
    case Op::OpTypeStruct: {
      uint64_t end = 0;
      for (uint32_t member = 0; member + 2 < type.size(); ++member) {
        const MatrixLayout layout = {
            memberDecoration(type.result, member, Decoration::MatrixStride).value_or(0),
            memberDecoration(type.result, member, Decoration::RowMajor).has_value()};
        std::optional<uint64_t> size = sizeOf(*definition(type[member + 2]), layout);
        if (!size)
          return std::nullopt;
        end = std::max(
            end, *size + memberDecoration(type.result, member, Decoration::Offset).value_or(0));
      }
      return end;
    }
    default: // a runtime array
      return std::nullopt;
    }
  }

  /// What no instruction has shown before. Which one it was is not known here.
  LogicalResult checkCapabilities() {
    for (const Instruction &instruction : instructions) {
      if (opcodeOf(instruction) != Op::OpCapability)
        continue;
      const auto capability = static_cast<Capability>(instruction[1]);
      if (capability == Capability::VulkanMemoryModel)
        return refuse(DiagCode::GlslResource, {},
                      "the source asks for the Vulkan memory model (expected GLSL's, which the "
                      "kernel has)");
      if (!llvm::is_contained(kCapabilities, capability))
        return refuse(DiagCode::GlslResource, {},
                      "the source needs SPIR-V capability " + llvm::Twine(instruction[1]));
    }
    return success();
  }

  std::vector<uint32_t> words;
  DiagnosticEngine &diags;
  std::vector<Instruction> instructions;
  llvm::DenseMap<uint32_t, const Instruction *> definitions;
  llvm::DenseMap<uint32_t, std::string> nameOf;
  llvm::DenseMap<uint32_t, llvm::SmallVector<const Instruction *, 4>> decorations;
  llvm::DenseMap<uint32_t, SourceLoc> functionLoc;
  llvm::DenseMap<uint32_t, std::vector<const Instruction *>> bodies; ///< by function
  llvm::DenseMap<const Instruction *, SourceLoc> places;             ///< of those in functions
  llvm::DenseMap<uint32_t, SourceLoc> firstUse;                      ///< of globals
  std::vector<const Instruction *> globals; ///< that are reached, in order of first use
  Handler handler;
};

} // namespace

FailureOr<Handler> checkHandler(std::vector<uint32_t> words, llvm::StringRef name,
                                DiagnosticEngine &diags) {
  return Checker(std::move(words), diags).run(name);
}

} // namespace vyrecc::glsl
