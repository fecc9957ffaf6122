// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Computes what a pass of each scan costs, level by level, as far as its offsets are known, and warns of slots that the
// lanes of a launch never reach.
#include "vyre-cc/IR/Builder.h"
#include "vyre-cc/Protocol/Partition.h"
#include "vyre-cc/Transforms/Pass.h"
#include "llvm/ADT/StringExtras.h"

namespace vyrecc {

using namespace ir;
using namespace protocol;

namespace {

using Offsets = std::optional<PriorityOffsets>;

/// Six numbers with slashes between them, or `default`.
LogicalResult readOffsets(llvm::StringRef text, Offsets &offsets, DiagnosticEngine &diags) {
  llvm::SmallVector<llvm::StringRef, 6> parts;
  text.split(parts, '/');
  offsets.emplace();
  bool isSound = parts.size() == offsets->size();
  for (size_t index = 0; isSound && index != parts.size(); ++index)
    isSound = !parts[index].getAsInteger(0, (*offsets)[index]);
  if (isSound && std::is_sorted(offsets->begin(), offsets->end()))
    return success();
  return diags.error(DiagCode::BadOption, {},
                     "offsets '" + text + "' (expected six ascending numbers of slots)");
}

/// What the program itself says of the table.
Offsets knownOffsets(const Op &scan) {
  PriorityOffsets offsets = {};
  for (size_t index = 0; index != offsets.size(); ++index) {
    std::optional<uint64_t> known = constantBits(scan.operand(static_cast<unsigned>(index) + 1));
    if (!known)
      return std::nullopt;
    offsets[index] = static_cast<uint32_t>(*known);
  }
  return offsets;
}

class Budget {
public:
  Budget(Op &scan, uint32_t lanes, PassContext &context)
      : scan(scan), lanes(lanes), context(context),
        slots(static_cast<uint32_t>(scan.intAttr(AttrName::Slots))),
        stride(static_cast<uint32_t>(scan.intAttr(AttrName::ProbeStride))) {}

  void compute(const PriorityOffsets &offsets) {
    std::array<llvm::SmallVector<uint64_t, 6>, 6> columns;
    uint64_t total = 0, uncovered = 0;
    for (uint32_t level = 0; level != kPriorityLevels; ++level) {
      const uint32_t end = std::min(offsets[level + 1], slots), start = std::min(offsets[level], end);
      const PartitionCost cost = partitionCost(end - start, stride, lanes);
      total += cost.budget;
      uncovered += cost.uncovered;
      const uint64_t row[] = {start,       cost.probes,     cost.activeLanes,
                              cost.budget, cost.duplicates, cost.uncovered};
      for (auto [column, value] : llvm::zip_equal(columns, row))
        column.push_back(value);
    }
    columns[0].push_back(std::min(offsets.back(), slots));
    static constexpr AttrName kNames[] = {AttrName::Offsets,      AttrName::ProbeCounts,
                                          AttrName::ActiveLanes,  AttrName::ProbeBudgets,
                                          AttrName::DuplicateProbes, AttrName::UncoveredSlots};
    for (auto [name, column] : llvm::zip_equal(kNames, columns))
      scan.setAttr(name, Attr::array(context.context.copy(column)));
    context.changed = true;
    context.applied(scan.loc(), "a pass makes " + llvm::Twine(total) + " probes at most in " +
                                    llvm::Twine(slots) + " slots");
    if (uncovered != 0)
      context.diags.report(DiagCode::UncoveredSlots, scan.loc(),
                           llvm::Twine(uncovered) + " of " + llvm::Twine(slots) +
                               " slots are never probed by " + llvm::Twine(lanes) +
                               " lanes that step by " + llvm::Twine(stride) +
                               " (expected as many lanes as the stride or the longest level)");
  }

private:
  Op &scan;
  const uint32_t lanes;
  PassContext &context;
  const uint32_t slots, stride;
};

} // namespace

LogicalResult probeBudget(Module &module, PassContext &context) {
  Op *kernel = module.kernel();
  if (!kernel)
    return success();
  Offsets given;
  const llvm::StringRef text = context.options.word("offsets");
  if (!text.empty() && text != "default" && failed(readOffsets(text, given, context.diags)))
    return failure();
  const auto lanes = static_cast<uint32_t>(context.options.number("lanes").value_or(UINT32_MAX));
  llvm::SmallVector<Op *, 2> scans;
  walkPreOrder(*kernel, [&](Op &op) {
    if (op.is(OpKind::SchedScan))
      scans.push_back(&op);
  });
  for (Op *scan : scans) {
    Offsets offsets = given ? given : knownOffsets(*scan);
    if (text == "default")
      offsets = defaultPriorityOffsets(static_cast<uint32_t>(scan->intAttr(AttrName::Slots)));
    if (offsets)
      Budget(*scan, lanes, context).compute(*offsets);
    else
      context.missed(scan->loc(), "the offsets of the levels are the host's; offsets=default or "
                                  "six numbers make the budget known");
  }
  return success();
}

} // namespace vyrecc
