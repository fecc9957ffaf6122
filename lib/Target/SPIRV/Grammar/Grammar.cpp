// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Expands the generated table of requirements and searches it.
#include "Grammar/Grammar.h"
#include "llvm/ADT/STLExtras.h"
#include <array>

namespace vyrecc::spirv::grammar {

namespace {

template <typename T, typename... Ts> constexpr auto list(Ts... items) {
  return std::array<T, sizeof...(Ts)>{T(items)...};
}

// One array of capabilities and one of extensions a row, so that the rows can point at them.
#define LIST(...) __VA_ARGS__
#define VYRE_REQUIREMENT(KindName, Value, Version, Capabilities, Extensions)                       \
  template <> struct Lists<Kind::KindName, Value> {                                                \
    static constexpr auto capabilities = list<spv::Capability>(Capabilities);                      \
    static constexpr auto extensions = list<llvm::StringRef>(Extensions);                          \
  };
template <Kind kind, uint32_t value> struct Lists;
#include "Grammar.inc"
#undef VYRE_REQUIREMENT

#define VYRE_REQUIREMENT(KindName, Value, Version, Capabilities, Extensions)                       \
  {Kind::KindName, Value, Version, Lists<Kind::KindName, Value>::capabilities,                     \
   Lists<Kind::KindName, Value>::extensions},
constexpr Requirement kRequirements[] = {
#include "Grammar.inc"
};
#undef VYRE_REQUIREMENT

} // namespace

const Requirement *find(Kind kind, uint32_t value) {
  const auto *row = llvm::lower_bound(kRequirements, std::pair(kind, value),
                                      [](const Requirement &a, const std::pair<Kind, uint32_t> &b) {
                                        return std::pair(a.kind, a.value) < b;
                                      });
  if (row == std::end(kRequirements) || row->kind != kind || row->value != value)
    return nullptr;
  return row;
}

} // namespace vyrecc::spirv::grammar
