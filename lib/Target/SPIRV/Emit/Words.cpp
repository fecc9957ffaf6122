// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Encodes instructions and puts the sections together.
#include "Emit/Words.h"
#include "TargetEnv.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"

namespace vyrecc::spirv {

bool Words::begin(List &list, spv::Op opcode, size_t numWords) {
  if (numWords > kMaxInstructionWords) {
    if (!longest)
      longest = opcode;
    return false;
  }
  opcodes.set(static_cast<size_t>(opcode));
  list.push_back(static_cast<uint32_t>(numWords) << 16 | static_cast<uint32_t>(opcode));
  return true;
}

void Words::emit(Section section, spv::Op opcode, ArrayRef<uint32_t> operands) {
  List &list = at(section);
  if (begin(list, opcode, operands.size() + 1))
    list.append(operands.begin(), operands.end());
}

void Words::emitString(Section section, spv::Op opcode, ArrayRef<uint32_t> before, StringRef text,
                       ArrayRef<uint32_t> after) {
  List &list = at(section);
  const size_t textWords = text.size() / 4 + 1; // the ending zero included
  if (!begin(list, opcode, 1 + before.size() + textWords + after.size()))
    return;
  list.append(before.begin(), before.end());
  const size_t textStart = list.size();
  list.resize(textStart + textWords);
  for (size_t word = 0; word != textWords; ++word) {
    char packed[4] = {};
    llvm::copy(text.substr(word * 4, 4), packed);
    list[textStart + word] = llvm::support::endian::read32le(packed);
  }
  list.append(after.begin(), after.end());
}

uint32_t Words::declare(spv::Op opcode, ArrayRef<uint32_t> operands) {
  const uint32_t id = newId();
  List &list = at(Section::Globals);
  if (begin(list, opcode, operands.size() + 2)) {
    list.push_back(id);
    list.append(operands.begin(), operands.end());
  }
  return id;
}

uint32_t Words::define(spv::Op opcode, uint32_t type, ArrayRef<uint32_t> operands) {
  const uint32_t id = newId();
  List &list = at(Section::Globals);
  if (begin(list, opcode, operands.size() + 3)) {
    list.append({type, id});
    list.append(operands.begin(), operands.end());
  }
  return id;
}

uint32_t Words::importSet(StringRef name) {
  uint32_t &id = importedSets[name];
  if (!id) {
    id = newId();
    emitString(Section::Imports, spv::Op::OpExtInstImport, id, name);
  }
  return id;
}

void Words::decorate(uint32_t id, spv::Decoration decoration, ArrayRef<uint32_t> literals) {
  const auto value = static_cast<uint32_t>(decoration);
  use(grammar::Kind::Decoration, value);
  List &list = at(Section::Annotations);
  if (begin(list, spv::Op::OpDecorate, literals.size() + 3)) {
    list.append({id, value});
    list.append(literals.begin(), literals.end());
  }
}

void Words::decorateMember(uint32_t type, uint32_t member, spv::Decoration decoration,
                           ArrayRef<uint32_t> literals) {
  const auto value = static_cast<uint32_t>(decoration);
  use(grammar::Kind::Decoration, value);
  List &list = at(Section::Annotations);
  if (begin(list, spv::Op::OpMemberDecorate, literals.size() + 4)) {
    list.append({type, member, value});
    list.append(literals.begin(), literals.end());
  }
}

void Words::use(grammar::Kind kind, uint32_t value) {
  if (!llvm::is_contained(enumerants, std::pair(kind, value)))
    enumerants.emplace_back(kind, value);
}

std::vector<std::pair<grammar::Kind, uint32_t>> Words::used() const {
  std::vector<std::pair<grammar::Kind, uint32_t>> all(enumerants.begin(), enumerants.end());
  for (uint32_t opcode = 0; opcode != opcodes.size(); ++opcode)
    if (opcodes[opcode])
      all.emplace_back(grammar::Kind::Opcode, opcode);
  return all;
}

void Words::open(uint32_t label) {
  assert(!isOpen() && "the block before has no terminator");
  emit(Section::Code, spv::Op::OpLabel, label);
  openLabel = label;
}

uint32_t Words::value(spv::Op opcode, uint32_t type, ArrayRef<uint32_t> operands) {
  assert(isOpen() && "an instruction outside of a block");
  const uint32_t id = newId();
  List &list = at(Section::Code);
  if (begin(list, opcode, operands.size() + 3)) {
    list.append({type, id});
    list.append(operands.begin(), operands.end());
  }
  return id;
}

void Words::effect(spv::Op opcode, ArrayRef<uint32_t> operands) {
  assert(isOpen() && "an instruction outside of a block");
  emit(Section::Code, opcode, operands);
}

void Words::terminate(spv::Op opcode, ArrayRef<uint32_t> operands) {
  effect(opcode, operands);
  openLabel = 0;
}

std::vector<uint32_t> Words::assemble(uint32_t version) const {
  size_t size = 5;
  for (const List &list : lists)
    size += list.size();
  std::vector<uint32_t> module;
  module.reserve(size);
  // Generator 0: the registry of generators has no entry for this compiler; OpModuleProcessed names
  // it.
  module.insert(module.end(), {spv::MagicNumber, version, 0, idBound(), 0});
  for (const List &list : lists)
    module.insert(module.end(), list.begin(), list.end());
  return module;
}

} // namespace vyrecc::spirv
