// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The corpus of real programs: where it is, and the bytes of its cases.
#ifndef VYRE_CC_TEST_MEGAKERNEL_CORPUS_H
#define VYRE_CC_TEST_MEGAKERNEL_CORPUS_H

#include "TreeInterpreter.h"
#include <functional>

namespace vyrecc::test {

/// A corpus file whose name is PREFIX_A_B_SUFFIX (or PREFIX_A_B) with two numbers.
struct CorpusFile {
  std::string path; ///< without extension
  uint32_t a = 0, b = 0;
};

/// The files of megakernel/ with extension .vir0 that fit. Says so and gives none where there is no
/// corpus; fails where there is a corpus and nothing fits.
std::vector<CorpusFile> corpusFiles(llvm::StringRef prefix, llvm::StringRef suffix);

std::string readFile(const std::string &path);

/// One run of a case: what the buffers hold before and after.
struct CorpusRun {
  std::string label;
  uint32_t groups = 0;
  Memory before, after;
};
/// The runs that have a result, are independent of the order of lanes, and list every output in
/// full.
std::vector<CorpusRun> corpusRuns(const CorpusFile &file);

} // namespace vyrecc::test

#endif
