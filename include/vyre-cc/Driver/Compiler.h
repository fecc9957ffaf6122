// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The compiler as a library: bytes in, SPIR-V and a manifest out. Values in, values out: no shared state, safe
// to call from many threads, deterministic for equal input and options.
#ifndef VYRE_CC_DRIVER_COMPILER_H
#define VYRE_CC_DRIVER_COMPILER_H

#include "vyre-cc/Import/Import.h"
#include "vyre-cc/Target/SPIRV/SPIRV.h"
#include "vyre-cc/VIR0/Program.h"
#include <memory>

namespace vyrecc {

/// What an input is, told by its first bytes.
enum class InputKind : uint8_t { Vir0Bytes, HexArmor, Vir0Assembly, IRText };
/// nullopt if it is none of them.
std::optional<InputKind> detectInput(llvm::StringRef input);

/// A program and the bytes that it refers to.
struct ProgramInput {
  std::string bytes;
  vir0::Program program;
};
/// Decodes VIR0 in any of its three forms. Nothing is validated: a program may be a part of another.
FailureOr<std::unique_ptr<ProgramInput>> readProgram(llvm::StringRef input, vir0::SubgroupRule rule,
                                                     DiagnosticEngine &diags);

enum class OptLevel : uint8_t { O0, O1, O2 };
enum class Bounds : uint8_t {
  Robust, ///< loads outside a buffer give 0; stores and atomics there do nothing
  None,   ///< no checks: such an access is undefined
};

/// What floats mean where devices differ from the reference; docs/Float.md has the details.
enum class FloatPolicy : uint8_t {
  Native,    ///< subnormals and NaNs are what the device makes of them
  Reference, ///< one NaN, and no subnormals: the reference's bits
};

/// What becomes of operations on subgroups, which have 32 invocations on every device.
enum class Subgroups : uint8_t {
  Emulate, ///< workgroup memory and barriers: runs on every device
  Native,  ///< the device's own, which must have 32 invocations; emulated where a workgroup's rows are no whole ones
};

/// Integers that the device has beside those of 32 bits. Without them a module runs on every device.
struct TargetFeatures {
  bool smallIntegers = false; ///< shaderInt8, shaderInt16 and their access to storage buffers
  bool wideIntegers = false;  ///< shaderInt64
};

/// How a megakernel's scheduler runs; docs/Scheduler.md explains the strategies.
enum class SchedulerStrategy : uint8_t {
  Auto,    ///< the fastest that the kernel has the shape for
  Literal, ///< as the program says
  Strided, ///< the same slots by the same lanes, without what repeats itself
  Cooperative, ///< launched lanes share the ring out, and subgroups count together
  Sweep,   ///< workgroups, however many, sweep the ring
};
struct SchedulerOptions {
  SchedulerStrategy strategy = SchedulerStrategy::Auto;
  // Fixes of what the program's scheduler does; none under SchedulerStrategy::Literal.
  bool workConserving = true; ///< serve the levels that wait where the others have nothing to do
  bool tenantLimit = false;   ///< refuse tenants beyond the table of masks
  bool clampOffsets = true;   ///< end levels with the ring, whatever the host's offsets say
  bool protectControl = false; ///< drop what handlers write to the scheduler's words at indices from arguments
  bool handlerStatus = false; ///< keep a slot's status where its handler has set one
  /// For warnings and reports: first slot of each level and the end of the last, six numbers with slashes between them,
  /// or "default"; empty where they are the host's.
  std::string offsets;
  uint32_t lanes = 0; ///< for warnings and reports: invocations that are launched; 0: enough
};

struct CompileOptions {
  OptLevel optLevel = OptLevel::O1;
  spirv::TargetEnv targetEnv = spirv::TargetEnv::Vulkan1_2;
  TargetFeatures features;
  Bounds bounds = Bounds::Robust;
  FloatPolicy floatPolicy = FloatPolicy::Native;
  IoPoll ioPoll = IoPoll::Host;
  SchedulerOptions scheduler;
  Subgroups subgroups = Subgroups::Emulate;
  vir0::SubgroupRule subgroupRule = vir0::SubgroupRule::Auto;
  uint32_t loopBound = 0; ///< iterations at which every loop stops; 0: no guard
  bool names = true;
  bool validate = true;   ///< run SPIRV-Tools' validator
  std::string variant;    ///< recorded in the manifest
  /// Flags of the passes that say what they did and what they left alone; an empty one stands for all passes.
  std::vector<std::string> remarks;
  /// VIR0 blobs, armour or assembly whose programs may be called, by entry op id. What is reported of the k-th, counted
  /// from 1, has that number in SourceLoc::source.
  std::vector<std::string> libraries;
  /// Functions of the target that programs may call by name.
  std::vector<spirv::ExternalFunction> externals;
  /// Told of each stage of a compile to words, in order: "decode", "check" (the rules of VIR0), "import", the flag of
  /// each pass, "emit", "validate" (SPIRV-Tools). Stages that an input does not need are left out.
  StageObserver stageEnded;
};

struct CompileOutput {
  std::vector<uint32_t> words;
  protocol::Manifest manifest;
};

/// The form in which compile stops and gives text or bytes instead of words.
enum class EmitKind : uint8_t {
  Spirv,
  SpirvAsm,
  IR,         ///< after the pipeline
  ImportedIR, ///< before it
  RaisedIR,   ///< with the scheduler's ops in the place of those that were recognised
  Vir0,
  Manifest,
  // What a pass of each priority scan costs, as CompileOptions::scheduler describes the launch.
  BudgetText,
  BudgetJson,
  BudgetPicture, ///< SVG
};

/// Compiles any input to words. Reports diagnostics through `diags`.
FailureOr<CompileOutput> compile(llvm::StringRef input, const CompileOptions &options,
                                 DiagnosticEngine &diags);
/// The same for a program that is decoded already.
FailureOr<CompileOutput> compile(const vir0::Program &program, const CompileOptions &options,
                                 DiagnosticEngine &diags);

/// Compiles and gives what `kind` asks for: the words' bytes, disassembly, IR text after the pipeline, VIR0 bytes
/// (inputs of VIR0 only) or the manifest's JSON.
FailureOr<std::string> compileTo(EmitKind kind, llvm::StringRef input,
                                 const CompileOptions &options, DiagnosticEngine &diags);
FailureOr<std::string> compileTo(EmitKind kind, const vir0::Program &program,
                                 const CompileOptions &options, DiagnosticEngine &diags);

/// Reads any input and says whether it is valid: VIR0 by the rules of section 15, IR text by its verifier.
LogicalResult validateInput(llvm::StringRef input, const CompileOptions &options,
                            DiagnosticEngine &diags);

/// Reads any input and gives its IR before any pass: imported from VIR0, or as the text says. The module lives in
/// `context`.
FailureOr<ir::Module> importInput(llvm::StringRef input, const CompileOptions &options,
                                  ir::Context &context, DiagnosticEngine &diags);

/// The pipeline that these options choose for a module in this form, in the syntax of vyre-opt --passes. Ops of the
/// scheduler that are there already are lowered at every level.
std::string pipelineFor(const CompileOptions &options, ir::Form form = ir::Form::Imported);

} // namespace vyrecc

#endif
