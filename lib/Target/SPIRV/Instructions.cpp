// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SPIRV-Tools' binary parser knows the operands of every instruction.
#include "vyre-cc/Target/SPIRV/Instructions.h"
#include "llvm/ADT/ScopeExit.h"
#include <spirv-tools/libspirv.h>

namespace vyrecc::spirv {

namespace {

constexpr size_t kHeaderWords = 5;

struct Parse {
  llvm::ArrayRef<uint32_t> words;
  std::vector<Instruction> instructions;
  size_t at = kHeaderWords;
};

bool isReference(spv_operand_type_t type) {
  return type == SPV_OPERAND_TYPE_ID || type == SPV_OPERAND_TYPE_TYPE_ID ||
         type == SPV_OPERAND_TYPE_MEMORY_SEMANTICS_ID || type == SPV_OPERAND_TYPE_SCOPE_ID;
}

spv_result_t take(void *data, const spv_parsed_instruction_t *parsed) {
  Parse &parse = *static_cast<Parse *>(data);
  Instruction made = {parsed->opcode,
                      parse.words.slice(parse.at, parsed->num_words),
                      parsed->type_id,
                      parsed->result_id,
                      {}};
  for (const spv_parsed_operand_t &operand : llvm::ArrayRef(parsed->operands, parsed->num_operands))
    if (isReference(operand.type))
      made.ids.push_back(operand.offset);
  parse.instructions.push_back(std::move(made));
  parse.at += parsed->num_words;
  return SPV_SUCCESS;
}

} // namespace

FailureOr<std::vector<Instruction>> parseInstructions(llvm::ArrayRef<uint32_t> words,
                                                      DiagnosticEngine &diags) {
  spv_context context = spvContextCreate(SPV_ENV_UNIVERSAL_1_6);
  spv_diagnostic diagnostic = nullptr;
  auto cleanUp = llvm::make_scope_exit([&] {
    spvDiagnosticDestroy(diagnostic);
    spvContextDestroy(context);
  });
  Parse parse;
  parse.words = words;
  if (spvBinaryParse(context, &parse, words.data(), words.size(), nullptr, take, &diagnostic) !=
      SPV_SUCCESS)
    return diags.error(DiagCode::InvalidModule, {},
                       diagnostic && diagnostic->error ? diagnostic->error : "no SPIR-V");
  return std::move(parse.instructions);
}

std::string literalString(const Instruction &instruction, size_t first) {
  std::string text;
  for (uint32_t word : instruction.words.drop_front(std::min(first, instruction.size())))
    for (unsigned byte = 0; byte != 4; ++byte) {
      const char letter = static_cast<char>(word >> (8 * byte));
      if (letter == '\0')
        return text;
      text += letter;
    }
  return text;
}

} // namespace vyrecc::spirv
