// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Comparison of two results: which byte of which buffer is the first to differ.
#include "vyre-cc/Interp/Compare.h"
#include <doctest/doctest.h>

using namespace vyrecc::interp;

TEST_CASE("equal results do not differ, in any order of buffers") {
  CHECK(!firstDifference({}, {}));
  CHECK(!firstDifference({{"a", {1, 2}}, {"b", {}}}, {{"b", {}}, {"a", {1, 2}}}));
}

TEST_CASE("the first byte that differs is named, with up to eight bytes") {
  auto difference = firstDifference({{"a", {7}}, {"b", {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}}},
                                    {{"a", {7}}, {"b", {0, 1, 2, 9, 4, 5, 6, 7, 8, 8}}});
  REQUIRE(difference);
  CHECK(difference->buffer == "b");
  CHECK(difference->offset == 3);
  CHECK(difference->before == "03040506070809");
  CHECK(difference->after == "09040506070808");
}

TEST_CASE("floats are compared by their bits") {
  CHECK(firstDifference({{"f", {0, 0, 0, 0x80}}}, {{"f", {0, 0, 0, 0}}})->offset == 3);
  CHECK(firstDifference({{"f", {1, 0, 0xC0, 0x7F}}}, {{"f", {0, 0, 0xC0, 0x7F}}})->offset == 0);
}

TEST_CASE("a shorter buffer differs where it ends") {
  auto difference = firstDifference({{"a", {1, 2, 3}}}, {{"a", {1, 2}}});
  REQUIRE(difference);
  CHECK(difference->offset == 2);
  CHECK(difference->before == "03");
  CHECK(difference->after == "nothing");
  CHECK(firstDifference({{"a", {1}}}, {{"a", {1, 2}}})->offset == 1);
}

TEST_CASE("a buffer that one side lacks is a difference") {
  CHECK(firstDifference({{"a", {1}}}, {})->after == "no such buffer");
  CHECK(firstDifference({}, {{"a", {}}})->before == "no such buffer");
}
