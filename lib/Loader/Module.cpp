// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Walks a SPIR-V module, bounds-checked: what it needs, and the manifest that it
// carries or that its declarations give.
#include "vyre-cc/Loader/Module.h"
#include "Reflect.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include <spirv/unified1/spirv.hpp11>
#include <unordered_map>
#include <unordered_set>

using namespace vyrecc;
using namespace vyrecc::loader;
using protocol::BufferRole;

namespace {

constexpr llvm::StringLiteral kNonSemanticPrefix = "NonSemantic.";
constexpr llvm::StringLiteral kNonSemanticExtension = "SPV_KHR_non_semantic_info";
/// More bindings than any device has; keeps hostile modules cheap.
constexpr size_t kMaxBuffers = 4096;

/// A literal string from word `from` on; none if it is not ended inside the instruction.
std::optional<std::string> literalString(const Instruction &instruction, size_t from) {
  std::string text;
  for (size_t i = from; i < instruction.size(); ++i)
    for (unsigned shift = 0; shift < 32; shift += 8) {
      const char c = static_cast<char>(instruction[i] >> shift);
      if (c == 0)
        return text;
      text += c;
    }
  return std::nullopt;
}

/// Ids come from outside and may be any word, so that maps with reserved keys will not do.
using StringById = std::unordered_map<uint32_t, std::string>;

class Reader {
public:
  Reader(Module &module, DiagnosticEngine &diags) : module(module), diags(diags) {}

  LogicalResult read() {
    if (failed(readHeader()))
      return failure();
    for (size_t at = kHeaderWords; at < module.words.size();) {
      std::optional<Instruction> instruction = instructionAt(module.words, at);
      if (!instruction)
        return bad("instruction at word " + llvm::Twine(at) + " has length " +
                   llvm::Twine(module.words[at] >> 16) + " (expected 1 to " +
                   llvm::Twine(module.words.size() - at) + ")");
      if (failed(readInstruction(*instruction)))
        return failure();
      at += instruction->size();
    }
    return finish();
  }

private:
  LogicalResult bad(const llvm::Twine &message) {
    return diags.error(DiagCode::BadModule, {}, message);
  }

  LogicalResult readHeader() {
    if (module.words.size() < kHeaderWords)
      return bad(llvm::Twine(module.words.size()) + " words (expected a header of " +
                 llvm::Twine(kHeaderWords) + ")");
    if (module.words[0] != spv::MagicNumber)
      return bad("magic number 0x" + llvm::utohexstr(module.words[0]) + " (expected 0x" +
                 llvm::utohexstr(spv::MagicNumber) + ")");
    module.version = module.words[1];
    return success();
  }

  LogicalResult needs(const Instruction &instruction, size_t words) {
    if (instruction.size() >= words)
      return success();
    return bad("instruction at word " + llvm::Twine(instruction.firstWord) + " has " +
               llvm::Twine(instruction.size()) + " words (expected " + llvm::Twine(words) +
               " or more)");
  }

  LogicalResult readInstruction(const Instruction &instruction) {
    if (failed(reflection.add(instruction, diags)))
      return failure();
    if (instruction.opcode == spv::Op::OpCapability)
      return readCapability(instruction);
    if (instruction.opcode == spv::Op::OpExtInstImport)
      return readString(instruction, imports);
    if (instruction.opcode == spv::Op::OpString)
      return readString(instruction, strings);
    if (instruction.opcode == spv::Op::OpExtInst)
      return readExtInst(instruction);
    if (instruction.opcode == spv::Op::OpEntryPoint)
      return readEntryPoint(instruction);
    if (instruction.opcode == spv::Op::OpExecutionMode)
      return readExecutionMode(instruction);
    return success();
  }

  LogicalResult readCapability(const Instruction &instruction) {
    if (failed(needs(instruction, 2)))
      return failure();
    module.capabilities.push_back(instruction[1]);
    return success();
  }

  LogicalResult readString(const Instruction &instruction, StringById &into) {
    if (failed(needs(instruction, 3)))
      return failure();
    std::optional<std::string> text = literalString(instruction, 2);
    if (!text)
      return bad("string at word " + llvm::Twine(instruction.firstWord) + " is not ended");
    into[instruction[1]] = std::move(*text);
    return success();
  }

  LogicalResult readEntryPoint(const Instruction &instruction) {
    if (failed(needs(instruction, 4)))
      return failure();
    std::optional<std::string> name = literalString(instruction, 3);
    if (!name)
      return bad("name of an entry point is not ended");
    if (instruction[1] == static_cast<uint32_t>(spv::ExecutionModel::GLCompute))
      entryPoints[instruction[2]] = std::move(*name);
    return success();
  }

  LogicalResult readExecutionMode(const Instruction &instruction) {
    if (failed(needs(instruction, 3)))
      return failure();
    if (instruction[2] != static_cast<uint32_t>(spv::ExecutionMode::LocalSize))
      return success();
    if (failed(needs(instruction, 6)))
      return failure();
    localSizes[instruction[1]] = {instruction[3], instruction[4], instruction[5]};
    return success();
  }

  LogicalResult readExtInst(const Instruction &instruction) {
    if (failed(needs(instruction, 5)))
      return failure();
    auto set = imports.find(instruction[3]);
    if (set == imports.end())
      return bad("instruction at word " + llvm::Twine(instruction.firstWord) + " uses set %" +
                 llvm::Twine(instruction[3]) + ", which is not imported");
    module.hasNonSemantic |= llvm::StringRef(set->second).starts_with(kNonSemanticPrefix);
    if (set->second != protocol::kManifestSet)
      return success();
    if (failed(needs(instruction, 6)))
      return failure();
    auto text = strings.find(instruction[5]);
    if (text == strings.end())
      return bad("manifest instruction names %" + llvm::Twine(instruction[5]) +
                 " (expected an OpString before it)");
    return readRecord(instruction[4], text->second);
  }

  LogicalResult readRecord(uint32_t kind, llvm::StringRef json) {
    if (kind == protocol::kManifestKernel) {
      if (hasKernelRecord)
        return bad("the module has two manifests (expected one)");
      FailureOr<protocol::Manifest> kernel = parseManifestKernel(json, diags);
      if (failed(kernel))
        return failure();
      kernel->buffers = std::move(module.manifest.buffers);
      module.manifest = std::move(*kernel);
      hasKernelRecord = true;
      return success();
    }
    if (kind == protocol::kManifestBuffer) {
      if (module.manifest.buffers.size() == kMaxBuffers)
        return bad("the manifest has more than " + llvm::Twine(kMaxBuffers) + " buffers");
      FailureOr<protocol::ManifestBuffer> buffer = parseManifestBuffer(json, diags);
      if (failed(buffer))
        return failure();
      module.manifest.buffers.push_back(std::move(*buffer));
      return success();
    }
    return bad("manifest instruction " + llvm::Twine(kind) + " (expected 1 or 2)");
  }

  LogicalResult finish() {
    if (!hasKernelRecord && failed(reflect()))
      return failure();
    if (failed(checkEntryPoints()))
      return failure();
    return checkBuffers();
  }

  /// Fills the manifest of a module that carries none.
  LogicalResult reflect() {
    if (!module.manifest.buffers.empty())
      return bad("the module describes buffers and no kernel");
    if (entryPoints.size() != 1)
      return bad("the module has no manifest and " + llvm::Twine(entryPoints.size()) +
                 " compute entry points (expected one)");
    const auto &[id, name] = *entryPoints.begin();
    auto size = localSizes.find(id);
    if (size == localSizes.end())
      return bad("the module has no manifest, and '" + name + "' no LocalSize");
    FailureOr<std::vector<protocol::ManifestBuffer>> buffers = reflection.buffers(diags);
    if (failed(buffers))
      return failure();
    module.manifest.entryPoints = {name};
    module.manifest.workgroupSize = size->second;
    module.manifest.buffers = std::move(*buffers);
    return success();
  }

  LogicalResult checkEntryPoints() {
    if (module.manifest.entryPoints.empty())
      return bad("the manifest names no entry point");
    for (const std::string &wanted : module.manifest.entryPoints) {
      auto found = llvm::find_if(entryPoints, [&](const auto &entry) { return entry.second == wanted; });
      if (found == entryPoints.end())
        return bad("no compute entry point '" + wanted + "', which the manifest names");
      auto size = localSizes.find(found->first);
      if (size != localSizes.end() && size->second != module.manifest.workgroupSize)
        return bad("the manifest's workgroup size differs from the entry point's LocalSize");
    }
    return success();
  }

  LogicalResult checkBuffers() {
    llvm::DenseSet<uint32_t> bindings;
    llvm::DenseSet<llvm::StringRef> names;
    for (const protocol::ManifestBuffer &buffer : module.manifest.buffers) {
      if (!names.insert(buffer.name).second)
        return bad("the manifest has two buffers '" + buffer.name + "'");
      if (buffer.strideBytes == 0)
        return bad("manifest buffer '" + buffer.name + "' has stride 0");
      if (!protocol::isBound(buffer.role))
        continue;
      if (buffer.set != 0)
        return bad("manifest buffer '" + buffer.name + "' is in set " + llvm::Twine(buffer.set) +
                   " (expected 0)");
      if (buffer.binding >= kMaxBuffers)
        return bad("manifest buffer '" + buffer.name + "' has binding " +
                   llvm::Twine(buffer.binding) + " (expected less than " +
                   llvm::Twine(kMaxBuffers) + ")");
      if (!bindings.insert(buffer.binding).second)
        return bad("the manifest has binding " + llvm::Twine(buffer.binding) + " twice");
    }
    return success();
  }

  Module &module;
  DiagnosticEngine &diags;
  Reflection reflection;
  bool hasKernelRecord = false;
  StringById imports;
  StringById strings;
  StringById entryPoints;
  std::unordered_map<uint32_t, std::array<uint32_t, 3>> localSizes;
};

} // namespace

bool loader::isSpirv(llvm::ArrayRef<uint8_t> bytes) {
  return bytes.size() >= sizeof(uint32_t) &&
         llvm::support::endian::read32le(bytes.data()) == spv::MagicNumber;
}

FailureOr<Module> loader::readModule(std::vector<uint32_t> words, DiagnosticEngine &diags) {
  Module module;
  module.words = std::move(words);
  if (failed(Reader(module, diags).read()))
    return failure();
  return module;
}

FailureOr<Module> loader::readModule(llvm::ArrayRef<uint8_t> bytes, DiagnosticEngine &diags) {
  if (bytes.size() % 4 != 0)
    return diags.error(DiagCode::BadModule, {},
                       llvm::Twine(bytes.size()) + " bytes (expected a multiple of 4)");
  std::vector<uint32_t> words(bytes.size() / 4);
  for (size_t i = 0; i < words.size(); ++i)
    words[i] = llvm::support::endian::read32le(bytes.data() + 4 * i);
  return readModule(std::move(words), diags);
}

std::vector<uint32_t> loader::stripNonSemantic(llvm::ArrayRef<uint32_t> words) {
  std::unordered_set<uint32_t> sets, removed;
  for (size_t at = kHeaderWords; at < words.size();) {
    const Instruction instruction = *instructionAt(words, at);
    at += instruction.size();
    if (instruction.opcode == spv::Op::OpExtInstImport &&
        llvm::StringRef(*literalString(instruction, 2)).starts_with(kNonSemanticPrefix))
      sets.insert(instruction[1]);
    if (instruction.opcode == spv::Op::OpExtInst && sets.contains(instruction[3]))
      removed.insert(instruction[2]);
  }
  std::vector<uint32_t> kept(words.begin(), words.begin() + kHeaderWords);
  for (size_t at = kHeaderWords; at < words.size();) {
    const Instruction instruction = *instructionAt(words, at);
    at += instruction.size();
    const bool isImport =
        instruction.opcode == spv::Op::OpExtInstImport && sets.contains(instruction[1]);
    const bool isUse = instruction.opcode == spv::Op::OpExtInst && sets.contains(instruction[3]);
    const bool isName = instruction.opcode == spv::Op::OpName && instruction.size() > 1 &&
                        (removed.contains(instruction[1]) || sets.contains(instruction[1]));
    const bool isExtension = instruction.opcode == spv::Op::OpExtension &&
                             literalString(instruction, 1) == kNonSemanticExtension.str();
    if (!isImport && !isUse && !isName && !isExtension)
      kept.insert(kept.end(), instruction.words.begin(), instruction.words.end());
  }
  return kept;
}
