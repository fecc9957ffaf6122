// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Cases: runs of a program with their inputs and expected outputs, as JSON (docs/Loader.md), and
// the comparison of what a device gave with what was expected.
#ifndef VYRE_CC_LOADER_CASE_H
#define VYRE_CC_LOADER_CASE_H

#include "vyre-cc/Loader/Device.h"

namespace vyrecc::loader {

struct ExpectedBytes {
  std::string name;
  std::vector<uint8_t> bytes;
  bool isRangeOnly = false; ///< the buffer's declared output byte range alone
};

struct CaseRun {
  std::string label;
  Grid grid = {1, 1, 1};
  std::vector<NamedBytes> inputs;
  std::vector<ExpectedBytes> outputs;
  /// Set where the reference interpreter refuses the run.
  std::optional<std::string> error;
  bool isScheduleInvariant = true;
};

struct Case {
  std::string name;
  uint32_t toleranceUlp = 0;
  std::vector<std::string> f32Buffers;
  std::vector<CaseRun> runs;
};

FailureOr<Case> parseCase(llvm::StringRef json, DiagnosticEngine &diags);

/// Bytes from pairs of hex digits; blanks between pairs are skipped.
FailureOr<std::vector<uint8_t>> parseHex(llvm::StringRef text, DiagnosticEngine &diags);

/// One place where a device gave something else.
struct Difference {
  std::string buffer;
  uint64_t offset = 0;
  std::string expected;
  std::string got;
};

struct Comparison {
  uint64_t count = 0;            ///< differing words (bytes at the end of a buffer)
  std::vector<Difference> first; ///< the first few
};

/// Distance of two f32 bit patterns in units in the last place; any two NaNs are 0 apart.
uint64_t ulpDistance(uint32_t a, uint32_t b);

/// Compares buffer by buffer: bit for bit, or within the case's tolerance where a buffer holds f32.
Comparison compareOutputs(const Case &theCase, const CaseRun &run,
                          const protocol::Manifest &manifest, llvm::ArrayRef<NamedBytes> got);

/// Why a run is not compared; empty if it is.
std::string skipReason(const CaseRun &run);

} // namespace vyrecc::loader

#endif
