// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A square root with one rounding: the device's, brought right in integers.
#include "Functions.h"

namespace vyrecc {

using namespace ir;

Expression makeExactSqrt(Expression x) {
  Expression bits = x.bits(), exponent = bits >> 23u;
  Expression fraction = (bits & 0x007F'FFFFu) | 0x0080'0000u;
  // x = radicand * 2^(2n - 46), so that the root is a number of 24 bits times 2^(n - 23). `base` added to that
  // number makes the float, whose exponent the leading one completes.
  Expression radicand = fraction << (24u - (exponent & 1u)); // the low word of 48 bits
  Expression base = (((exponent + 1u) >> 1u) + 62u) << 23u;
  // Differences between the radicand and squares near it fit a word, and so need no more of either.
  auto excess = [&](Expression root) { return (radicand - root * root).as(Type::getI32()); };
  // Of devices no root is off by 8 or more.
  Expression root = x.apply(OpKind::Sqrt).bits() - base - 8u;
  for (uint32_t step : {8u, 4u, 2u, 1u}) {
    Expression next = root + step;
    root = (excess(next) >= 0u).select(next, root);
  }
  // The next integer is nearer if the radicand lies above (root + 1/2)^2.
  Expression up = (excess(root) > root.as(Type::getI32())).to(Type::getU32());
  Expression result = (base + root + up).asFloat();
  Expression magnitude = bits & 0x7FFF'FFFFu;
  Expression isItself = (magnitude == 0u).apply(OpKind::Or, magnitude >= kInfinityBits);
  result = isItself.select(x, result);
  return (x < 0.0f).select(x.literal(llvm::bit_cast<float>(kNaNBits)), result);
}

} // namespace vyrecc
