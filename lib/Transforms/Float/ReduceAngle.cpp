// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Takes quarter turns off an angle. Angles below 256 by subtraction of n * pi / 2 in three parts (Cody and
// Waite); others, in a branch of their own, by multiplication with those bits of 2 / pi that decide about the
// last two bits before the point and what is behind it (Payne and Hanek).
#include "Functions.h"

namespace vyrecc {

using namespace ir;

namespace {

constexpr float kLarge = 256.0f;

Angle reduceSmall(Expression x) {
  // Parts of pi / 2. The products of the first two with up to 8 bits are exact.
  constexpr float kParts[] = {1.57077026f, 2.60630623e-5f, 6.07710051e-11f};
  constexpr float kTwoByPi = 0.636619747f, kRound = 12582912.0f; // the nearest integer in the last bits
  Expression shifted = x * kTwoByPi + kRound;
  Expression count = shifted - kRound;
  Expression rest = ((x - count * kParts[0]) - count * kParts[1]) - count * kParts[2];
  return {shifted.bits(), rest};
}

/// 2 / pi, the bit of 2^0 at place 24 of the text.
constexpr uint32_t kTwoByPiBits[] = {0x0000'0051u, 0x7CC1'B727u, 0x220A'94FEu, 0x13AB'E8FAu,
                                     0x9A6E'E06Du, 0xB14A'CC9Eu, 0x21C8'20FFu};

/// 96 bits of 2 / pi from place `first` on, up to 127.
llvm::SmallVector<Expression, 3> bitsOfTwoByPi(Expression first) {
  Expression skipTwo = (first & 64u) != 0u, skipOne = (first & 32u) != 0u;
  llvm::SmallVector<Expression, 5> even;
  for (unsigned index = 0; index != 5; ++index)
    even.push_back(skipTwo.select(first.literal(kTwoByPiBits[index + 2]),
                                  first.literal(kTwoByPiBits[index])));
  llvm::SmallVector<Expression, 4> words;
  for (unsigned index = 0; index != 4; ++index)
    words.push_back(skipOne.select(even[index + 1], even[index]));
  Expression shift = first & 31u, back = 31u - shift;
  llvm::SmallVector<Expression, 3> window;
  for (unsigned index = 0; index != 3; ++index) // in two steps, since no shift is by 32
    window.push_back((words[index] << shift) | ((words[index + 1] >> 1u) >> back));
  return window;
}

Angle reduceLarge(Expression x) {
  Expression bits = x.bits();
  Expression fraction = (bits & 0x007F'FFFFu) | 0x0080'0000u;
  // The angle is fraction * 2^(exponent - 23). Bits of 2 / pi above 2^(24 - exponent) make multiples of 4.
  auto window = bitsOfTwoByPi((bits >> 23u) - 127u);
  auto high = [&](Expression word) { return fraction.apply(OpKind::MulHigh, word); };
  // Quarter turns with 30 bits behind the point, and the 32 that follow. What is lower carries nothing that
  // counts: no angle is closer to a multiple of a quarter turn than 2^-32 of it.
  Expression carried = high(window[2]);
  Expression low = fraction * window[1] + carried;
  Expression top = fraction * window[0] + high(window[1]) + (low < carried).to(Type::getU32());
  Expression quarters = (top + 0x2000'0000u) >> 30u;
  top = top - (quarters << 30u);
  Expression sign = top & 0x8000'0000u, mask = 0u - (top >> 31u);
  top = top ^ mask, low = low ^ mask;
  // The leading one to bit 31, then times pi / 2 * 2^31.
  Expression isTiny = top == 0u;
  Expression first = isTiny.select(low, top), second = isTiny.select(low.literal(0u), low);
  Expression zeros = first.apply(OpKind::Clz);
  Expression digits = (first << zeros) | ((second >> 1u) >> (31u - zeros));
  digits = digits.apply(OpKind::MulHigh, digits.literal(0xC90F'DAA2u));
  Expression exponent = 99u - zeros - isTiny.select(low.literal(32u), low.literal(0u));
  // A signed conversion rounds once on every device.
  Expression rest = (digits >> 1u).as(Type::getI32()).to(Type::getF32());
  rest = rest * (exponent << 23u).asFloat();
  return {quarters, (rest.bits() ^ sign).asFloat()};
}

} // namespace

Angle reduceAngle(Expression x) {
  Builder &b = x.builder();
  Op *branch = b.createIf((x >= kLarge).get(), {Type::getU32(), Type::getF32()});
  auto fill = [&](unsigned region, Angle (*reduce)(Expression)) {
    b.setInsertionPointToEnd(branch->region(region).block());
    Angle angle = reduce(x);
    b.yield({angle.quarters.get(), angle.rest.get()});
  };
  fill(0, reduceLarge);
  fill(1, reduceSmall);
  b.setInsertionPointAfter(branch);
  return {{b, branch->result(0)}, {b, branch->result(1)}};
}

} // namespace vyrecc
