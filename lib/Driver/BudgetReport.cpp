// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What probe-budget has found out about the scans of a module, as text, JSON or a picture of lanes × levels.
#include "BudgetReport.h"
#include "vyre-cc/Protocol/Partition.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace vyrecc {

using namespace ir;
using namespace protocol;

namespace {

constexpr llvm::StringLiteral kLevelNames[] = {"CRITICAL", "HIGH", "NORMAL", "LOW", "IDLE"};
static_assert(std::size(kLevelNames) == kPriorityLevels);

struct Column {
  AttrName attr;
  llvm::StringLiteral key, title;
};
constexpr Column kColumns[] = {
    {AttrName::ProbeCounts, "probes", "probes"},
    {AttrName::ActiveLanes, "active_lanes", "lanes"},
    {AttrName::ProbeBudgets, "budget", "budget"},
    {AttrName::DuplicateProbes, "duplicates", "duplicates"},
    {AttrName::UncoveredSlots, "uncovered", "uncovered"},
};

llvm::SmallVector<const Op *, 2> scansOf(const Module &module) {
  llvm::SmallVector<const Op *, 2> scans;
  if (Op *kernel = module.kernel())
    walkPreOrder(*kernel, [&](Op &op) {
      if (op.is(OpKind::SchedScan))
        scans.push_back(&op);
    });
  return scans;
}

uint64_t cell(const Op &scan, AttrName column, uint32_t level) {
  return scan.attr(column)->asArray()[level];
}

uint64_t sum(const Op &scan, AttrName column) {
  uint64_t total = 0;
  for (uint64_t value : scan.attr(column)->asArray())
    total += value;
  return total;
}

void writeText(const Op &scan, llvm::raw_ostream &os) {
  const uint64_t slots = scan.intAttr(AttrName::Slots), stride = scan.intAttr(AttrName::ProbeStride);
  os << "scan of " << slots << " slots, stride " << stride << '\n';
  if (!scan.hasAttr(AttrName::Offsets)) {
    os << "  for a level of n slots: ceil(n / " << stride << ") probes by each of min(n, " << stride
       << ") lanes; offsets of the levels are the host's\n";
    return;
  }
  auto cellOf = [&](const auto &value) {
    os << llvm::right_justify((llvm::Twine(value)).str(), 12);
  };
  os << "  " << llvm::left_justify("level", 10);
  for (const char *title : {"first slot", "slots"})
    cellOf(title);
  for (const Column &column : kColumns)
    cellOf(column.title);
  const llvm::ArrayRef<uint64_t> offsets = scan.attr(AttrName::Offsets)->asArray();
  for (uint32_t level = 0; level != kPriorityLevels; ++level) {
    os << "\n  " << llvm::left_justify(kLevelNames[level], 10);
    cellOf(offsets[level]);
    cellOf(offsets[level + 1] - offsets[level]);
    for (const Column &column : kColumns)
      cellOf(cell(scan, column.attr, level));
  }
  os << "\n  a pass makes " << sum(scan, AttrName::ProbeBudgets) << " probes at most; "
     << sum(scan, AttrName::DuplicateProbes) << " of them look at a slot twice; "
     << sum(scan, AttrName::UncoveredSlots) << " slots are never probed\n";
}

void writeJson(const Op &scan, llvm::json::OStream &json) {
  json.object([&] {
    json.attribute("slots", scan.intAttr(AttrName::Slots));
    json.attribute("stride", scan.intAttr(AttrName::ProbeStride));
    if (!scan.hasAttr(AttrName::Offsets))
      return;
    const llvm::ArrayRef<uint64_t> offsets = scan.attr(AttrName::Offsets)->asArray();
    json.attributeArray("levels", [&] {
      for (uint32_t level = 0; level != kPriorityLevels; ++level)
        json.object([&] {
          json.attribute("name", kLevelNames[level]);
          json.attribute("first_slot", offsets[level]);
          json.attribute("slots", offsets[level + 1] - offsets[level]);
          for (const Column &column : kColumns)
            json.attribute(column.key, cell(scan, column.attr, level));
        });
    });
    json.attribute("budget", sum(scan, AttrName::ProbeBudgets));
  });
}

// The picture: a row a level, a cell for each group of neighbouring lanes, darker the more probes they make.
constexpr unsigned kCells = 64, kCellWidth = 12, kRowHeight = 28, kLeft = 96, kTop = 56, kRight = 200;

void writePicture(const Op &scan, unsigned top, llvm::raw_ostream &os) {
  const uint64_t slots = scan.intAttr(AttrName::Slots), stride = scan.intAttr(AttrName::ProbeStride);
  os << "<text x=\"8\" y=\"" << top + 20 << "\" class=\"title\">" << slots << " slots, stride " << stride
     << ": probes a lane makes in one pass</text>\n";
  if (!scan.hasAttr(AttrName::Offsets)) {
    os << "<text x=\"8\" y=\"" << top + 44 << "\">the offsets of the levels are the host's</text>\n";
    return;
  }
  const uint64_t lanes = std::max<uint64_t>(std::min(slots, stride), 1);
  const uint64_t cells = std::min<uint64_t>(lanes, kCells);
  uint64_t most = 1;
  for (uint32_t level = 0; level != kPriorityLevels; ++level)
    most = std::max(most, cell(scan, AttrName::ProbeCounts, level));
  for (uint32_t level = 0; level != kPriorityLevels; ++level) {
    const unsigned y = top + kTop + level * kRowHeight;
    const uint64_t active = cell(scan, AttrName::ActiveLanes, level);
    const uint64_t probes = cell(scan, AttrName::ProbeCounts, level);
    os << "<text x=\"8\" y=\"" << y + 17 << "\">" << kLevelNames[level] << "</text>\n";
    for (uint64_t index = 0; index != cells; ++index) {
      const uint64_t from = index * lanes / cells, to = std::max((index + 1) * lanes / cells, from + 1);
      const uint64_t busy = active <= from ? 0 : std::min(active, to) - from;
      const double shade = double(busy) * double(probes) / (double(to - from) * double(most));
      os << "<rect x=\"" << kLeft + index * kCellWidth << "\" y=\"" << y << "\" width=\""
         << kCellWidth - 1 << "\" height=\"" << kRowHeight - 6 << "\" fill=\"#1f5fa8\" fill-opacity=\""
         << llvm::format("%.2f", busy ? 0.15 + 0.85 * shade : 0.04) << "\"><title>lanes " << from
         << " to " << to - 1 << ": " << busy << " probe, " << probes << " times each</title></rect>\n";
    }
    os << "<text x=\"" << kLeft + cells * kCellWidth + 8 << "\" y=\"" << y + 17 << "\">"
       << cell(scan, AttrName::ProbeBudgets, level) << " probes";
    if (const uint64_t uncovered = cell(scan, AttrName::UncoveredSlots, level))
      os << ", " << uncovered << " slots never";
    os << "</text>\n";
  }
}

void writePictures(llvm::ArrayRef<const Op *> scans, llvm::raw_ostream &os) {
  constexpr unsigned height = kTop + kPriorityLevels * kRowHeight + 16;
  const unsigned width = kLeft + kCells * kCellWidth + kRight;
  os << "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" << width << "\" height=\""
     << height * std::max<size_t>(scans.size(), 1) << "\">\n<style>text { font: 13px sans-serif; fill: #222 } "
     << ".title { font-weight: bold }</style>\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n";
  for (auto [index, scan] : llvm::enumerate(scans))
    writePicture(*scan, static_cast<unsigned>(index) * height, os);
  os << "</svg>\n";
}

} // namespace

FailureOr<std::string> budgetReport(const Module &module, BudgetFormat format,
                                    DiagnosticEngine &diags) {
  const llvm::SmallVector<const Op *, 2> scans = scansOf(module);
  if (scans.empty())
    return diags.error(DiagCode::Unsupported, module.op()->loc(),
                       "the program has no priority scan (expected one for a budget report)");
  std::string text;
  llvm::raw_string_ostream os(text);
  switch (format) {
  case BudgetFormat::Text:
    for (const Op *scan : scans)
      writeText(*scan, os);
    break;
  case BudgetFormat::Json: {
    llvm::json::OStream json(os, 2);
    json.array([&] {
      for (const Op *scan : scans)
        writeJson(*scan, json);
    });
    os << '\n';
    break;
  }
  case BudgetFormat::Svg:
    writePictures(scans, os);
    break;
  }
  return text;
}

} // namespace vyrecc
