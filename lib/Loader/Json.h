// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// JSON from outside: parsing with a bound on nesting, and typed, range-checked access to members.
#ifndef VYRE_CC_LIB_LOADER_JSON_H
#define VYRE_CC_LIB_LOADER_JSON_H

#include "vyre-cc/Loader/Device.h"
#include "llvm/Support/JSON.h"

namespace vyrecc::loader {

/// Parses `text` as one JSON object; `what` names the text in messages. Errors have the code
/// `code`.
FailureOr<llvm::json::Object> parseJsonObject(llvm::StringRef text, llvm::StringRef what,
                                              DiagCode code, DiagnosticEngine &diags);

/// Reads the members of one object and reports, with the object's name, what is missing or of the
/// wrong form. An absent member that has a fallback gives it.
class JsonReader {
public:
  JsonReader(const llvm::json::Object &object, std::string what, DiagCode code,
             DiagnosticEngine &diags)
      : object(object), what(std::move(what)), code(code), diags(diags) {}

  FailureOr<std::string> string(llvm::StringRef key) const;
  FailureOr<std::vector<std::string>> strings(llvm::StringRef key) const;
  FailureOr<bool> boolean(llvm::StringRef key, std::optional<bool> fallback = std::nullopt) const;
  FailureOr<uint32_t> u32(llvm::StringRef key,
                          std::optional<uint32_t> fallback = std::nullopt) const;
  FailureOr<uint64_t> u64(llvm::StringRef key) const;
  FailureOr<Grid> grid(llvm::StringRef key) const;
  FailureOr<const llvm::json::Array *> array(llvm::StringRef key) const;
  bool has(llvm::StringRef key) const;
  LogicalResult wrong(llvm::StringRef key, llvm::StringRef expected) const;

private:
  const llvm::json::Object &object;
  std::string what;
  DiagCode code;
  DiagnosticEngine &diags;
};

} // namespace vyrecc::loader

#endif
