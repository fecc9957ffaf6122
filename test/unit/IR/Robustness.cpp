// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Damaged text gives diagnostics, never a crash or unbounded work.
#include "Samples.h"
#include <doctest/doctest.h>

namespace vyrecc::ir::test {

TEST_CASE("the sample is valid") { CHECK(complaints(kSampleModule) == ""); }

TEST_CASE("every prefix is refused with one located error") {
  llvm::StringRef text = llvm::StringRef(kSampleModule).rtrim();
  for (size_t size = 0; size != text.size(); ++size) {
    Context context;
    DiagnosticEngine diags;
    INFO(size);
    CHECK(failed(parse(text.take_front(size), context, diags)));
    REQUIRE(diags.numErrors() == 1);
    CHECK(diags.diagnostics()[0].loc.isText());
  }
}

TEST_CASE("no changed byte crashes parser, verifier or printer") {
  size_t refused = 0, accepted = 0;
  for (size_t at = 0; at != kSampleModule.size(); ++at)
    for (char byte :
         {'\0', '"', '%', '(', '}', '0', '9', 'x', ' ', '\n', '\\', '#', '@', '-', '\xFF'}) {
      std::string text = kSampleModule.str();
      text[at] = byte;
      Context context;
      DiagnosticEngine diags;
      FailureOr<Module> module = parse(text, context, diags);
      bool valid = succeeded(module) && succeeded(verify(*module, diags));
      CHECK(valid == !diags.hasErrors());
      ++(valid ? accepted : refused);
      if (succeeded(module))
        toText(*module);
    }
  // Most bytes matter; blanks and parts of names do not.
  CHECK(refused > accepted);
  CHECK(accepted > 0);
}

TEST_CASE("nesting is bounded") {
  auto nested = [](unsigned depth) {
    std::string text;
    for (unsigned level = 0; level != depth; ++level)
      text += "\"vir.module\"() ({\n";
    for (unsigned level = 0; level != depth; ++level)
      text += "}) : () -> ()\n";
    return text;
  };
  Context context;
  DiagnosticEngine diags;
  CHECK(succeeded(parse(nested(kMaxNesting), context, diags)));
  CHECK(failed(parse(nested(kMaxNesting + 1), context, diags)));
  CHECK(failed(parse(nested(1'000'000), context, diags)));
  CHECK(diags.diagnostics().back().message == "regions nest too deep (expected at most 256)");
}

TEST_CASE("the verifier bounds nesting that a builder made") {
  unsigned excess = 0;
  SUBCASE("as deep as allowed") { excess = 0; }
  SUBCASE("one deeper") { excess = 1; }
  Context context;
  Module module = createModule(context);
  Builder builder(context, module.body());
  static constexpr uint64_t kSize[] = {1, 1, 1};
  Op *kernel = builder.create(
      OpKind::Kernel, {}, {},
      {{AttrName::SymName, Attr::string("main")}, {AttrName::WorkgroupSize, Attr::array(kSize)}},
      1);
  builder.setInsertionPointToEnd(kernel->region().emplaceBlock(context));
  Value *cond = builder.constBool(true);
  builder.setInsertionPointBefore(builder.create(OpKind::Return, {}));
  // The regions of the module and of the kernel count, too.
  for (unsigned level = 0; level != kMaxNesting - 2 + excess; ++level) {
    Op *branch = builder.createIf(cond, {});
    for (Region &region : branch->regions()) {
      builder.setInsertionPointToEnd(region.block());
      builder.yield();
    }
    builder.setInsertionPointBefore(branch->region(0).block().terminator());
  }
  DiagnosticEngine diags;
  if (excess == 0) {
    CHECK(succeeded(verify(module, diags)));
    return;
  }
  CHECK(failed(verify(module, diags)));
  CHECK(llvm::any_of(diags.diagnostics(), [](const Diagnostic &diagnostic) {
    return diagnostic.message == "vir.if: regions nest too deep (expected at most 256)";
  }));
}

TEST_CASE("many arguments, results and operands take time and memory in proportion") {
  std::string names, types, text;
  constexpr unsigned kCount = 50'000;
  for (unsigned index = 0; index != kCount; ++index) {
    names += (index ? ", %a" : "%a") + std::to_string(index) + ": ui32";
    types += index ? ", ui32" : "ui32";
  }
  text = "\"vir.module\"() <{form = \"imported\"}> ({\n^bb0(" + names +
         "):\n%r:" + std::to_string(kCount) + " = \"vir.loop\"() ({}) : () -> (" + types +
         ")\n}) : () -> ()";
  Context context;
  DiagnosticEngine diags;
  FailureOr<Module> module = parse(text, context, diags);
  REQUIRE(succeeded(module));
  CHECK(module->body().arguments().size() == kCount);
  CHECK(context.allocator().getBytesAllocated() < kCount * 200);
}

TEST_CASE("the verifier refuses values that are not visible") {
  Context context;
  DiagnosticEngine parsing;
  FailureOr<Module> module = parse(kSampleModule, context, parsing);
  REQUIRE(succeeded(module));
  Op *store = nullptr, *load = nullptr;
  walkPreOrder(*module->op(), [&](Op &op) {
    if (op.is(OpKind::Store))
      store = &op;
    if (op.is(OpKind::Load))
      load = &op;
  });
  // The load is inside a region that ended before the store.
  store->setOperand(0, load->result());
  DiagnosticEngine diags;
  CHECK(failed(verify(*module, diags)));
  REQUIRE(diags.numErrors() == 1);
  CHECK(diags.diagnostics()[0].message ==
        "vir.store: operand 0 is not visible here (expected a value of this or an outer region, "
        "defined above)");

  // Moved before its operand's definition, in the same block.
  store->setOperand(0, store->parentBlock()->ops().front().result());
  store->moveBefore(&store->parentBlock()->ops().front());
  DiagnosticEngine moved;
  CHECK(failed(verify(*module, moved)));
}

} // namespace vyrecc::ir::test
