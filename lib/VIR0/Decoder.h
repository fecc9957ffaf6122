// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One reading of a blob's body: the state that the Decode*.cpp files share.
#ifndef VYRE_CC_LIB_VIR0_DECODER_H
#define VYRE_CC_LIB_VIR0_DECODER_H

#include "Reader.h"
#include "Tables.h"
#include "vyre-cc/VIR0/Program.h"

namespace vyrecc::vir0 {

class Decoder {
public:
  Decoder(Program &program, Fault &fault) : program(program), fault(fault) {}

  /// Reads everything behind the header into the program, whose version and subgroup rule are set.
  LogicalResult readBody(Reader &reader);

  /// Where the first expression is whose layout depends on the subgroup rule, if there is one.
  std::optional<uint32_t> subgroupReduceOffset;

private:
  friend struct FieldReader;

  struct Record {
    uint32_t offset = 0;
    StringRef opId;
    uint32_t opIdOffset = 0;
    StringRef payload;
    uint32_t payloadOffset = 0;
    uint64_t operandCount = 0;
    SourceLoc operands;
  };

  // Decode.cpp: sections and records.
  LogicalResult readNodeSection(Reader &reader);
  LogicalResult readRecord(Reader &reader, uint64_t index, Record &record);
  LogicalResult expectNoOperands(const Record &record);
  LogicalResult readEntryNode(const Record &record, const Node *&node);

  // DecodeMetadata.cpp: record 0.
  LogicalResult readMetadata(const Record &record);
  LogicalResult readEntryOpId(Reader &reader);
  LogicalResult readBuffer(Reader &reader, Buffer &buffer);
  LogicalResult readOutputRange(Reader &reader, Buffer &buffer);
  LogicalResult readHints(Reader &reader, Hints &hints);
  LogicalResult readVersion6Fields(Reader &reader, Buffer &buffer);
  LogicalResult readPredicate(Reader &reader, unsigned depth, const ShapePredicate *&predicate);
  LogicalResult readOperandPredicate(Reader &reader, unsigned depth,
                                     const ShapePredicate *&predicate);
  LogicalResult readAffineRange(Reader &reader, ShapePredicate &predicate);

  // DecodeRegions.cpp: memory regions and output set.
  LogicalResult readRegions(Reader &reader);
  LogicalResult readRegion(Reader &reader, size_t index);
  LogicalResult readShape(Reader &reader, uint8_t elementTag, uint32_t tagOffset, uint32_t &count,
                          TypePtr &element);
  LogicalResult readRegionType(Reader &reader, uint8_t elementTag, uint32_t tagOffset,
                               TypePtr &element);
  LogicalResult readRegionQuantization(Reader &reader, DataType &type);
  LogicalResult readOutputSet(Reader &reader);

  // DecodeTypes.cpp: types within payloads.
  LogicalResult readType(Reader &reader, TypePtr &type);
  LogicalResult readTypeParams(Reader &reader, const TypeRow &row, DataType &type);
  LogicalResult readDims(Reader &reader, ArrayRef<uint32_t> &dims);
  LogicalResult readQuantization(Reader &reader, DataType &type, uint32_t storageOffset);
  LogicalResult readExtension(Reader &reader, uint32_t &extension);
  LogicalResult checkExtension(Reader &reader, uint32_t from, uint32_t extension);

  // DecodeTree.cpp: nodes and expressions.
  LogicalResult readNode(Reader &reader, const Node *&node);
  LogicalResult readExpr(Reader &reader, const Expr *&expr);
  template <typename Struct, typename Base>
  LogicalResult readStruct(Reader &reader, uint32_t from, const Base *&result);
  LogicalResult enterNode(Reader &reader);

  /// Reads a tag byte of a table.
  template <typename Enum> LogicalResult readTag(Reader &reader, Enum &value) {
    uint32_t from = reader.offset();
    uint8_t byte = 0;
    if (failed(reader.u8(byte)))
      return failure();
    value = static_cast<Enum>(byte);
    return isTag(value) ? success() : unknownTag(reader, from, byte, tableName(value));
  }
  LogicalResult unknownTag(Reader &reader, uint32_t from, uint8_t byte, StringRef table);
  /// Reads a byte that must be 0 or 1.
  LogicalResult readFlag(Reader &reader, bool &value, StringRef what);

  bool isHardened() const { return program.version >= 5; }

  Program &program;
  Fault &fault;
  llvm::SmallVector<Buffer, 0> buffers;
  unsigned depth = 0;     ///< nodes and expressions around the cursor
  unsigned typeDepth = 0; ///< types around the cursor
};

} // namespace vyrecc::vir0

#endif
