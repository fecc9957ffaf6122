// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LEB128 at its edges, the hex armour, sizes of types, and the path to a byte.
#include "Testing.h"
#include "llvm/ADT/StringExtras.h"

using namespace vyrecc;
using namespace vyrecc::vir0;

static constexpr StringRef kSmall = "vir0 v4 buffer @b : u32 read_write count 1 return";

/// A small blob whose record count, the byte at 40, is spelled by `leb` instead.
static Diagnostic recordCountError(StringRef leb) {
  std::string blob = assemble(kSmall);
  return decodeError(redigested(blob.substr(0, 40) + leb.str() + blob.substr(41)));
}

TEST_CASE("a LEB128 integer may be longer than needed, up to ten bytes") {
  std::string blob = assemble(kSmall);
  DiagnosticEngine diags;
  std::string nineMore = "\x82" + std::string(8, '\x80') + std::string(1, '\0');
  std::string padded = redigested(blob.substr(0, 40) + nineMore + blob.substr(41));
  FailureOr<Program> program = decode(padded, diags);
  REQUIRE_MESSAGE(succeeded(program), messages(diags));
  CHECK(*encode(*program, diags) == blob);
}

TEST_CASE("a LEB128 integer that does not fit is refused where it starts") {
  Diagnostic above64 = recordCountError(std::string(9, '\xff') + "\x02");
  CHECK(above64.code == DiagCode::BadLeb);
  CHECK(above64.loc == SourceLoc::bytes(40, 10));
  Diagnostic eleven = recordCountError("\x82" + std::string(9, '\x80') + std::string(1, '\0'));
  CHECK(eleven.code == DiagCode::BadLeb);
  Diagnostic largest = recordCountError(std::string(9, '\xff') + "\x01");
  CHECK(largest.code == DiagCode::LimitExceeded);
  CHECK(largest.loc == SourceLoc::bytes(40, 10));
}

TEST_CASE("a LEB128 integer that the end cuts off is truncated") {
  std::string blob = assemble(kSmall).substr(0, 40) + "\x82\x80";
  Diagnostic diagnostic = decodeError(redigested(blob));
  CHECK(diagnostic.code == DiagCode::Truncated);
  CHECK(diagnostic.loc == SourceLoc::bytes(40, 2));
}

TEST_CASE("the armour comes off as it was put on") {
  std::string blob = assemble(kSmall);
  std::string text = armor(blob);
  CHECK(isArmored(text));
  CHECK(!isArmored(blob));
  DiagnosticEngine diags;
  CHECK(*dearmor(text, diags) == blob);
  // Any case, line ends and empty lines.
  CHECK(*dearmor("vyre_ir v0.1\r\nwire_bytes 2\r\n\r\naB\r\n\r\n00", diags) ==
        std::string("\xab\0", 2));
  CHECK(*dearmor("vyre_ir v0.1\nwire_bytes 0\n", diags) == "");
  CHECK(diags.diagnostics().empty());
}

TEST_CASE("a damaged armour is refused at its line") {
  auto errorAt = [](StringRef text) {
    DiagnosticEngine diags;
    CHECK(failed(dearmor(text, diags)));
    REQUIRE(diags.diagnostics().size() == 1);
    CHECK(diags.diagnostics()[0].code == DiagCode::BadArmor);
    return diags.diagnostics()[0].loc;
  };
  CHECK(errorAt("vyre_ir v0.2\nwire_bytes 0\n") == SourceLoc::text(1, 1));
  CHECK(errorAt("vyre_ir v0.1\n") == SourceLoc::text(2, 1));
  CHECK(errorAt("vyre_ir v0.1\nwire_bytes -1\n") == SourceLoc::text(2, 1));
  CHECK(errorAt("vyre_ir v0.1\nwire_bytes 67108865\n") == SourceLoc::text(2, 12));
  CHECK(errorAt("vyre_ir v0.1\nwire_bytes 1\n\nabc\n") == SourceLoc::text(4, 3));
  CHECK(errorAt("vyre_ir v0.1\nwire_bytes 2\nab\nxy\n") == SourceLoc::text(4, 1));
  CHECK(errorAt("vyre_ir v0.1\nwire_bytes 2\nab\n") == SourceLoc::text(2, 12));
}

TEST_CASE("sizes of types") {
  Program program;
  auto scalar = [&](TypeTag tag, uint32_t param = 0) {
    auto *type = program.make<DataType>();
    type->tag = tag;
    type->param = param;
    return type;
  };
  CHECK(strideBytes(*scalar(TypeTag::Vec4U32)) == 16);
  CHECK(strideBytes(*scalar(TypeTag::Bytes)) == 0);
  CHECK(packedBits(*scalar(TypeTag::I4)) == 4);
  CHECK(packedBits(*scalar(TypeTag::Array, 12)) == 96);
  CHECK(outputSizeBytes(*scalar(TypeTag::Bytes)) == 1);
  CHECK(outputSizeBytes(*scalar(TypeTag::Array, 12)) == 12);
  CHECK(outputSizeBytes(*scalar(TypeTag::DeviceMesh)) == 4);
  CHECK(!outputSizeBytes(*scalar(TypeTag::Tensor)));

  auto *vec = scalar(TypeTag::Vec, 3);
  vec->element = scalar(TypeTag::F16);
  CHECK(strideBytes(*vec) == 6);
  CHECK(packedBits(*vec) == 48);
  CHECK(toString(*vec) == "vec<f16, 3>");
  auto *quantized = scalar(TypeTag::Quantized);
  quantized->element = scalar(TypeTag::NF4);
  CHECK(strideBytes(*quantized) == 1);
  CHECK(packedBits(*quantized) == 4);
  auto *other = scalar(TypeTag::Quantized);
  other->element = scalar(TypeTag::NF4);
  CHECK((*quantized == *other));
  other->quantization.scale = Quantization::Scale::PerGroup;
  CHECK_FALSE((*quantized == *other));

  // Nothing wraps, however deep a hostile type nests.
  for (int i = 0; i < 20; ++i) {
    auto *outer = scalar(TypeTag::Vec, 255);
    outer->element = vec;
    vec = outer;
  }
  CHECK(strideBytes(*vec) == UINT32_MAX);
  CHECK(packedBits(*vec) == UINT64_MAX);
}

TEST_CASE("the path to a byte names the innermost node") {
  std::string blob = assemble(R"(vir0 v4
    buffer @b : u32 read_write count 4
    region "r" {
      return
      if bool true { } else {
        store @b[u32 1] = add(u32 2, load @b[u32 3])
      }
    })");
  DiagnosticEngine diags;
  FailureOr<Program> program = decode(blob, diags);
  REQUIRE(succeeded(program));
  auto pathOf = [&](StringRef bytes) { return nodePathAt(*program, uint32_t(blob.find(bytes))); };
  using namespace std::string_literals;
  CHECK(pathOf("\0\3\0\0\0"s) == "entry[0].body[1].elseBody[0].value.right.index");
  CHECK(pathOf("\2\1\0\0\0b"s) == "entry[0].body[1].elseBody[0]");
  CHECK(nodePathAt(*program, 0) == "");
  CHECK(nodePathAt(*program, uint32_t(blob.size())) == "");
  CHECK(program->findBuffer("b") == program->buffers.begin());
  CHECK(program->findBuffer("c") == nullptr);
}
