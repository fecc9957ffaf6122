// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds corpus files by name and reads the three forms in which cases write bytes.
#include "Corpus.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <algorithm>
#include <cstdlib>
#include <doctest/doctest.h>

namespace vyrecc::test {

using llvm::StringRef;
namespace json = llvm::json;

static bool matchName(StringRef name, StringRef prefix, StringRef suffix, CorpusFile &file) {
  if (!name.consume_front(prefix) || !name.consume_front("_") || name.consumeInteger(10, file.a) ||
      !name.consume_front("_") || name.consumeInteger(10, file.b))
    return false;
  return suffix.empty() ? name.empty() : name.consume_front("_") && name == suffix;
}

std::vector<CorpusFile> corpusFiles(StringRef prefix, StringRef suffix) {
  const char *corpus = std::getenv("VYRE_CORPUS");
  if (!corpus || !llvm::sys::fs::is_directory(corpus)) {
    MESSAGE("SKIPPED: no corpus in VYRE_CORPUS");
    return {};
  }
  std::vector<CorpusFile> files;
  std::error_code error;
  for (llvm::sys::fs::directory_iterator it(std::string(corpus) + "/megakernel", error), end;
       it != end && !error; it.increment(error)) {
    CorpusFile file;
    if (llvm::sys::path::extension(it->path()) == ".vir0" &&
        matchName(llvm::sys::path::stem(it->path()), prefix, suffix, file)) {
      file.path = StringRef(it->path()).drop_back(StringRef(".vir0").size()).str();
      files.push_back(file);
    }
  }
  REQUIRE(!files.empty());
  std::sort(files.begin(), files.end(), [](auto &x, auto &y) { return x.path < y.path; });
  return files;
}

std::string readFile(const std::string &path) {
  auto file = llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  INFO(path);
  REQUIRE(bool(file));
  return (*file)->getBuffer().str();
}

static void patch(std::string &bytes, const json::Array &pieces) {
  for (const json::Value &piece : pieces) {
    const json::Array &pair = *piece.getAsArray();
    const std::string data = llvm::fromHex(*pair[1].getAsString());
    const size_t offset = *pair[0].getAsInteger();
    REQUIRE(offset + data.size() <= bytes.size());
    bytes.replace(offset, data.size(), data);
  }
}

static std::string bytesOf(const json::Object &object, const std::string &input) {
  if (auto hex = object.getString("hex"))
    return llvm::fromHex(*hex);
  if (const json::Array *diff = object.getArray("diff")) {
    std::string bytes = input;
    patch(bytes, *diff);
    return bytes;
  }
  std::string bytes(*object.getInteger("len"), '\0');
  const json::Array *sparse = object.getArray("sparse");
  REQUIRE(sparse);
  patch(bytes, *sparse);
  return bytes;
}

static std::vector<uint32_t> wordsOf(const std::string &bytes) {
  std::vector<uint32_t> words(bytes.size() / 4);
  for (size_t i = 0; i < words.size(); ++i)
    words[i] = llvm::support::endian::read32le(bytes.data() + 4 * i);
  return words;
}

std::vector<CorpusRun> corpusRuns(const CorpusFile &file) {
  llvm::Expected<json::Value> root = json::parse(readFile(file.path + ".json"));
  REQUIRE(bool(root));
  std::vector<CorpusRun> runs;
  for (const json::Value &value : *root->getAsObject()->getArray("runs")) {
    const json::Object &object = *value.getAsObject();
    const json::Array *outputs = object.getArray("outputs");
    if (!outputs || !object.getBoolean("schedule_invariant").value_or(false))
      continue;
    CorpusRun run;
    run.label = object.getString("label")->str();
    run.groups = *(*object.getArray("grid"))[0].getAsInteger();
    std::map<std::string, std::string> inputs;
    for (const json::Value &input : *object.getArray("inputs")) {
      const std::string name = input.getAsObject()->getString("name")->str();
      inputs[name] = bytesOf(*input.getAsObject(), "");
      run.before[name] = wordsOf(inputs[name]);
    }
    bool isComplete = true;
    for (const json::Value &output : *outputs) {
      const json::Object &fields = *output.getAsObject();
      const std::string name = fields.getString("name")->str();
      isComplete &= !fields.getBoolean("range_only").value_or(false);
      run.after[name] = wordsOf(bytesOf(fields, inputs[name]));
    }
    if (isComplete)
      runs.push_back(std::move(run));
  }
  return runs;
}

} // namespace vyrecc::test
