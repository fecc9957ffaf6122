// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Prints modules in MLIR's generic syntax.
#include "vyre-cc/IR/Text.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include "FloatSemantics.h"

namespace vyrecc::ir {

namespace {

/// The decimal form if MLIR's grammar has it and it reads back as the same bits; empty otherwise.
llvm::SmallString<32> decimalFloat(Type type, uint64_t bits) {
  llvm::APFloat value(floatSemantics(type), llvm::APInt(type.bits(), bits));
  llvm::SmallString<32> text;
  if (!value.isFinite())
    return text;
  value.toString(text);
  if (!text.str().contains('.'))
    text += ".0";
  if (parseFloat(type, text) != bits)
    text.clear();
  return text;
}

bool isBareIdentifier(StringRef name) {
  return !name.empty() && (llvm::isAlpha(name[0]) || name[0] == '_') &&
         llvm::all_of(name,
                      [](char c) { return llvm::isAlnum(c) || c == '_' || c == '$' || c == '.'; });
}

class Printer {
public:
  Printer(llvm::raw_ostream &os, PrintOptions options) : os(os), options(options) {}

  void printOp(Op &op, unsigned indent) {
    os.indent(indent);
    if (op.numResults() != 0)
      printResults(op);
    os << '"' << op.info().mnemonic << "\"(";
    llvm::interleaveComma(op.operands(), os,
                          [&](const OpOperand &operand) { printUse(operand.get()); });
    os << ')';
    printAttributes(op.attrs());
    printRegions(op, indent);
    printSignature(op);
    if (options.locations)
      printLocation(op.loc());
    os << '\n';
  }

private:
  void printResults(Op &op) {
    unsigned number = nextResult++;
    for (Value &result : op.results())
      numbers[&result] = number;
    os << '%' << number;
    if (op.numResults() > 1)
      os << ':' << op.numResults();
    os << " = ";
  }

  void printUse(const Value *value) {
    auto found = numbers.find(value);
    // Only a module that the verifier refuses gets here; its dump must still be readable.
    if (found == numbers.end()) {
      os << "%<unknown>";
      return;
    }
    const Op *op = value->definingOp();
    os << (op ? "%" : "%arg") << found->second;
    if (op && op->numResults() > 1)
      os << '#' << value->index();
  }

  void printAttributes(ArrayRef<NamedAttr> attrs) {
    if (attrs.empty())
      return;
    os << " <{";
    llvm::interleaveComma(attrs, os, [&](const NamedAttr &attr) { printAttribute(attr); });
    os << "}>";
  }

  void printAttribute(const NamedAttr &attr) {
    const AttrInfo &info = attrInfo(attr.name);
    os << info.text;
    const Attr &value = attr.value;
    if (value.kind() == AttrKind::Unit)
      return;
    os << " = ";
    switch (value.kind()) {
    case AttrKind::Unit:
      return;
    case AttrKind::Int:
      os << static_cast<int64_t>(value.asInt()) << " : i64";
      return;
    case AttrKind::Scalar:
      printScalar(value.asType(), value.asInt());
      return;
    case AttrKind::String:
      printString(value.asString());
      return;
    case AttrKind::Enum:
      printString(enumText(info.enumKind, value.asInt()));
      return;
    case AttrKind::Symbol:
      os << '@';
      if (isBareIdentifier(value.asString()))
        os << value.asString();
      else
        printString(value.asString());
      return;
    case AttrKind::Type:
      os << value.asType().str();
      return;
    case AttrKind::IntArray:
      os << "array<i64";
      for (auto [index, element] : llvm::enumerate(value.asArray()))
        os << (index ? ", " : ": ") << static_cast<int64_t>(element);
      os << '>';
      return;
    }
  }

  void printScalar(Type type, uint64_t bits) {
    switch (type.typeClass()) {
    case TypeClass::Bool:
      os << (bits ? "true" : "false");
      return;
    case TypeClass::Unsigned:
      os << bits;
      break;
    case TypeClass::Signed:
      os << llvm::SignExtend64(bits, type.bits());
      break;
    case TypeClass::Float: {
      llvm::SmallString<32> decimal = decimalFloat(type, bits);
      if (decimal.empty())
        os << llvm::format("0x%0*llX", static_cast<int>(type.bits() / 4),
                           static_cast<unsigned long long>(bits));
      else
        os << decimal;
      break;
    }
    }
    os << " : " << type.str();
  }

  void printString(StringRef text) {
    os << '"';
    llvm::printEscapedString(text, os);
    os << '"';
  }

  void printRegions(Op &op, unsigned indent) {
    if (op.numRegions() == 0)
      return;
    os << " (";
    llvm::interleaveComma(op.regions(), os, [&](Region &region) { printRegion(region, indent); });
    os << ')';
  }

  void printRegion(Region &region, unsigned indent) {
    os << "{\n";
    if (!region.empty()) {
      Block &block = region.block();
      // Without a header, a region without ops would read back as one without a block.
      if (!block.arguments().empty() || block.ops().empty())
        printBlockHeader(block, indent);
      for (Op &op : block.ops())
        printOp(op, indent + 2);
    }
    os.indent(indent) << '}';
  }

  void printBlockHeader(Block &block, unsigned indent) {
    os.indent(indent) << "^bb0";
    if (!block.arguments().empty()) {
      os << '(';
      llvm::interleaveComma(block.arguments(), os, [&](Value *argument) {
        numbers[argument] = nextArgument;
        os << "%arg" << nextArgument++ << ": " << argument->type().str();
      });
      os << ')';
    }
    os << ":\n";
  }

  void printSignature(Op &op) {
    os << " : (";
    llvm::interleaveComma(op.operands(), os,
                          [&](const OpOperand &operand) { os << operand.get()->type().str(); });
    os << ") -> ";
    bool parens = op.numResults() != 1;
    os << (parens ? "(" : "");
    llvm::interleaveComma(op.results(), os,
                          [&](const Value &result) { os << result.type().str(); });
    os << (parens ? ")" : "");
  }

  // Both kinds of place take the shape of MLIR's file, line and column; the file's name tells them
  // apart.
  void printLocation(SourceLoc loc) {
    if (loc.isBytes())
      os << " loc(\"bytes\":" << loc.offset << ':' << loc.length << ')';
    else if (loc.isText())
      os << " loc(\"text\":" << loc.line << ':' << loc.column << ')';
    else
      os << " loc(unknown)";
  }

  llvm::raw_ostream &os;
  PrintOptions options;
  llvm::DenseMap<const Value *, unsigned> numbers;
  unsigned nextResult = 0;
  unsigned nextArgument = 0;
};

} // namespace

void print(const Module &module, llvm::raw_ostream &os, PrintOptions options) {
  Printer(os, options).printOp(*module.op(), 0);
}

} // namespace vyrecc::ir
