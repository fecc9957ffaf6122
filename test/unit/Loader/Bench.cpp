// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What benchmarks need besides a device: launch geometry and statistics.
#include "vyre-cc/Loader/Bench.h"
#include <doctest/doctest.h>

using namespace vyrecc;
using namespace vyrecc::loader;

TEST_CASE("a launch has a lane for each slot, or fills the machine where that is enough") {
  DeviceInfo info;
  protocol::Manifest manifest;
  manifest.workgroupSize = {256, 1, 1};
  info.computeUnits = 132;
  CHECK(gridFor(info, manifest, 262144) == Grid{1024, 1, 1});
  CHECK(gridFor(info, manifest, 257) == Grid{2, 1, 1});
  CHECK(gridFor(info, manifest, 0) == Grid{1, 1, 1});
  manifest.anyGrid = true;
  CHECK(gridFor(info, manifest, 262144) == Grid{264, 1, 1});
  CHECK(gridFor(info, manifest, 65536) == Grid{132, 1, 1});
  CHECK(gridFor(info, manifest, 1024) == Grid{4, 1, 1});
  info.computeUnits = 0;
  CHECK(gridFor(info, manifest, 262144) == Grid{128, 1, 1});
}

TEST_CASE("times are summarised by median and quartiles") {
  const TimeSummary odd = summarise({5, 1, 4, 2, 3});
  CHECK(odd.median == 3);
  CHECK(odd.lowest == 1);
  CHECK(odd.lowerQuartile == 2);
  CHECK(odd.upperQuartile == 4);
  CHECK(summarise({2, 1}).median == 1.5);
  CHECK(summarise({7}).upperQuartile == 7);
}
