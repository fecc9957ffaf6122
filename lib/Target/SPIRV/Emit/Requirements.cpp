// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Chooses capabilities: first those that have no alternative, then one for each list that is still
// not met.
#include "Emit/Requirements.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"

namespace vyrecc::spirv {

namespace {

using grammar::Kind;
using grammar::Requirement;

class Chooser {
public:
  void need(const Requirement &requirement) {
    for (spv::Capability capability : requirement.capabilities)
      if (available.contains(static_cast<uint32_t>(capability)))
        return;
    declared.push_back(requirement.capabilities.front());
    makeAvailable(requirement.capabilities.front());
  }
  /// One that is asked for by itself.
  void declare(spv::Capability capability) {
    if (available.contains(static_cast<uint32_t>(capability)))
      return;
    declared.push_back(capability);
    makeAvailable(capability);
  }
  ArrayRef<spv::Capability> chosen() const { return declared; }

private:
  /// A capability brings those that it depends on.
  void makeAvailable(spv::Capability capability) {
    const auto value = static_cast<uint32_t>(capability);
    if (!available.insert(value))
      return;
    if (const Requirement *implied = grammar::find(Kind::Capability, value))
      for (spv::Capability other : implied->capabilities)
        makeAvailable(other);
  }

  llvm::SmallVector<spv::Capability, 4> declared;
  llvm::SetVector<uint32_t> available;
};

} // namespace

LogicalResult declareRequirements(Words &words, uint32_t version, DiagnosticEngine &diags) {
  Chooser chooser;
  llvm::SmallVector<const Requirement *, 16> withAlternatives;
  llvm::SetVector<StringRef> extensions;
  for (auto [kind, value] : words.used()) {
    if (kind == Kind::Capability)
      chooser.declare(static_cast<spv::Capability>(value));
    const Requirement *requirement = grammar::find(kind, value);
    if (!requirement)
      continue;
    if (requirement->version > version) {
      if (requirement->extensions.empty())
        return diags.error(DiagCode::TargetLimit, {},
                           "SPIR-V entry " + llvm::Twine(value) + " needs version 0x" +
                               llvm::utohexstr(requirement->version) + " (the target has 0x" +
                               llvm::utohexstr(version) + ")");
      extensions.insert(requirement->extensions.front());
    }
    if (kind == Kind::Capability) // brings what it depends on
      continue;
    if (requirement->capabilities.size() == 1)
      chooser.need(*requirement);
    else if (!requirement->capabilities.empty())
      withAlternatives.push_back(requirement);
  }
  for (const Requirement *requirement : withAlternatives)
    chooser.need(*requirement);
  for (spv::Capability capability : chooser.chosen())
    words.emit(Section::Capabilities, spv::Op::OpCapability, static_cast<uint32_t>(capability));
  for (StringRef extension : extensions)
    words.emitString(Section::Extensions, spv::Op::OpExtension, {}, extension);
  return success();
}

} // namespace vyrecc::spirv
