// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The validator's verdicts on real programs are those of upstream's validator.
#include "Testing.h"
#include "vyre-cc/VIR0/Validate.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include <set>

using namespace vyrecc;
using namespace vyrecc::vir0;

namespace {

/// Upstream words many rules without giving them a code: a part of the message, and our code.
struct UncodedRule {
  StringRef words;
  DiagCode code;
};

} // namespace

static constexpr UncodedRule kUncodedRules[] = {
    {"can overflow (", DiagCode::OperandType},
    {"Saturating arithmetic", DiagCode::OperandType},
    {"legal integer set is", DiagCode::OperandType},
    {"logical And/Or operands must be", DiagCode::OperandType},
    {"shift/rotate operands must be", DiagCode::OperandType},
    {"Legal set for Mod is integer-only", DiagCode::OperandType},
    {"64-bit integer arithmetic is outside", DiagCode::OperandType},
    {"is not recognized", DiagCode::OperandType},
    {"legal total Negate types", DiagCode::OperandType},
    {"legal set for math ops", DiagCode::OperandType},
    {"legal set is", DiagCode::OperandType},
    {"mismatched numeric types", DiagCode::OperandMix},
    {"requires backend subgroup semantics", DiagCode::WaveOperator},
    {"but element type is", DiagCode::StoreType},
    {"assignment to undeclared variable", DiagCode::UndeclaredVariable},
    {"reference to undeclared variable", DiagCode::UndeclaredVariable},
    {"atomic value type", DiagCode::AtomicOperand},
    {"non-compare-exchange atomic includes", DiagCode::AtomicExpected},
    {"duplicate binding slot", DiagCode::DuplicateBufferBinding},
    {"duplicate buffer name", DiagCode::DuplicateBufferName},
    {"indirect dispatch offset", DiagCode::DispatchOffset},
    {"uses unsupported element type", DiagCode::OutputElement},
    {"program entry node", DiagCode::EntryNotRegions},
    {"store to non-writable buffer", DiagCode::NotWritable},
    {"store to unknown buffer", DiagCode::UndeclaredBuffer},
};

/// V and digits, as upstream numbers its rules.
static bool isRuleCode(StringRef code) {
  return code.consume_front("V") && !code.empty() && llvm::all_of(code, llvm::isDigit);
}

/// The codes of upstream's messages, ours where they have none.
static std::set<std::string> expectedCodes(const llvm::json::Array &messages) {
  std::set<std::string> codes;
  for (const llvm::json::Value &value : messages) {
    StringRef message = *value.getAsString();
    StringRef prefix = message.split(':').first;
    if (isRuleCode(prefix)) {
      codes.insert(prefix.str());
      continue;
    }
    const auto *rule = llvm::find_if(
        kUncodedRules, [&](const UncodedRule &rule) { return message.contains(rule.words); });
    CHECK_MESSAGE(rule != std::end(kUncodedRules), message.str());
    if (rule != std::end(kUncodedRules))
      codes.insert(diagInfo(rule->code).spelling.str());
  }
  return codes;
}

static std::string join(const std::set<std::string> &codes) { return llvm::join(codes, " "); }

TEST_CASE("real programs get the verdict of upstream's validator") {
  std::string corpus = corpusFolder();
  if (corpus.empty())
    return;
  unsigned numPrograms = 0, numRefused = 0;
  for (const char *folder : {"wire", "lib", "megakernel"}) {
    for (const std::string &path : filesIn(corpus + "/" + folder, ".vir0")) {
      CAPTURE(path);
      std::string text = readFile(StringRef(path).drop_back(5) + ".json");
      llvm::Expected<llvm::json::Value> json = llvm::json::parse(text);
      REQUIRE(bool(json));
      // Blobs that upstream's own decoder refuses never reached its validator.
      const llvm::json::Array *verdict = json->getAsObject()->getArray("validation");
      if (!verdict)
        continue;
      std::string blob = readFile(path);
      DiagnosticEngine diags;
      FailureOr<Program> program = decode(blob, diags);
      REQUIRE_MESSAGE(succeeded(program), messages(diags));
      LogicalResult result =
          validate(*program, diags, {.wrapsEntry = false, .rewritesCollectives = false});
      CHECK_MESSAGE(succeeded(result) == verdict->empty(), messages(diags));
      std::set<std::string> codes;
      for (const Diagnostic &diagnostic : diags.diagnostics())
        if (diagnostic.severity() == Severity::Error)
          codes.insert(diagInfo(diagnostic.code).spelling.str());
      CHECK(join(codes) == join(expectedCodes(*verdict)));
      ++numPrograms;
      numRefused += !verdict->empty();
    }
  }
  CHECK(numPrograms > 300);
  CHECK(numRefused > 50);
}

TEST_CASE("what the reference rewrites before it validates is taken") {
  auto verdictOf = [](StringRef text, const ValidateOptions &options) {
    DiagnosticEngine diags;
    FailureOr<Program> program = parseAssembly(text, diags);
    REQUIRE_MESSAGE(succeeded(program), messages(diags));
    return succeeded(validate(*program, diags, options));
  };
  StringRef loose = "vir0 v4\nlet %x = u32 1\n";
  CHECK(verdictOf(loose, {}));
  CHECK_FALSE(verdictOf(loose, {.wrapsEntry = false}));
  StringRef reduce = "vir0 v4\nbuffer @a : u32 read_write\nregion \"r\" {\n"
                     "all_reduce @a sum group 0\n}\n";
  CHECK(verdictOf(reduce, {}));
  CHECK_FALSE(verdictOf(reduce, {.rewritesCollectives = false}));
}

TEST_CASE("one fault does not flood the reader") {
  std::string text = "vir0 v4\nregion \"r\" {\n";
  for (unsigned count = 0; count != 150; ++count)
    text += "barrier relaxed\n";
  text += "}\n";
  DiagnosticEngine diags;
  FailureOr<Program> program = parseAssembly(text, diags);
  REQUIRE_MESSAGE(succeeded(program), messages(diags));
  CHECK(failed(validate(*program, diags)));
  CHECK(diags.diagnostics().size() == 100);
}

namespace {

/// Programs that no blob and no assembly can say, since decoder and parser count levels too.
struct Nested {
  Program program;
  DiagnosticEngine diags;

  /// A region with `blocks` blocks inside each other.
  bool keepsBlocks(unsigned blocks) {
    const Node *node = program.make<ReturnNode>();
    for (unsigned level = 0; level != blocks; ++level) {
      auto *block = program.make<BlockNode>();
      block->body = program.copy(ArrayRef<const Node *>(node));
      node = block;
    }
    return keeps(node);
  }
  /// A let of a literal below `operators` operators.
  bool keepsOperators(unsigned operators) {
    const Expr *expr = program.make<LitU32Expr>();
    for (unsigned level = 0; level != operators; ++level) {
      auto *unary = program.make<UnaryExpr>();
      unary->op.tag = UnaryTag::BitNot;
      unary->operand = expr;
      expr = unary;
    }
    auto *let = program.make<LetNode>();
    let->name = "x";
    let->value = expr;
    return keeps(let);
  }
  size_t count(DiagCode code) const {
    return llvm::count_if(diags.diagnostics(), [&](const Diagnostic &d) { return d.code == code; });
  }

private:
  bool keeps(const Node *node) {
    auto *region = program.make<RegionNode>();
    region->generator = "r";
    region->body = program.copy(ArrayRef<const Node *>(node));
    const Node *root = region;
    program.entry = program.copy(ArrayRef<const Node *>(root));
    return succeeded(validate(program, diags));
  }
};

} // namespace

TEST_CASE("rule V018 is kept by 64 lists inside each other") { CHECK(Nested().keepsBlocks(63)); }

TEST_CASE("rule V018 is broken by 65 lists inside each other, and reported once") {
  for (unsigned blocks : {64u, 65u, 200u}) {
    Nested nested;
    CHECK_FALSE(nested.keepsBlocks(blocks));
    CHECK(nested.count(DiagCode::NestingTooDeep) == 1);
    CHECK(nested.diags.diagnostics().size() == 1);
  }
}

TEST_CASE("rule V033 is kept by 128 operators above a literal") {
  CHECK(Nested().keepsOperators(128));
}

TEST_CASE("rule V033 is broken by 129 operators above a literal") {
  for (unsigned operators : {129u, 1000u}) {
    Nested nested;
    CHECK_FALSE(nested.keepsOperators(operators));
    CHECK(nested.count(DiagCode::ExprTooDeep) == 1);
    CHECK(nested.diags.diagnostics().size() == 1);
  }
}
