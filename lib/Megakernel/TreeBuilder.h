// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes VIR0 trees in few words. Operands are expressions, numbers (u32 literals) or names
// (variables); each use makes a fresh expression, so that the result is a tree and not a graph.
// Names must outlive the program.
#ifndef VYRE_CC_LIB_MEGAKERNEL_TREEBUILDER_H
#define VYRE_CC_LIB_MEGAKERNEL_TREEBUILDER_H

#include "vyre-cc/VIR0/Program.h"

namespace vyrecc::megakernel {

using vir0::ExprPtr;
using NodePtr = const vir0::Node *;
using Nodes = llvm::SmallVector<NodePtr, 8>;

class TreeBuilder {
public:
  /// What an operand may be written as.
  class Operand {
  public:
    Operand(ExprPtr expr) : expr(expr) {}
    Operand(uint32_t literal) : literal(literal) {}
    Operand(const char *variable) : variable(variable) {}

  private:
    friend class TreeBuilder;
    ExprPtr expr = nullptr;
    uint32_t literal = 0;
    const char *variable = nullptr;
  };

  explicit TreeBuilder(vir0::Program &program) : program(program) {}

  ExprPtr load(const char *buffer, Operand index);
  ExprPtr workgroupIdX();
  ExprPtr localIdX();
  ExprPtr select(Operand cond, Operand trueValue, Operand falseValue);
  ExprPtr logicalNot(Operand operand);

#define VYRE_TREE_BINARY(function, Tag)                                                            \
  ExprPtr function(Operand left, Operand right) {                                                  \
    return binary(vir0::BinaryTag::Tag, left, right);                                              \
  }
  VYRE_TREE_BINARY(add, Add)
  VYRE_TREE_BINARY(sub, Sub)
  VYRE_TREE_BINARY(mul, Mul)
  VYRE_TREE_BINARY(div, Div)
  VYRE_TREE_BINARY(mod, Mod)
  VYRE_TREE_BINARY(max, Max)
  VYRE_TREE_BINARY(shr, Shr)
  VYRE_TREE_BINARY(bitAnd, BitAnd)
  VYRE_TREE_BINARY(eq, Eq)
  VYRE_TREE_BINARY(ne, Ne)
  VYRE_TREE_BINARY(lt, Lt)
  VYRE_TREE_BINARY(gt, Gt)
  VYRE_TREE_BINARY(le, Le)
  VYRE_TREE_BINARY(ge, Ge)
  VYRE_TREE_BINARY(logicalAnd, And)
  VYRE_TREE_BINARY(logicalOr, Or)
#undef VYRE_TREE_BINARY

  // Atomics are sequentially consistent, the wire's default; all give the old word.
  ExprPtr atomicAdd(const char *buffer, Operand index, Operand value);
  ExprPtr atomicExchange(const char *buffer, Operand index, Operand value);
  ExprPtr compareExchange(const char *buffer, Operand index, Operand expected, Operand desired);
  /// An atomic add of 0: the format has no atomic load.
  ExprPtr atomicLoad(const char *buffer, Operand index);

  NodePtr let(const char *name, Operand value);
  NodePtr assign(const char *name, Operand value);
  NodePtr store(const char *buffer, Operand index, Operand value);
  NodePtr ifThen(Operand cond, vir0::NodeList thenBody, vir0::NodeList elseBody = {});
  NodePtr loop(const char *variable, Operand from, Operand to, vir0::NodeList body);
  NodePtr block(vir0::NodeList body);
  NodePtr returnNode();
  NodePtr asyncLoad(const char *source, const char *destination, Operand offset, Operand size,
                    const char *tag);

  /// Declares a buffer of u32 words at the next binding.
  void declareBuffer(const char *name, uint32_t words,
                     vir0::BufferAccess access = vir0::BufferAccess::ReadWrite);
  /// Declares a buffer like `wanted`, at the next binding. Whatever a dispatch makes of it stays for
  /// the next: it is no output.
  void declareBuffer(const vir0::Buffer &wanted);
  /// The declared buffer called `name`, or null; until the next declaration.
  const vir0::Buffer *findBuffer(llvm::StringRef name) const;
  /// Bindings from the next one up to `binding` are taken by buffers that are declared elsewhere.
  void skipBindingsTo(uint32_t binding) { nextBinding = binding; }
  /// Marks the buffers after the first as not read back.
  void reportFirstBufferOnly();
  /// Completes the program: the declared buffers, `workgroup` invocations, and `body` in the root
  /// region that the format wants.
  void finish(uint32_t workgroup, vir0::NodeList body);

private:
  ExprPtr resolve(Operand operand);
  ExprPtr binary(vir0::BinaryTag tag, Operand left, Operand right);
  ExprPtr atomic(vir0::AtomicTag tag, const char *buffer, Operand index, ExprPtr expected,
                 Operand value);

  vir0::Program &program;
  llvm::SmallVector<vir0::Buffer, 4> buffers;
  uint32_t nextBinding = 0;
};

} // namespace vyrecc::megakernel

#endif
