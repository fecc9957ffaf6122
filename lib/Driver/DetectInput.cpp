// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// Tells the kinds of input apart by how they start.
#include "vyre-cc/Driver/Compiler.h"
#include "vyre-cc/IR/Text.h"
#include "vyre-cc/VIR0/Assembly.h"
#include "vyre-cc/VIR0/Codec.h"

namespace vyrecc {

std::optional<InputKind> detectInput(llvm::StringRef input) {
  if (vir0::isArmored(input))
    return InputKind::HexArmor;
  if (vir0::isAssembly(input))
    return InputKind::Vir0Assembly;
  if (ir::isIRText(input))
    return InputKind::IRText;
  // A blob that is cut inside its magic is still a blob: the decoder says what it lacks.
  llvm::StringRef magic = "VYRE";
  if (!input.empty() && input.take_front(magic.size()) == magic.take_front(input.size()))
    return InputKind::Vir0Bytes;
  return std::nullopt;
}

} // namespace vyrecc
