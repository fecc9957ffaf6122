// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// Makes one vir.switch of three or more comparisons of one value with numbers, whether they stand
// one inside the other or one behind the other:
//
//   vir.if %x == 1 { A } else {           vir.if %x == 1 { A }
//     vir.if %x == 2 { B } else {         vir.if %x == 2 { B }     ->  vir.switch %x
//       vir.if %x == 3 { C } else { D }   vir.if %x == 3 { C }           case 1 { A } case 2 { B }
//     }                                                                  case 3 { C } default { D }
//   }
//
// Between them may stand what has no effect and costs no more than a comparison; it goes before the
// switch. Where one number comes twice in a nest, the second is never reached; in a row, both run,
// and the row ends before the second.
#include "vyre-cc/IR/Builder.h"
#include "vyre-cc/Transforms/Pass.h"
#include "llvm/ADT/DenseSet.h"

namespace vyrecc {

using namespace ir;

namespace {

/// With fewer, the comparisons are the switch.
constexpr size_t kFewestCases = 3;

/// A vir.if that tests a value for a number.
struct Test {
  Op *op;
  Value *value;
  uint64_t number;
  bool whenEqual; ///< the first region is the one for the number

  Region &equal() const { return op->region(whenEqual ? 0 : 1); }
  Region &other() const { return op->region(whenEqual ? 1 : 0); }
};

std::optional<Test> testOf(Op &op) {
  if (!op.is(OpKind::If))
    return std::nullopt;
  Op *cmp = op.operand(0)->definingOp();
  if (!cmp || !cmp->is(OpKind::Cmp) || !cmp->operand(0)->type().isU32())
    return std::nullopt;
  const auto predicate = cmp->enumAttr<Predicate>(AttrName::Predicate);
  std::optional<uint64_t> number = constantBits(cmp->operand(1));
  if (!number || (predicate != Predicate::Eq && predicate != Predicate::Ne))
    return std::nullopt;
  return Test{&op, cmp->operand(0), *number, predicate == Predicate::Eq};
}

/// True for what may run before a test although it stood behind it.
bool mayGoBefore(const Op &op) { return op.is(OpKind::Cmp) || op.is(OpKind::Const); }

bool onlyYields(Region &region) {
  return region.empty() || region.block().ops().front().is(OpKind::Yield);
}

class SwitchFormer {
public:
  explicit SwitchFormer(PassContext &context) : context(context), builder(context.context) {}

  void visitBlock(Block &block) {
    for (Op *op = block.ops().empty() ? nullptr : &block.ops().front(); op;) {
      if (std::optional<Test> test = testOf(*op))
        op = form(*test);
      for (Region &region : op->regions())
        if (!region.empty())
          visitBlock(region.block());
      op = after(*op);
    }
  }

private:
  static Op *after(Op &op) {
    auto next = std::next(op.getIterator());
    return next == op.parentBlock()->ops().end() ? nullptr : &*next;
  }

  /// The switch that begins with this test, or its op if there is none.
  Op *form(const Test &first) {
    llvm::SmallVector<Test, 8> tests = nest(first);
    const bool isNest = tests.size() >= kFewestCases;
    if (!isNest && tests.size() == 1)
      tests = row(first);
    if (tests.size() < kFewestCases) {
      if (tests.size() > 1)
        context.missed(first.op->loc(), "two comparisons of a value are not worth a switch");
      return first.op;
    }
    context.applied(first.op->loc(),
                    llvm::Twine(tests.size()) + " comparisons of one value are a switch");
    context.changed = true;
    ++context.statistics["switches formed"];
    return isNest ? makeOfNest(tests) : makeOfRow(tests);
  }

  /// The next test in the region for other numbers: all that is there.
  static std::optional<Test> innerTest(const Test &test) {
    if (test.other().empty())
      return std::nullopt;
    Block &block = test.other().block();
    Op *yield = block.terminator();
    for (Op &op : block.ops()) {
      if (mayGoBefore(op))
        continue;
      std::optional<Test> inner = testOf(op);
      if (!inner || inner->value != test.value || after(op) != yield || !yield->is(OpKind::Yield) ||
          yield->numOperands() != op.numResults())
        return std::nullopt;
      for (Value &result : op.results())
        if (yield->operand(result.index()) != &result)
          return std::nullopt;
      return inner;
    }
    return std::nullopt;
  }

  static llvm::SmallVector<Test, 8> nest(const Test &first) {
    llvm::SmallVector<Test, 8> tests = {first};
    while (std::optional<Test> inner = innerTest(tests.back()))
      tests.push_back(*inner);
    return tests;
  }

  /// Tests behind each other that do nothing for other numbers and give nothing.
  static llvm::SmallVector<Test, 8> row(const Test &first) {
    llvm::SmallVector<Test, 8> tests;
    llvm::DenseSet<uint64_t> numbers;
    for (Op *op = first.op; op; op = after(*op)) {
      if (mayGoBefore(*op))
        continue;
      std::optional<Test> test = testOf(*op);
      if (!test || test->value != first.value || op->numResults() != 0 ||
          !onlyYields(test->other()) || test->equal().empty() ||
          !numbers.insert(test->number).second)
        break;
      tests.push_back(*test);
    }
    return tests;
  }

  /// A switch before `op` with these regions, the last for all other numbers.
  Op *make(Op &op, Value *value, ArrayRef<uint64_t> cases, ArrayRef<Region *> regions) {
    llvm::SmallVector<Type, 4> types;
    for (Value &result : op.results())
      types.push_back(result.type());
    builder.setInsertionPointBefore(&op);
    builder.setLoc(op.loc());
    Op *made = builder.create(OpKind::Switch, types, value,
                              NamedAttr{AttrName::Cases, Attr::array(context.context.copy(cases))},
                              regions.size());
    for (auto [region, from] : llvm::zip_equal(made->regions(), regions)) {
      if (from && !from->empty()) {
        region.takeBlock(*from);
        continue;
      }
      builder.setInsertionPointToEnd(region.emplaceBlock(context.context));
      builder.yield();
    }
    for (auto [mine, old] : llvm::zip_equal(made->results(), op.results()))
      old.replaceAllUsesWith(&mine);
    return made;
  }

  static void moveBefore(Op &position, Block &block) {
    for (auto it = block.ops().begin(); it != block.ops().end();) {
      Op &op = *it++;
      if (mayGoBefore(op))
        op.moveBefore(&position);
    }
  }

  Op *makeOfNest(ArrayRef<Test> tests) {
    Op &outermost = *tests.front().op;
    llvm::SmallVector<uint64_t, 8> cases;
    llvm::SmallVector<Region *, 8> regions;
    llvm::DenseSet<uint64_t> numbers;
    for (const Test &test : tests) {
      if (test.op != &outermost)
        moveBefore(outermost, *test.op->parentBlock());
      if (!numbers.insert(test.number).second)
        continue;
      cases.push_back(test.number);
      regions.push_back(&test.equal());
    }
    regions.push_back(&tests.back().other());
    Op *made = make(outermost, tests.front().value, cases, regions);
    outermost.erase(); // with what is left of the others
    return made;
  }

  Op *makeOfRow(ArrayRef<Test> tests) {
    llvm::SmallVector<uint64_t, 8> cases;
    llvm::SmallVector<Region *, 8> regions;
    Op &first = *tests.front().op;
    for (Op *op = after(first); op != tests.back().op;) {
      Op *next = after(*op);
      if (mayGoBefore(*op))
        op->moveBefore(&first);
      op = next;
    }
    for (const Test &test : tests) {
      cases.push_back(test.number);
      regions.push_back(&test.equal());
    }
    regions.push_back(nullptr);
    Op *made = make(first, tests.front().value, cases, regions);
    for (const Test &test : tests)
      test.op->erase();
    return made;
  }

  PassContext &context;
  Builder builder;
};

} // namespace

LogicalResult formSwitches(Module &module, PassContext &context) {
  Op *kernel = module.kernel();
  if (kernel && context.context.hasMade({OpKind::If}))
    SwitchFormer(context).visitBlock(kernel->region().block());
  return success();
}

} // namespace vyrecc
