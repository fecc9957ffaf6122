// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which accesses conflict, and schedules as text.
#include "Event.h"
#include "Workgroup.h"
#include "llvm/ADT/StringExtras.h"

namespace vyrecc::interp {

using namespace ir;

bool conflict(const Event &a, const Event &b) {
  if (a.kind == EventKind::None || b.kind == EventKind::None)
    return false;
  if (a.kind == EventKind::Everything || b.kind == EventKind::Everything)
    return true;
  if (a.buffer != b.buffer || a.workgroup != b.workgroup || a.firstByte + a.bytes <= b.firstByte ||
      b.firstByte + b.bytes <= a.firstByte)
    return false;
  if (a.kind == EventKind::Read && b.kind == EventKind::Read)
    return false;
  return !(a.kind == EventKind::Commuting && b.kind == EventKind::Commuting &&
           a.instruction->sub == b.instruction->sub && a.instruction->type == b.instruction->type);
}

Step toStep(uint32_t lane, const Event &event, llvm::ArrayRef<Memory> memories) {
  const Op &op = *event.instruction->op;
  StringRef mnemonic = op.info().mnemonic;
  mnemonic.consume_front("vir.");
  Step step{lane, mnemonic.str(), {}, event.index, event.before[0], event.after[0], event.writes()};
  if (const Attr *rmw = op.attr(AttrName::Rmw))
    step.op += " " + enumText(EnumKind::RmwKind, rmw->asInt()).str();
  if (event.kind != EventKind::Everything)
    step.buffer = wireName(*memories[event.buffer].decl).str();
  return step;
}

static std::string lineOf(const Step &step) {
  std::string line = "invocation " + std::to_string(step.invocation) + ": " + step.op;
  if (step.buffer.empty())
    return line;
  line +=
      " " + step.buffer + "[" + std::to_string(step.index) + "]: " + std::to_string(step.before);
  return step.changes ? line + " -> " + std::to_string(step.after) : line;
}

std::vector<std::string> describe(llvm::ArrayRef<Step> steps, size_t maxLines) {
  std::vector<std::string> lines;
  size_t others = 0;
  auto flush = [&] {
    if (others != 0)
      lines.push_back("... " + std::to_string(others) + (others == 1 ? " other" : " others"));
    others = 0;
  };
  for (const Step &step : steps) {
    const Step &last = steps.back();
    const bool concernsLast =
        last.changes && step.buffer == last.buffer && step.index == last.index;
    if (!step.changes && !concernsLast && &step != &last) {
      ++others;
      continue;
    }
    flush();
    lines.push_back(lineOf(step));
  }
  flush();
  if (lines.size() <= maxLines)
    return lines;
  const size_t left = lines.size() - (maxLines - 1);
  lines.erase(lines.begin(), lines.begin() + static_cast<ptrdiff_t>(left));
  lines.insert(lines.begin(), "... " + std::to_string(left) + " lines before");
  return lines;
}

} // namespace vyrecc::interp
