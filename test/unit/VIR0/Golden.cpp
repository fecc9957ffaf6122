// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Blobs whose length and BLAKE3 hash are pinned by the format: the programs are built through the
// API.
#include "Testing.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/BLAKE3.h"

using namespace vyrecc;
using namespace vyrecc::vir0;

static std::string hashOf(StringRef bytes) {
  llvm::BLAKE3 hasher;
  hasher.update(bytes);
  return llvm::toHex(hasher.final(), /*LowerCase=*/true);
}

namespace {

/// Builds programs over one buffer `out` in the shortest words.
struct Builder {
  Program program;

  Builder() {
    Buffer out;
    out.name = "out";
    out.count = 1;
    out.element = program.make<DataType>();
    program.buffers = program.copy(ArrayRef<Buffer>(out));
  }
  ExprPtr lit(uint32_t value) {
    auto *expr = program.make<LitU32Expr>();
    expr->value = value;
    return expr;
  }
  ExprPtr var(StringRef name) {
    auto *expr = program.make<VarExpr>();
    expr->name = name;
    return expr;
  }
  ExprPtr add(ExprPtr left, ExprPtr right) {
    auto *expr = program.make<BinaryExpr>();
    expr->left = left;
    expr->right = right;
    return expr;
  }
  ExprPtr call(StringRef opId, ExprPtr argument) {
    auto *expr = program.make<CallExpr>();
    expr->opId = opId;
    expr->args = program.copy(ExprList(argument));
    return expr;
  }
  const Node *let(StringRef name, ExprPtr value) {
    auto *node = program.make<LetNode>();
    node->name = name;
    node->value = value;
    return node;
  }
  const Node *assign(StringRef name, ExprPtr value) {
    auto *node = program.make<AssignNode>();
    node->name = name;
    node->value = value;
    return node;
  }
  const Node *store(ExprPtr value) {
    auto *node = program.make<StoreNode>();
    node->buffer = "out";
    node->index = lit(0);
    node->value = value;
    return node;
  }
  NodeList list(std::initializer_list<const Node *> nodes) {
    return program.copy(NodeList(nodes.begin(), nodes.end()));
  }
  const Node *loop(uint32_t to, const Node *body) {
    auto *node = program.make<LoopNode>();
    node->var = "i";
    node->from = lit(0);
    node->to = lit(to);
    node->body = list({body});
    return node;
  }
  const Node *region(StringRef generator, std::initializer_list<const Node *> body) {
    auto *node = program.make<RegionNode>();
    node->generator = generator;
    node->body = list(body);
    return node;
  }
  void expect(const Node *root, size_t length, StringRef hash) {
    program.entry = list({root});
    DiagnosticEngine diags;
    FailureOr<std::string> blob = encode(program, diags);
    REQUIRE_MESSAGE(succeeded(blob), messages(diags));
    CHECK(blob->size() == length);
    CHECK(hashOf(*blob) == hash);
  }
};

} // namespace

TEST_CASE("pinned programs encode to their pinned bytes") {
  Builder b;
  const char *root = "vyre.program.root";
  b.expect(b.region(root, {b.store(b.lit(42))}), 194,
           "c1f2ccf5754f0e561c767f6d6e2a847947d70e4bd0593b617d53f5aee5cc0428");
  b.expect(b.region(root, {b.store(b.add(b.lit(1), b.lit(2)))}), 201,
           "9e8a8762168ae22123d41cb22f7268dbe565fa416e4408f0be78c840531e04cc");
  b.expect(b.region(root, {b.let("acc", b.lit(0)),
                           b.loop(4, b.assign("acc", b.add(b.var("acc"), b.var("i")))),
                           b.store(b.var("acc"))}),
           254, "c0939ac097203b376d7466ea6bae4fa6b76ee82020562ade8bd8af4a10e05a3f");
  b.expect(b.region("outer", {b.region("inner", {b.store(b.lit(7))})}), 197,
           "de6cc803a8ac5d35caa993c92d87d1c5bdcaf365e5d52281d41bc3f21e699f5f");
  b.expect(
      b.region("vyre.intrinsics.math.accum",
               {b.let("acc", b.lit(0)), b.loop(3, b.assign("acc", b.add(b.var("acc"), b.var("i")))),
                b.let("dial", b.call("vyre-conform.test.identity_u32", b.var("acc"))),
                b.store(b.var("dial"))}),
      321, "ae744c66b22dcb9c2142b22bd9c26fcfdca9b61abe3c841e05c52ea16baa952b");
}

TEST_CASE("the worked example of the format comes out of assembly") {
  std::string blob = assemble(R"(vir0 v4
    workgroup 64 1 1
    buffer @input : u32 read_only binding 0
    buffer @output : u32 read_write binding 1
    region "vyre.program.root" {
      let %idx = invocation_id x
      if lt(%idx, buf_len @output) {
        store @output[%idx] = add(load @input[%idx], u32 1)
      }
    })");
  CHECK(blob.size() == 303);
  CHECK(llvm::toHex(StringRef(blob).slice(8, 40), /*LowerCase=*/true) ==
        "19552b6f8470206f75d1392e18afe13145eff98c4a70cf08ac01eca5c8a84875");
}
