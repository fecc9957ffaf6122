// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// IR module to SPIR-V module: survey, kernel, manifest, requirements, limits.
#include "Emit/KernelEmitter.h"
#include "Emit/ManifestInstructions.h"
#include "Emit/Requirements.h"
#include "TargetEnv.h"

namespace vyrecc::spirv {

namespace {

void emitHead(Words &words, bool names) {
  words.emit(Section::MemoryModel, spv::Op::OpMemoryModel,
             {static_cast<uint32_t>(spv::AddressingModel::Logical),
              static_cast<uint32_t>(spv::MemoryModel::GLSL450)});
  if (names)
    words.emitString(Section::Processed, spv::Op::OpModuleProcessed, {}, "vyre-cc");
}

LogicalResult checkLimits(const Words &words, SourceLoc loc, DiagnosticEngine &diags) {
  if (std::optional<spv::Op> opcode = words.tooLong())
    return diags.error(DiagCode::TargetLimit, loc,
                       "an instruction with opcode " + llvm::Twine(static_cast<unsigned>(*opcode)) +
                           " is longer than " + llvm::Twine(kMaxInstructionWords) + " words");
  if (words.idBound() > kMaxIdBound)
    return diags.error(DiagCode::TargetLimit, loc,
                       "the module needs " + llvm::Twine(words.idBound()) +
                           " ids (expected at most " + llvm::Twine(kMaxIdBound) + ")");
  return success();
}

} // namespace

FailureOr<EmittedModule> emit(const ir::Module &module, const EmitOptions &options,
                              DiagnosticEngine &diags) {
  llvm::SmallVector<Survey, 1> surveys;
  for (ir::Op *kernel : module.kernels()) {
    FailureOr<Survey> survey = surveyKernel(module, *kernel, diags);
    if (failed(survey))
      return failure();
    surveys.push_back(std::move(*survey));
  }
  const uint32_t version = spirvVersion(options.env);
  const SourceLoc loc = module.op()->loc();
  Words words;
  Types types(words);
  Constants constants(words, types);
  emitHead(words, options.names);
  Externals externals(options, words, types, constants);
  if (failed(externals.splice(module, surveys, diags)))
    return failure();
  for (auto [kernel, survey] : llvm::zip_equal(module.kernels(), surveys))
    KernelEmitter(survey, version, options, words, types, constants, externals).run(*kernel);
  externals.decorateAliases();

  EmittedModule emitted;
  emitted.manifest = makeManifest(module, surveys, options.env);
  if (failed(emitManifest(emitted.manifest, version, loc, words, types, diags)) ||
      failed(declareRequirements(words, version, diags)) || failed(checkLimits(words, loc, diags)))
    return failure();
  emitted.words = words.assemble(version);
  return emitted;
}

} // namespace vyrecc::spirv
