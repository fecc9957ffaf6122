// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Disassembly with SPIRV-Tools.
#include "vyre-cc/Target/SPIRV/SPIRV.h"
#include <spirv-tools/libspirv.hpp>

namespace vyrecc::spirv {

FailureOr<std::string> disassemble(llvm::ArrayRef<uint32_t> words, DiagnosticEngine &diags) {
  // The newest environment reads the modules of all others.
  spvtools::SpirvTools tools(SPV_ENV_UNIVERSAL_1_6);
  tools.SetMessageConsumer([&](spv_message_level_t level, const char *,
                               const spv_position_t &position, const char *message) {
    if (level <= SPV_MSG_ERROR)
      diags.report(DiagCode::InvalidModule, {},
                   "word " + llvm::Twine(position.index) + ": " + message);
  });
  const uint32_t options =
      SPV_BINARY_TO_TEXT_OPTION_FRIENDLY_NAMES | SPV_BINARY_TO_TEXT_OPTION_INDENT;
  std::string text;
  if (!tools.Disassemble(words.data(), words.size(), &text, options))
    return failure();
  return text;
}

} // namespace vyrecc::spirv
