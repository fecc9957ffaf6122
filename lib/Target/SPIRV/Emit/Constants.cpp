// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Declares constants.
#include "Emit/Constants.h"
#include "vyre-cc/Protocol/Manifest.h"
#include "llvm/Support/MathExtras.h"

namespace vyrecc::spirv {

/// Narrow integers are extended to a word by their sign, wide ones take two.
static llvm::SmallVector<uint32_t, 2> literalWords(ir::Type type, uint64_t bits) {
  if (type.bits() == 64)
    return {static_cast<uint32_t>(bits), static_cast<uint32_t>(bits >> 32)};
  if (type.isSigned())
    bits = static_cast<uint64_t>(llvm::SignExtend64(bits, type.bits()));
  return {static_cast<uint32_t>(bits)};
}

uint32_t Constants::get(ir::Type type, uint64_t bits) {
  const uint32_t typeId = types.get(type);
  if (type.isBool())
    bits = bits & 1;
  uint32_t &id = known[{typeId, bits}];
  if (id)
    return id;
  if (type.isBool())
    id = words.define(bits ? spv::Op::OpConstantTrue : spv::Op::OpConstantFalse, typeId, {});
  else
    id = words.define(spv::Op::OpConstant, typeId, literalWords(type, bits));
  return id;
}

uint32_t Constants::word(uint32_t type, uint32_t bits) {
  uint32_t &id = known[{type, bits}];
  if (!id)
    id = words.define(spv::Op::OpConstant, type, bits);
  return id;
}

uint32_t Constants::null(uint32_t type) {
  uint32_t &id = nulls[type];
  if (!id)
    id = words.define(spv::Op::OpConstantNull, type, {});
  return id;
}

uint32_t Constants::passLimit(uint32_t defaultValue) {
  if (passLimitId)
    return passLimitId;
  const protocol::ManifestPassLimit limit;
  passLimitId = words.define(spv::Op::OpSpecConstant, types.u32(), defaultValue);
  words.decorate(passLimitId, spv::Decoration::SpecId, limit.specId);
  return passLimitId;
}

} // namespace vyrecc::spirv
