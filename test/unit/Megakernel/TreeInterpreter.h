// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Executes the kinds of tree that the megakernel builder writes, one lane after another. Slow and
// plain, so that it can be compared with the specification by reading.
#ifndef VYRE_CC_TEST_MEGAKERNEL_TREEINTERPRETER_H
#define VYRE_CC_TEST_MEGAKERNEL_TREEINTERPRETER_H

#include "vyre-cc/VIR0/Program.h"
#include <map>
#include <string>
#include <vector>

namespace vyrecc::test {

/// The words of each buffer by name. Accesses beyond the words that are here give 0 or do nothing.
using Memory = std::map<std::string, std::vector<uint32_t>>;

class TreeInterpreter {
public:
  TreeInterpreter(const vir0::Program &program, Memory &memory)
      : program(program), memory(memory) {}

  /// Runs `groups` workgroups, lane after lane. Fails the test on a construct that no megakernel
  /// has.
  void dispatch(uint32_t groups);
  void runLane(uint32_t group, uint32_t local);

private:
  enum class Flow { Next, Return };
  struct Binding {
    vir0::StringRef name;
    uint32_t value;
  };

  Flow execute(vir0::NodeList nodes);
  Flow executeLoop(const vir0::LoopNode &loop);
  void store(vir0::StringRef buffer, uint32_t index, uint32_t value);
  uint32_t load(vir0::StringRef buffer, uint32_t index);
  uint32_t evaluate(const vir0::Expr &expr);
  uint32_t evaluateBinary(const vir0::BinaryExpr &expr);
  uint32_t evaluateAtomic(const vir0::AtomicExpr &expr);
  uint32_t &variable(vir0::StringRef name);

  const vir0::Program &program;
  Memory &memory;
  std::vector<Binding> scope;
  uint32_t group = 0;
  uint32_t local = 0;
  uint32_t iterations = 0;
};

} // namespace vyrecc::test

#endif
