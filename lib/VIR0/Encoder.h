// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One writing of a program: the state that the Encode*.cpp files share. What a reader would refuse
// is refused here, so that every blob written can be read; opaque kinds are the exception, since
// which ones a reader knows is its own affair.
#ifndef VYRE_CC_LIB_VIR0_ENCODER_H
#define VYRE_CC_LIB_VIR0_ENCODER_H

#include "Fault.h"
#include "Tables.h"
#include "Writer.h"
#include "vyre-cc/VIR0/Program.h"

namespace vyrecc::vir0 {

class Encoder {
public:
  Encoder(const Program &program, uint16_t version, Fault &fault)
      : program(program), version(version), fault(fault) {}

  /// Writes everything behind the header.
  LogicalResult writeBody(Writer &writer);

private:
  friend struct FieldWriter;

  // Encode.cpp: sections and records.
  LogicalResult writeRecord(Writer &writer, StringRef opId, const Writer &payload);
  LogicalResult writeNodeSection(Writer &writer);
  void writeOutputSet(Writer &writer);

  // EncodeBuffers.cpp: metadata and memory regions.
  LogicalResult writeMetadata(Writer &writer);
  LogicalResult writeBuffer(Writer &writer, const Buffer &buffer);
  LogicalResult writeVersion6Fields(Writer &writer, const Buffer &buffer);
  LogicalResult writePredicate(Writer &writer, const ShapePredicate *predicate, unsigned depth);
  LogicalResult writeOperandPredicate(Writer &writer, const ShapePredicate *predicate,
                                      unsigned depth);
  LogicalResult writeHints(Writer &writer, const Hints &hints);
  LogicalResult writeRegions(Writer &writer);
  LogicalResult writeRegion(Writer &writer, const Buffer &buffer);
  LogicalResult writeRegionType(Writer &writer, const DataType &type);

  // EncodeTree.cpp: nodes, expressions, types.
  LogicalResult writeNode(Writer &writer, const Node &node);
  LogicalResult writeExpr(Writer &writer, const Expr &expr);
  LogicalResult writeType(Writer &writer, const DataType &type);
  LogicalResult writeTypeParams(Writer &writer, const DataType &type);
  LogicalResult writeDims(Writer &writer, ArrayRef<uint32_t> dims);
  LogicalResult writeQuantization(Writer &writer, const Quantization &quantization);
  LogicalResult writeExtension(Writer &writer, uint32_t extension);
  LogicalResult writeStr(Writer &writer, StringRef text);

  template <typename Enum> LogicalResult writeTag(Writer &writer, Enum value) {
    writer.u8(static_cast<uint8_t>(value));
    return isTag(value) ? success() : refuse("a value that is not " + tableName(value));
  }
  LogicalResult checkAtMost(size_t value, size_t limit, StringRef what);
  /// Records why the version cannot express the node or buffer at hand, and gives failure.
  LogicalResult refuse(const llvm::Twine &message) {
    return fault.set(DiagCode::NotEncodable, loc, message);
  }

  SubgroupRule subgroupRule() const {
    if (version >= 5)
      return SubgroupRule::WithOp;
    return program.subgroupRule == SubgroupRule::WithOp ? SubgroupRule::WithOp
                                                        : SubgroupRule::AddOnly;
  }
  bool isHardened() const { return version >= 5; }

  const Program &program;
  uint16_t version;
  Fault &fault;
  SourceLoc loc; ///< of what is being written
  unsigned depth = 0;
  unsigned typeDepth = 0;
};

} // namespace vyrecc::vir0

#endif
