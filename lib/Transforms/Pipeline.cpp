// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier:
// Apache-2.0 WITH LLVM-exception
//
// Expands the table of passes, reads pipelines and runs them.
#include "vyre-cc/IR/Text.h"
#include "vyre-cc/Transforms/Pass.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"
#include <chrono>

namespace vyrecc {

// The columns `needs` and `gives` of the table.
static constexpr std::optional<ir::Form> Any, Same;
static constexpr std::optional<ir::Form> Raised = ir::Form::Raised,
                                         Lowered = ir::Form::Lowered, Ready = ir::Form::Ready;

static constexpr PassInfo kPasses[] = {
#define VYRE_PASS(Function, Flag, Needs, Gives, Options, Summary)                                  \
  {Function, Flag, Needs, Gives, Options, Summary},
#include "vyre-cc/Transforms/Passes.def"
};

llvm::ArrayRef<PassInfo> allPasses() { return kPasses; }

static const PassInfo *findPass(llvm::StringRef flag) {
  for (const PassInfo &pass : kPasses)
    if (pass.flag == flag)
      return &pass;
  return nullptr;
}

/// The flag that is fewest edits away, if any is near enough to be meant.
static llvm::StringRef nearestPass(llvm::StringRef flag) {
  llvm::StringRef nearest;
  unsigned best = flag.size() / 2 + 1;
  for (const PassInfo &pass : kPasses) {
    unsigned distance = flag.edit_distance(pass.flag, /*AllowReplacements=*/true, best);
    if (distance < best) {
      best = distance;
      nearest = pass.flag;
    }
  }
  return nearest;
}

std::optional<uint64_t> PassOptions::number(llvm::StringRef key) const {
  uint64_t value = 0;
  if (word(key).getAsInteger(0, value))
    return std::nullopt;
  return value;
}

/// " (did you mean 'x'?)", or nothing.
static std::string suggestion(llvm::StringRef flag) {
  llvm::StringRef near = nearestPass(flag);
  return near.empty() ? std::string() : (" (did you mean '" + near + "'?)").str();
}

FailureOr<RemarkFilter> RemarkFilter::of(llvm::ArrayRef<std::string> flags,
                                         DiagnosticEngine &diags) {
  RemarkFilter filter;
  for (llvm::StringRef flag : flags) {
    const PassInfo *pass = findPass(flag);
    if (!pass && !flag.empty())
      return diags.error(DiagCode::BadOption, {},
                         "remarks of an unknown pass '" + flag + "'" + suggestion(flag));
    if (pass)
      filter.passes.push_back(pass);
    else
      filter.all = true;
  }
  return filter;
}

/// What the row of a pass says about the values of `key`; empty if the pass does not take it.
static llvm::StringRef valuesOf(const PassInfo &pass, llvm::StringRef key) {
  for (llvm::StringRef option : llvm::split(pass.options, ' ')) {
    auto [name, values] = option.split('=');
    if (name == key)
      return values;
  }
  return {};
}

static bool fits(llvm::StringRef value, llvm::StringRef values) {
  uint64_t number = 0;
  if (values == "N")
    return !value.getAsInteger(0, number);
  return values == "TEXT" || llvm::is_contained(llvm::split(values, '|'), value);
}

/// Adds `key=value` to the options of `entry`.
static LogicalResult addOption(llvm::StringRef option, PipelineEntry &entry,
                               DiagnosticEngine &diags) {
  const PassInfo &pass = *entry.pass;
  auto [key, value] = option.split('=');
  key = key.trim();
  value = value.trim();
  if (key.empty() || value.empty())
    return diags.error(DiagCode::BadPipeline, {},
                       "bad option '" + option + "' of '" + pass.flag + "' (expected name=value)");
  llvm::StringRef values = valuesOf(pass, key);
  if (values.empty())
    return diags.error(DiagCode::BadPipeline, {},
                       "'" + pass.flag + "' has no option '" + key + "' (expected " +
                           (pass.options.empty() ? "none" : pass.options) + ")");
  if (!fits(value, values))
    return diags.error(DiagCode::BadPipeline, {},
                       "option '" + key + "' of '" + pass.flag + "' is '" + value + "' (expected " +
                           (values == "N" ? "a number" : values) + ")");
  if (!entry.options.add(key, value))
    return diags.error(DiagCode::BadPipeline, {},
                       "option '" + key + "' of '" + pass.flag +
                           "' is given twice (expected once)");
  return success();
}

/// Reads `key=value,...` up to the closing brace, which it takes.
static LogicalResult parseOptions(llvm::StringRef &text, PipelineEntry &entry,
                                  DiagnosticEngine &diags) {
  llvm::StringRef inside;
  size_t close = text.find('}');
  if (close == llvm::StringRef::npos)
    return diags.error(DiagCode::BadPipeline, {},
                       "the options of '" + entry.pass->flag + "' are not closed (expected '}')");
  inside = text.take_front(close);
  text = text.drop_front(close + 1);
  while (!inside.empty()) {
    auto [option, rest] = inside.split(',');
    if (failed(addOption(option, entry, diags)))
      return failure();
    inside = rest;
  }
  return success();
}

FailureOr<Pipeline> parsePipeline(llvm::StringRef text, DiagnosticEngine &diags) {
  Pipeline pipeline;
  text = text.trim();
  if (text.empty())
    return pipeline;
  while (true) {
    size_t end = text.find_first_of(",{");
    llvm::StringRef flag = text.take_front(end).trim();
    text = text.drop_front(std::min(end, text.size()));
    if (flag.empty())
      return diags.error(DiagCode::BadPipeline, {}, "an empty entry (expected the name of a pass)");
    const PassInfo *pass = findPass(flag);
    if (!pass)
      return diags.error(DiagCode::BadPipeline, {},
                         "unknown pass '" + flag + "'" + suggestion(flag));
    pipeline.push_back({pass, {}});
    if (text.consume_front("{") && failed(parseOptions(text, pipeline.back(), diags)))
      return failure();
    text = text.ltrim();
    if (text.empty())
      return pipeline;
    if (!text.consume_front(","))
      return diags.error(DiagCode::BadPipeline, {},
                         "'" + text + "' after '" + flag + "' (expected ',')");
    text = text.ltrim();
  }
}

/// Checks, before anything runs, that each pass gets the form that it needs.
static LogicalResult checkForms(const Pipeline &pipeline, ir::Form form, DiagnosticEngine &diags) {
  for (const PipelineEntry &entry : pipeline) {
    if (entry.pass->needs && *entry.pass->needs != form)
      return diags.error(
          DiagCode::BadPipeline, {},
          "'" + entry.pass->flag + "' would get a module in form " +
              ir::enumText(ir::EnumKind::Form, static_cast<uint64_t>(form)) + " (expected " +
              ir::enumText(ir::EnumKind::Form, static_cast<uint64_t>(*entry.pass->needs)) + ")");
    form = entry.pass->gives.value_or(form);
  }
  return success();
}

static LogicalResult runPass(const PipelineEntry &entry, ir::Module &module, ir::Context &context,
                             DiagnosticEngine &diags, const PipelineOptions &options) {
  using Clock = std::chrono::steady_clock;
  const PassInfo &pass = *entry.pass;
  if (options.beforePass)
    options.beforePass(pass, module);
  PassContext passContext{context, diags, pass.flag, entry.options, options.remarks.wants(pass)};
  Clock::time_point start = Clock::now();
  if (failed(pass.run(module, passContext)))
    return failure();
  double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  if (pass.gives)
    module.setForm(*pass.gives);
  if (options.verifyEach && failed(ir::verify(module, diags)))
    return diags.error(DiagCode::InvalidIR, {}, "'" + pass.flag + "' left the module invalid");
  if (options.finished)
    options.finished(pass, seconds, passContext);
  if (options.afterPass)
    options.afterPass(pass, module);
  return options.check ? options.check(pass, module) : success();
}

LogicalResult runPipeline(const Pipeline &pipeline, ir::Module &module, ir::Context &context,
                          DiagnosticEngine &diags, const PipelineOptions &options) {
  if (failed(checkForms(pipeline, module.form(), diags)))
    return failure();
  unsigned left = options.passLimit;
  for (const PipelineEntry &entry : pipeline) {
    if (left-- == 0)
      break;
    if (failed(runPass(entry, module, context, diags, options)))
      return failure();
  }
  return success();
}

} // namespace vyrecc
