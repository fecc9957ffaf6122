// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Emission takes time in proportion to its input.
#include "TestKernel.h"
#include <chrono>
#include <doctest/doctest.h>

using namespace vyrecc;
using namespace vyrecc::ir;
using namespace vyrecc::test;

/// Best of several runs, in seconds.
static double emissionTime(unsigned numOps) {
  TestKernel kernel;
  Value *value = kernel.unknown(Type::getU32());
  Value *other = kernel.unknown(Type::getU32());
  for (unsigned index = 0; index < numOps; index += 3) {
    value = kernel.builder.build(OpKind::Add, {value, other});
    value = kernel.builder.build(OpKind::Xor, {value, kernel.builder.constU32(index)});
  }
  kernel.use(value);
  kernel.finish();
  double best = 1e9;
  for (unsigned run = 0; run != 5; ++run) {
    const auto start = std::chrono::steady_clock::now();
    REQUIRE(succeeded(kernel.emit()));
    best = std::min(
        best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

TEST_CASE("emission is linear in the number of ops") {
  const double usual = emissionTime(3'000);
  const double small = emissionTime(12'000), large = emissionTime(96'000);
  MESSAGE("3,000 ops: " << usual * 1e6 << " us; 12,000: " << small * 1e6
                        << " us; 96,000: " << large * 1e6 << " us");
  // 8 times the work; a quadratic step would make it 64 times.
  CHECK(large < small * 32);
}
