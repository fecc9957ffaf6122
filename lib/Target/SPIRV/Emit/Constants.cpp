// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Declares constants.
#include "Emit/Constants.h"
#include "vyre-cc/Protocol/Manifest.h"

namespace vyrecc::spirv {

uint32_t Constants::get(ir::Type type, uint32_t bits) {
  const uint32_t typeId = types.get(type);
  if (type.isBool())
    bits = bits & 1;
  uint32_t &id = known[static_cast<uint64_t>(typeId) << 32 | bits];
  if (id)
    return id;
  if (type.isBool())
    id = words.define(bits ? spv::Op::OpConstantTrue : spv::Op::OpConstantFalse, typeId, {});
  else
    id = words.define(spv::Op::OpConstant, typeId, bits);
  return id;
}

uint32_t Constants::null(uint32_t type) {
  uint32_t &id = nulls[type];
  if (!id)
    id = words.define(spv::Op::OpConstantNull, type, {});
  return id;
}

uint32_t Constants::passLimit() {
  if (passLimitId)
    return passLimitId;
  const protocol::ManifestPassLimit limit;
  passLimitId = words.define(spv::Op::OpSpecConstant, types.u32(), limit.defaultValue);
  words.decorate(passLimitId, spv::Decoration::SpecId, limit.specId);
  return passLimitId;
}

} // namespace vyrecc::spirv
