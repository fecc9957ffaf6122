// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Programs built here against the same programs from the corpus.
#include "Corpus.h"
#include "TreeWalk.h"
#include "vyre-cc/VIR0/Codec.h"
#include <doctest/doctest.h>

using namespace vyrecc;
using namespace vyrecc::test;
using megakernel::MegakernelOptions;
using megakernel::Variant;

TEST_CASE("the priority scan is byte for byte that of the corpus") {
  for (const CorpusFile &file : corpusFiles("prio_scan", "exact")) {
    CAPTURE(file.path);
    const vir0::Program program = megakernel::buildPriorityScan(file.a, file.b);
    DiagnosticEngine diags;
    FailureOr<std::string> blob = vir0::encode(program, diags);
    REQUIRE(succeeded(blob));
    CHECK((*blob == readFile(file.path + ".vir0")));
  }
}

/// The corpus programs went through an optimiser that keeps every atomic, so the counts must agree.
static void compareAtomics(const char *prefix, MegakernelOptions options) {
  for (const CorpusFile &file : corpusFiles(prefix, "")) {
    CAPTURE(file.path);
    options.workgroup = file.a;
    options.slots = file.b;
    const std::string blob = readFile(file.path + ".vir0");
    DiagnosticEngine diags;
    FailureOr<vir0::Program> corpus = vir0::decode(blob, diags);
    REQUIRE(succeeded(corpus));
    const vir0::Program ours = build(options);
    CHECK(countAtomics(ours) == countAtomics(*corpus));
    CHECK(ours.workgroupSize[0] == corpus->workgroupSize[0]);
    REQUIRE(ours.buffers.size() == corpus->buffers.size());
    for (size_t i = 0; i < ours.buffers.size(); ++i) {
      const vir0::Buffer &mine = ours.buffers[i], &theirs = corpus->buffers[i];
      CHECK(mine.name == theirs.name);
      CHECK(mine.binding == theirs.binding);
      CHECK(mine.count == theirs.count);
      CHECK(mine.access == theirs.access);
      CHECK(mine.kind == theirs.kind);
      CHECK((mine.hints == theirs.hints));
    }
  }
}

TEST_CASE("buffers and atomics of the megakernels agree with the corpus") {
  compareAtomics("sharded_slots", {.variant = Variant::Sharded});
  compareAtomics("once_slots", {.variant = Variant::Sharded, .once = true});
  compareAtomics("priority_slots", {.variant = Variant::Priority, .ioPoll = true});
}

TEST_CASE("what is built can be encoded and decoded") {
  for (Variant variant : {Variant::Sharded, Variant::Priority})
    for (bool once : {false, true})
      for (bool ioPoll : {false, true}) {
        const vir0::Program program = build(
            {.variant = variant, .slots = 64, .workgroup = 8, .once = once, .ioPoll = ioPoll});
        DiagnosticEngine diags;
        FailureOr<std::string> blob = vir0::encode(program, diags);
        REQUIRE(succeeded(blob));
        FailureOr<vir0::Program> decoded = vir0::decode(*blob, diags);
        REQUIRE(succeeded(decoded));
        CHECK(countAtomics(*decoded) == countAtomics(program));
      }
}
