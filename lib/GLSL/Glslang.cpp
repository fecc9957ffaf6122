// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs glslang on a source, and makes diagnostics of its log.
//
// A handler is no whole shader: an empty main is put after it, and the workgroup's size before it.
// So glslang itself says where the source has one of its own, and gl_WorkGroupSize is right. Only
// glslang's public interface is used, which keeps to it through the versions.
#include "Glslang.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/thread.h"
#include <glslang/Public/ResourceLimits.h>
#include <glslang/Public/ShaderLang.h>
#include <glslang/SPIRV/GlslangToSpv.h>
#include <mutex>

namespace vyrecc::glsl {

namespace {

constexpr int kDefaultVersion = 450; ///< of sources without #version
constexpr unsigned kMaxMessages = 20;
/// glslang recurses on expressions, whose nesting its parser does not bound: operators a statement,
/// and a stack on which so many are known to fit several times over.
constexpr unsigned kMaxOperators = 16384;
constexpr unsigned kStackBytes = 64u << 20;
constexpr size_t kMaxBytes = 1u << 20;

/// Makes diagnostics of the lines of a log:
///   ERROR: 0:12: 'x' : undeclared identifier
///   WARNING: 0:3: ...
///   ERROR: Linking compute stage: ...
/// A line of another form continues the message before it.
class LogReader {
public:
  LogReader(llvm::StringRef source, const HandlerOptions &options, DiagnosticEngine &diags)
      : options(options), diags(diags),
        lastLine(static_cast<uint32_t>(source.rtrim().count('\n')) + 1) {}

  /// Fails where glslang did, and then has reported why.
  LogicalResult read(llvm::StringRef log, bool succeeded) {
    const unsigned errorsBefore = diags.numErrors();
    for (llvm::StringRef line : llvm::split(log, '\n')) {
      line = line.rtrim();
      if (line.empty())
        continue;
      if (line.consume_front("ERROR: "))
        start(line, DiagCode::GlslError);
      else if (line.consume_front("WARNING: "))
        start(line, DiagCode::GlslWarning);
      else if (!message.empty())
        message += (" " + line.ltrim()).str();
    }
    finish();
    if (!succeeded && diags.numErrors() == errorsBefore)
      return diags.error(DiagCode::GlslError, {}, "glslang gives no reason");
    return success(succeeded);
  }

private:
  void start(llvm::StringRef line, DiagCode newCode) {
    finish();
    code = newCode;
    loc = {};
    llvm::StringRef rest = line;
    unsigned string, number;
    if (!rest.consumeInteger(10, string) && rest.consume_front(":") &&
        !rest.consumeInteger(10, number) && rest.consume_front(": ")) {
      line = rest;
      if (string == 0 && number != 0)
        loc = SourceLoc::text(number, 1);
      else if (string != 0) // found in what is added behind the source, which is not complete
        loc = SourceLoc::text(lastLine, 1);
    }
    message = line.str();
  }

  void finish() {
    const std::string text = std::exchange(message, {});
    const llvm::StringRef said = text;
    // How many errors there were, and that they were enough.
    if (said.empty() || said.contains("No code generated") ||
        said.contains("compilation terminated"))
      return;
    if (++numMessages > kMaxMessages)
      return;
    if (said.starts_with("'main' : function already has a body"))
      return diags.report(DiagCode::GlslHandler, loc, "the source has a main of its own");
    const auto &size = options.workgroupSize;
    if (said.starts_with("'local_size' : cannot change previously set size"))
      return diags.report(DiagCode::GlslHandler, loc,
                          "local_size is not that of the kernel, " + llvm::Twine(size[0]) + " x " +
                              llvm::Twine(size[1]) + " x " + llvm::Twine(size[2]));
    diags.report(code, loc, said);
  }

  const HandlerOptions &options;
  DiagnosticEngine &diags;
  const uint32_t lastLine;
  DiagCode code = DiagCode::GlslError;
  SourceLoc loc;
  std::string message;
  unsigned numMessages = 0;
};

/// The line of a statement with too many operators, or 0.
uint32_t findLongStatement(llvm::StringRef source) {
  uint32_t line = 1;
  unsigned operators = 0;
  for (size_t at = 0; at < source.size(); ++at) {
    const llvm::StringRef rest = source.substr(at);
    if (rest.starts_with("//") || rest.starts_with("/*")) {
      const bool isLine = rest.starts_with("//");
      const size_t end = isLine ? rest.find('\n') : rest.find("*/", 2);
      const llvm::StringRef comment = rest.take_front(end);
      line += static_cast<uint32_t>(comment.count('\n'));
      at += isLine ? comment.size() - 1 : comment.size() + 1;
      continue;
    }
    const char letter = source[at];
    line += letter == '\n';
    if (letter == ';' || letter == '{' || letter == '}')
      operators = 0;
    else if (llvm::StringRef("+-*/%&|^<>=!~?([").contains(letter) && ++operators > kMaxOperators)
      return line;
  }
  return 0;
}

glslang::EShTargetClientVersion clientVersion(spirv::TargetEnv env) {
  switch (env) {
  case spirv::TargetEnv::Vulkan1_1:
    return glslang::EShTargetVulkan_1_1;
  case spirv::TargetEnv::Vulkan1_2:
    return glslang::EShTargetVulkan_1_2;
  case spirv::TargetEnv::Vulkan1_3:
    return glslang::EShTargetVulkan_1_3;
  }
  return glslang::EShTargetVulkan_1_1;
}

glslang::EShTargetLanguageVersion languageVersion(spirv::TargetEnv env) {
  switch (env) {
  case spirv::TargetEnv::Vulkan1_1:
    return glslang::EShTargetSpv_1_3;
  case spirv::TargetEnv::Vulkan1_2:
    return glslang::EShTargetSpv_1_5;
  case spirv::TargetEnv::Vulkan1_3:
    return glslang::EShTargetSpv_1_6;
  }
  return glslang::EShTargetSpv_1_3;
}

/// glslang keeps tables for the process: made on first use, and used by one thread at a time.
std::mutex &processMutex() {
  static std::mutex mutex;
  return mutex;
}

void initializeOnce() {
  static std::once_flag once;
  std::call_once(once, [] { glslang::InitializeProcess(); });
}

std::string preamble(const HandlerOptions &options) {
  const auto &size = options.workgroupSize;
  return ("layout(local_size_x = " + llvm::Twine(size[0]) + ", local_size_y = " +
          llvm::Twine(size[1]) + ", local_size_z = " + llvm::Twine(size[2]) + ") in;\n")
      .str();
}

/// The limit of a workgroup is the device's to enforce.
TBuiltInResource limits() {
  TBuiltInResource resources = *GetDefaultResources();
  resources.maxComputeWorkGroupSizeX = INT32_MAX;
  resources.maxComputeWorkGroupSizeY = INT32_MAX;
  resources.maxComputeWorkGroupSizeZ = INT32_MAX;
  return resources;
}

FailureOr<std::vector<uint32_t>> compileOnThisThread(llvm::StringRef source,
                                                     const HandlerOptions &options,
                                                     DiagnosticEngine &diags) {
  const auto messages =
      static_cast<EShMessages>(EShMsgSpvRules | EShMsgVulkanRules | EShMsgKeepUncalled);
  const std::string before = preamble(options);
  const llvm::StringRef last = "\nvoid main() {}\n";
  const char *const strings[] = {source.data(), last.data()};
  const int lengths[] = {static_cast<int>(source.size()), static_cast<int>(last.size())};
  const TBuiltInResource resources = limits();

  glslang::TShader shader(EShLangCompute);
  glslang::TProgram program; // goes before the shader, which it refers to
  shader.setStringsWithLengths(strings, lengths, 2);
  shader.setPreamble(before.c_str());
  shader.setEnvInput(glslang::EShSourceGlsl, EShLangCompute, glslang::EShClientVulkan, 100);
  shader.setEnvClient(glslang::EShClientVulkan, clientVersion(options.env));
  shader.setEnvTarget(glslang::EShTargetSpv, languageVersion(options.env));
  shader.setAutoMapBindings(true); // bindings are the megakernel's to give
  LogReader log(source, options, diags);
  const bool parsed =
      shader.parse(&resources, kDefaultVersion, ECoreProfile,
                   /*forceDefaultVersionAndProfile=*/false, /*forwardCompatible=*/false, messages);
  if (failed(log.read(shader.getInfoLog(), parsed)))
    return failure();
  program.addShader(&shader);
  const bool linked = program.link(messages);
  if (failed(log.read(program.getInfoLog(), linked)))
    return failure();
  glslang::SpvOptions spvOptions;
  spvOptions.generateDebugInfo = true; // OpLine, for the places of later errors
  spv::SpvBuildLogger buildLog;
  std::vector<unsigned int> words;
  glslang::GlslangToSpv(*program.getIntermediate(EShLangCompute), words, &buildLog, &spvOptions);
  if (words.empty())
    return diags.error(DiagCode::GlslError, {}, buildLog.getAllMessages());
  return std::vector<uint32_t>(words.begin(), words.end());
}

} // namespace

bool isAvailable() { return true; }

std::string compilerVersion() {
  const glslang::Version version = glslang::GetVersion();
  return (llvm::Twine(version.major) + "." + llvm::Twine(version.minor) + "." +
          llvm::Twine(version.patch))
      .str();
}

FailureOr<std::vector<uint32_t>>
compileSource(llvm::StringRef source, const HandlerOptions &options, DiagnosticEngine &diags) {
  if (source.size() > kMaxBytes)
    return diags.error(DiagCode::GlslError, {},
                       "a source of " + llvm::Twine(source.size()) + " bytes (expected at most " +
                           llvm::Twine(kMaxBytes) + ")");
  if (const uint32_t line = findLongStatement(source))
    return diags.error(DiagCode::GlslError, SourceLoc::text(line, 1),
                       "a statement with more than " + llvm::Twine(kMaxOperators) + " operators");
  const std::lock_guard<std::mutex> turn(processMutex());
  initializeOnce();
  FailureOr<std::vector<uint32_t>> words = failure();
  llvm::thread worker(std::optional<unsigned>(kStackBytes),
                      [&] { words = compileOnThisThread(source, options, diags); });
  worker.join();
  return words;
}

} // namespace vyrecc::glsl
