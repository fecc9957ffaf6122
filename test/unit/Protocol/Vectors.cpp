// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tables and functions against the vectors of the megakernel specification, where VYRE_SPEC has
// them.
#include "vyre-cc/Protocol/Opcodes.h"
#include "vyre-cc/Protocol/Partition.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include <cstdlib>
#include <doctest/doctest.h>
#include <functional>

using namespace vyrecc::protocol;
namespace json = llvm::json;

/// The rows of one section, called one by one. Fails on a section without rows, skips without a
/// file.
static void forEachRow(llvm::StringRef section, llvm::StringRef list,
                       const std::function<void(const json::Array &)> &check) {
  const char *folder = std::getenv("VYRE_SPEC");
  auto file =
      llvm::MemoryBuffer::getFile(std::string(folder ? folder : "") + "/megakernel-vectors.json");
  if (!file) {
    MESSAGE("SKIPPED: no megakernel-vectors.json in VYRE_SPEC");
    return;
  }
  llvm::Expected<json::Value> root = json::parse((*file)->getBuffer());
  REQUIRE(bool(root));
  const json::Object *object = root->getAsObject()->getObject(section);
  REQUIRE(object);
  const json::Array *rows = object->getArray(list);
  REQUIRE(rows);
  REQUIRE(!rows->empty());
  for (const json::Value &row : *rows) {
    REQUIRE(row.getAsArray());
    check(*row.getAsArray());
  }
}

static uint32_t u32At(const json::Array &row, size_t index) {
  REQUIRE(index < row.size());
  auto value = row[index].getAsInteger();
  REQUIRE(value);
  return static_cast<uint32_t>(*value);
}

TEST_CASE("default offsets") {
  forEachRow("default_offsets", "rows", [](const json::Array &row) {
    PriorityOffsets offsets = defaultPriorityOffsets(u32At(row, 0));
    const json::Array *expected = row[1].getAsArray();
    REQUIRE(expected);
    REQUIRE(expected->size() == offsets.size());
    for (size_t i = 0; i < offsets.size(); ++i)
      CHECK(offsets[i] == u32At(*expected, i));
    CHECK(arePriorityOffsetsSound(offsets, u32At(row, 0)));
  });
}

TEST_CASE("probe helpers") {
  forEachRow("probe_helpers", "rows", [](const json::Array &row) {
    const uint32_t length = u32At(row, 0), stride = u32At(row, 1);
    CAPTURE(length);
    CAPTURE(stride);
    CHECK(partitionProbeCount(length, stride) == u32At(row, 2));
    CHECK(partitionActiveLanes(length, stride) == u32At(row, 3));
    CHECK(partitionProbeBudget(length, stride) == u32At(row, 4));
  });
}

TEST_CASE("byte lengths") {
  auto check = [](llvm::StringRef list, std::optional<uint64_t> (*length)(uint32_t)) {
    forEachRow("byte_lengths", list, [&](const json::Array &row) {
      CAPTURE(u32At(row, 0));
      std::optional<uint64_t> expected;
      if (auto value = row[1].getAsInteger())
        expected = *value;
      CHECK(length(u32At(row, 0)) == expected);
    });
  };
  check("control", controlByteLength);
  check("ring", ringByteLength);
  check("debug_log", debugLogByteLength);
}

TEST_CASE("opcode classes") {
  forEachRow("opcode_class", "rows", [](const json::Array &row) {
    const uint32_t opcode = u32At(row, 0);
    CAPTURE(opcode);
    CHECK(isSystemOpcode(opcode) == (u32At(row, 1) != 0));
    CHECK(isBuiltinOpcode(opcode) == (u32At(row, 2) != 0));
    CHECK(isUserOpcode(opcode) == (u32At(row, 3) != 0));
    CHECK(isPublishableOpcode(opcode) == (u32At(row, 4) != 0));
  });
}
