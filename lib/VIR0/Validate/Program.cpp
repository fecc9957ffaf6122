// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rules of the program as a whole and of its buffers (section 15.2).
#include "Validator.h"
#include "llvm/ADT/APInt.h"
#include "llvm/ADT/STLExtras.h"

namespace vyrecc::vir0 {

/// One fault often breaks many rules; more reports than this help no one.
static constexpr unsigned kMaxReports = 100;

void Validator::report(DiagCode code, SourceLoc loc, const llvm::Twine &message) {
  numErrors += diagInfo(code).severity == Severity::Error;
  if (numReports++ < kMaxReports)
    diags.report(code, loc, message, nodePathAt(program, loc));
}

void Validator::checkProgram() {
  if (llvm::is_contained(program.workgroupSize, 0u))
    report(DiagCode::WorkgroupSize, {}, "a workgroup dimension is 0 (expected at least 1 each)");
  if (program.entry.empty())
    return report(DiagCode::EntryNotRegions, {}, "the entry is empty (expected a region)");
  const Node &first = *program.entry.front();
  if (options.wrapsEntry) {
    if (llvm::isa<StoreNode>(first))
      report(DiagCode::EntryNotRegions, first.loc,
             "the entry starts with a store at its top level (expected a region)");
    return;
  }
  for (const Node *node : program.entry)
    if (!llvm::isa<RegionNode>(node))
      return report(DiagCode::EntryNotRegions, node->loc,
                    "'" + mnemonic(node->kind) + "' stands at the top level (expected a region)");
}

/// Whether `count` elements fulfil the predicate (appendix A.3). The decoder bounds the nesting.
static bool holds(const ShapePredicate &predicate, uint32_t count) {
  using Kind = ShapePredicate::Kind;
  switch (predicate.kind) {
  case Kind::AtLeast:
    return count >= predicate.value;
  case Kind::AtMost:
    return count <= predicate.value;
  case Kind::Exactly:
    return count == predicate.value;
  case Kind::MultipleOf:
    return predicate.value != 0 && count % predicate.value == 0;
  case Kind::ModEquals:
    return predicate.value != 0 && predicate.remainder < predicate.value &&
           count % predicate.value == predicate.remainder;
  case Kind::AffineRange: {
    auto wide = [](int64_t value) { return llvm::APInt(128, value, /*isSigned=*/true); };
    const llvm::APInt value = wide(count) * wide(predicate.scale) + wide(predicate.offset);
    return wide(predicate.min).sle(value) && value.sle(wide(predicate.max));
  }
  case Kind::And:
    return holds(*predicate.left, count) && holds(*predicate.right, count);
  case Kind::Or:
    return holds(*predicate.left, count) || holds(*predicate.right, count);
  case Kind::Not:
    return !holds(*predicate.left, count);
  }
  return false;
}

void Validator::checkBuffers() {
  llvm::DenseMap<uint64_t, StringRef> slots; // 32 bits would not leave room for the map's own keys
  unsigned numOutputs = 0;
  SourceLoc second;
  for (const Buffer &buffer : program.buffers) {
    if (!buffers.insert_or_assign(buffer.name, &buffer).second)
      report(DiagCode::DuplicateBufferName, buffer.loc,
             "buffer '" + buffer.name + "' is declared twice");
    const bool isWorkgroup = buffer.access == BufferAccess::Workgroup;
    if (isWorkgroup && buffer.count == 0)
      report(DiagCode::WorkgroupCount, buffer.loc,
             "workgroup buffer '" + buffer.name + "' has no count (expected at least 1)");
    if (!isWorkgroup)
      if (auto [other, isNew] = slots.try_emplace(buffer.binding, buffer.name); !isNew)
        report(DiagCode::DuplicateBufferBinding, buffer.loc,
               "buffer '" + buffer.name + "' has binding " + llvm::Twine(buffer.binding) +
                   ", and so has '" + other->second + "'");
    if (buffer.isOutput && isOneOf(buffer.element, {TypeTag::Array, TypeTag::Tensor}))
      report(DiagCode::OutputElement, buffer.loc,
             "output '" + buffer.name + "' has elements of type " + toString(*buffer.element) +
                 " (expected scalars or vectors)");
    if (buffer.isOutput && ++numOutputs == 2)
      second = buffer.loc;
    if (buffer.shapePredicate && !holds(*buffer.shapePredicate, buffer.count))
      report(DiagCode::ShapePredicateFails, buffer.loc,
             "the count " + llvm::Twine(buffer.count) + " of buffer '" + buffer.name +
                 "' does not fulfil its predicate");
  }
  if (numOutputs > 1)
    report(DiagCode::SeveralOutputs, second,
           llvm::Twine(numOutputs) + " buffers are the output (expected one at most)");
}

void Validator::checkLinearUses() {
  for (const Buffer &buffer : program.buffers) {
    const unsigned count = uses.lookup(buffer.name);
    const bool isBroken = (buffer.linearType == LinearType::Linear && count != 1) ||
                          (buffer.linearType == LinearType::Affine && count > 1) ||
                          (buffer.linearType == LinearType::Relevant && count == 0);
    if (isBroken)
      report(DiagCode::LinearUse, buffer.loc,
             mnemonic(buffer.linearType) + " buffer '" + buffer.name + "' is named " +
                 llvm::Twine(count) + " times");
  }
}

LogicalResult Validator::run() {
  checkProgram();
  checkBuffers();
  checkList(program.entry, 0);
  checkLinearUses();
  return success(numErrors == 0);
}

LogicalResult validate(const Program &program, DiagnosticEngine &diags,
                       const ValidateOptions &options) {
  return Validator(program, diags, options).run();
}

} // namespace vyrecc::vir0
