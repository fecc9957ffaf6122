// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Wraps a handler written in GLSL into a program, so that a megakernel needs to know only programs.
#include "vyre-cc/Driver/GlslHandler.h"
#include "vyre-cc/Megakernel/Megakernel.h"
#include "vyre-cc/Protocol/Layout.h"

namespace vyrecc {

using namespace protocol;

namespace {

struct OwnBuffer {
  const char *name;
  uint32_t binding;
};
constexpr OwnBuffer kOwnBuffers[] = {
    {kBufferControlSpelling, kBufferControlBinding},
    {kBufferRingSpelling, kBufferRingBinding},
    {kBufferDebugLogSpelling, kBufferDebugLogBinding},
    {kBufferIoQueueSpelling, kBufferIoQueueBinding},
};

vir0::TypeTag tagOf(glsl::Element element) {
  switch (element) {
  case glsl::Element::U32:
    return vir0::TypeTag::U32;
  case glsl::Element::I32:
    return vir0::TypeTag::I32;
  case glsl::Element::F32:
    return vir0::TypeTag::F32;
  }
  return vir0::TypeTag::U32;
}

} // namespace

/// The bindings of buffers that are not the megakernel's follow from all of its parts, so that no
/// handler can know one.
static LogicalResult checkBinding(const glsl::Block &block, const OwnBuffer *own,
                                  DiagnosticEngine &diags) {
  if (block.binding == 0 || (own && own->binding == block.binding))
    return success();
  return diags.error(DiagCode::HandlerBuffer, block.loc,
                     "block '" + block.name + "' has binding " + llvm::Twine(block.binding) +
                         (own ? " (expected " + llvm::Twine(own->binding) + ", or none)"
                              : llvm::Twine(" (expected none: the megakernel numbers it)")));
}

FailureOr<std::unique_ptr<GlslHandler>> readGlslHandler(llvm::StringRef source,
                                                        llvm::StringRef name,
                                                        const glsl::HandlerOptions &options,
                                                        DiagnosticEngine &diags) {
  FailureOr<glsl::Handler> compiled = glsl::compileHandler(source, name, options, diags);
  if (failed(compiled))
    return failure();
  auto handler = std::make_unique<GlslHandler>();
  llvm::SmallVector<megakernel::ExternalBuffer, 8> buffers;
  for (const glsl::Block &block : compiled->blocks) {
    const auto *own = llvm::find_if(
        kOwnBuffers, [&](const OwnBuffer &candidate) { return candidate.name == block.name; });
    const bool isOwn = own != std::end(kOwnBuffers);
    if (failed(checkBinding(block, isOwn ? own : nullptr, diags)))
      return failure();
    buffers.push_back({block.name, isOwn ? vir0::TypeTag::U32 : tagOf(block.element), block.count,
                       block.readOnly, block.loc});
  }
  handler->program = megakernel::externalHandler(name, glsl::kParameters, buffers);
  handler->function = std::move(compiled->function);
  return handler;
}

} // namespace vyrecc
