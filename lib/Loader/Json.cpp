// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parsing and access of Json.h.
#include "Json.h"

using namespace vyrecc;
using namespace vyrecc::loader;

namespace {

/// The parser recurses, so that nesting is bounded before it starts.
constexpr unsigned kMaxNesting = 64;

bool nestsTooDeep(llvm::StringRef text) {
  unsigned depth = 0;
  bool inString = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (inString) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        inString = false;
    } else if (c == '"') {
      inString = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kMaxNesting)
        return true;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

} // namespace

FailureOr<llvm::json::Object> loader::parseJsonObject(llvm::StringRef text, llvm::StringRef what,
                                                      DiagCode code, DiagnosticEngine &diags) {
  if (nestsTooDeep(text))
    return diags.error(code, {}, what + " nests deeper than " + llvm::Twine(kMaxNesting));
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(text);
  if (!value)
    return diags.error(code, {}, what + " is no JSON: " + llvm::toString(value.takeError()));
  llvm::json::Object *object = value->getAsObject();
  if (!object)
    return diags.error(code, {}, what + " is no JSON object");
  return std::move(*object);
}

LogicalResult JsonReader::wrong(llvm::StringRef key, llvm::StringRef expected) const {
  if (!has(key))
    return diags.error(code, {}, what + " has no member '" + key + "' (expected " + expected + ")");
  return diags.error(code, {},
                     "member '" + key + "' of " + what + " has the wrong form (expected " +
                         expected + ")");
}

bool JsonReader::has(llvm::StringRef key) const {
  const llvm::json::Value *value = object.get(key);
  return value && value->kind() != llvm::json::Value::Null;
}

FailureOr<std::string> JsonReader::string(llvm::StringRef key) const {
  if (std::optional<llvm::StringRef> value = object.getString(key))
    return value->str();
  return wrong(key, "a string");
}

FailureOr<std::vector<std::string>> JsonReader::strings(llvm::StringRef key) const {
  std::vector<std::string> strings;
  const llvm::json::Array *values = object.getArray(key);
  if (!values)
    return wrong(key, "an array of strings");
  for (const llvm::json::Value &value : *values) {
    std::optional<llvm::StringRef> text = value.getAsString();
    if (!text)
      return wrong(key, "an array of strings");
    strings.push_back(text->str());
  }
  return strings;
}

FailureOr<bool> JsonReader::boolean(llvm::StringRef key, std::optional<bool> fallback) const {
  if (fallback && !has(key))
    return *fallback;
  if (std::optional<bool> value = object.getBoolean(key))
    return *value;
  return wrong(key, "true or false");
}

FailureOr<uint64_t> JsonReader::u64(llvm::StringRef key) const {
  const llvm::json::Value *value = object.get(key);
  if (std::optional<uint64_t> number = value ? value->getAsUINT64() : std::nullopt)
    return *number;
  return wrong(key, "an integer from 0");
}

FailureOr<uint32_t> JsonReader::u32(llvm::StringRef key, std::optional<uint32_t> fallback) const {
  if (fallback && !has(key))
    return *fallback;
  const llvm::json::Value *value = object.get(key);
  std::optional<uint64_t> number = value ? value->getAsUINT64() : std::nullopt;
  if (number && *number <= UINT32_MAX)
    return static_cast<uint32_t>(*number);
  return wrong(key, "an integer from 0 to 4294967295");
}

FailureOr<const llvm::json::Array *> JsonReader::array(llvm::StringRef key) const {
  if (const llvm::json::Array *value = object.getArray(key))
    return value;
  return wrong(key, "an array");
}

FailureOr<Grid> JsonReader::grid(llvm::StringRef key) const {
  const llvm::json::Array *values = object.getArray(key);
  if (!values || values->size() != 3)
    return wrong(key, "an array of three integers");
  Grid grid;
  for (size_t i = 0; i < 3; ++i) {
    std::optional<uint64_t> number = (*values)[i].getAsUINT64();
    if (!number || *number > UINT32_MAX)
      return wrong(key, "an array of three integers");
    grid[i] = static_cast<uint32_t>(*number);
  }
  return grid;
}
