// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Program to assembly. Statements and expressions are printed field by field as their rows say.
#include "AssemblySyntax.h"
#include "Rules.h"
#include "vyre-cc/VIR0/Assembly.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <charconv>
#include <cmath>

namespace vyrecc::vir0 {

namespace {

class Printer {
public:
  explicit Printer(llvm::raw_ostream &os) : os(os) {}

  void print(const Program &program);
  void print(const Node &node);
  void print(const Expr &expr);
  void printBody(NodeList body);
  void printQuoted(StringRef text);
  void printName(char sigil, StringRef name);
  void printHex(uint64_t value, unsigned digits) { os << llvm::format_hex(value, digits + 2); }

  /// The shortest decimal that reads back to the same bits, else the bits.
  template <typename Float, typename Bits> void printFloat(Bits bits);

  llvm::raw_ostream &os;
  bool elidesBodies = false;     ///< "{ ... }" stands for statements inside a statement
  const Expr *marked = nullptr;  ///< the expression whose place in the output is wanted
  size_t markBegin = 0, markEnd = 0;

private:
  void printUnmarked(const Expr &expr);
  void print(const Buffer &buffer);
  void print(const ShapePredicate &predicate);
  bool printWideLiteral(const Expr &expr);
  void startLine() { os.indent(indent); }

  unsigned indent = 0;
};

/// Prints one field; its type and its name say how.
struct FieldPrinter {
  Printer &printer;
  Form form;
  bool opIsHead = false; ///< the operator was printed as the mnemonic
  bool first = true;

  void begin(StringRef name) {
    if (form == Form::Call)
      printer.os << (first ? "(" : ", ");
    else
      printer.os << ' ';
    first = false;
    if (StringRef lead = fieldSyntax(name, form).lead; !lead.empty())
      printer.os << lead << ' ';
  }
  template <typename T> LogicalResult put(StringRef name, const T &value) {
    begin(name);
    printer.os << value;
    return success();
  }

  LogicalResult operator()(StringRef name, uint32_t field) { return put(name, field); }
  LogicalResult operator()(StringRef name, uint64_t field) { return put(name, field); }
  LogicalResult operator()(StringRef name, int32_t field) { return put(name, field); }
  LogicalResult operator()(StringRef name, bool field) {
    return put(name, field ? "true" : "false");
  }
  LogicalResult operator()(StringRef name, Axis field) {
    if (field.value < 3)
      return put(name, "xyz"[field.value]);
    return put(name, unsigned(field.value));
  }
  LogicalResult operator()(StringRef name, F32Bits field) {
    begin(name);
    printer.printFloat<float>(field.bits);
    return success();
  }
  LogicalResult operator()(StringRef name, StringRef field) {
    begin(name);
    printer.printName(fieldSyntax(name, form).sigil, field);
    return success();
  }
  LogicalResult operator()(StringRef name, const OptionalString &field) {
    return field.text ? (*this)(name, *field.text) : success();
  }
  LogicalResult operator()(StringRef name, OpaqueBytes field) {
    return put(name, "x\"" + llvm::toHex(field.bytes, /*LowerCase=*/true) + "\"");
  }
  LogicalResult operator()(StringRef name, TypePtr field) { return put(name, toString(*field)); }

  LogicalResult operator()(StringRef name, ExprPtr field) {
    if (isIndexField(name)) {
      printer.os << '[';
      printer.print(*field);
      printer.os << ']';
      return success();
    }
    begin(name);
    printer.print(*field);
    return success();
  }
  LogicalResult operator()(StringRef name, OptionalExpr field) {
    return field.expr ? (*this)(name, field.expr) : success();
  }
  LogicalResult operator()(StringRef name, ExprList field) {
    for (const Expr *expr : field)
      (void)(*this)(name, expr);
    return success();
  }
  LogicalResult operator()(StringRef name, NodeList field) {
    // A list behind a word is absent where it is empty.
    if (field.empty() && !fieldSyntax(name, form).lead.empty())
      return success();
    begin(name);
    printer.printBody(field);
    return success();
  }

  LogicalResult operator()(StringRef name, BinaryOp field) { return op(name, field); }
  LogicalResult operator()(StringRef name, UnaryOp field) { return op(name, field); }
  LogicalResult operator()(StringRef name, AtomicOp field) { return op(name, field); }
  template <typename Enum>
    requires std::is_enum_v<Enum>
  LogicalResult operator()(StringRef name, Enum field) {
    return put(name, mnemonic(field));
  }

private:
  template <typename Op> LogicalResult op(StringRef name, Op field) {
    if (opIsHead)
      return success();
    begin(name);
    printer.os << mnemonic(field.tag);
    if (field.tag == decltype(field.tag)::Opaque) {
      printer.os << '<';
      printer.printHex(field.extension, 8);
      printer.os << '>';
    }
    return success();
  }
};

template <typename Float, typename Bits> void Printer::printFloat(Bits bits) {
  char text[64];
  auto value = llvm::bit_cast<Float>(bits);
  if (std::isfinite(value)) {
    char *end = std::to_chars(std::begin(text), std::end(text), value).ptr;
    Float back = 0;
    auto result = std::from_chars(text, end, back);
    if (result.ec == std::errc() && llvm::bit_cast<Bits>(back) == bits) {
      os << StringRef(text, end - text);
      return;
    }
  }
  printHex(bits, sizeof(Bits) * 2);
}

void Printer::printQuoted(StringRef text) {
  os << '"';
  llvm::printEscapedString(text, os);
  os << '"';
}

void Printer::printName(char sigil, StringRef name) {
  if (sigil)
    os << sigil;
  if (sigil && isBareName(name))
    os << name;
  else
    printQuoted(name);
}

void Printer::printBody(NodeList body) {
  if (elidesBodies) {
    os << (body.empty() ? "{}" : "{ ... }");
    return;
  }
  os << "{\n";
  indent += 2;
  for (const Node *node : body)
    print(*node);
  indent -= 2;
  startLine();
  os << '}';
}

void Printer::print(const Node &node) {
  startLine();
  os << mnemonic(node.kind);
  FieldPrinter fields{*this, Form::Node};
  (void)visitFields(node, fields);
  os << '\n';
}

bool Printer::printWideLiteral(const Expr &expr) {
  auto *opaque = llvm::dyn_cast<OpaqueExprExpr>(&expr);
  if (!opaque || opaque->payload.bytes.size() != kWideLiteralBytes)
    return false;
  StringRef word = wideLiteralWord(opaque->kind);
  if (word.empty())
    return false;
  auto bits = llvm::support::endian::read64le(opaque->payload.bytes.data());
  os << word << ' ';
  if (word == "f64")
    printFloat<double>(bits);
  else if (word == "i64")
    os << int64_t(bits);
  else
    os << bits;
  return true;
}

void Printer::print(const Expr &expr) {
  const uint64_t begin = os.tell();
  printUnmarked(expr);
  if (&expr == marked) {
    markBegin = begin;
    markEnd = os.tell();
  }
}

void Printer::printUnmarked(const Expr &expr) {
  if (auto *var = llvm::dyn_cast<VarExpr>(&expr))
    return printName('%', var->name);
  if (printWideLiteral(expr))
    return;
  StringRef head = mnemonic(expr.kind);
  FieldPrinter fields{*this, formOf(expr)};
  if (auto *binary = llvm::dyn_cast<BinaryExpr>(&expr)) {
    fields.opIsHead = binary->op.tag != BinaryTag::Opaque;
    head = fields.opIsHead ? mnemonic(binary->op.tag) : head;
  } else if (auto *unary = llvm::dyn_cast<UnaryExpr>(&expr)) {
    fields.opIsHead = unary->op.tag != UnaryTag::Opaque;
    head = fields.opIsHead ? mnemonic(unary->op.tag) : head;
  }
  os << head;
  (void)visitFields(expr, fields);
  if (fields.form == Form::Call)
    os << ')';
}

void Printer::print(const ShapePredicate &predicate) {
  os << spelling(predicate.kind) << '(';
  switch (predicate.kind) {
  case ShapePredicate::Kind::AtLeast:
  case ShapePredicate::Kind::AtMost:
  case ShapePredicate::Kind::Exactly:
  case ShapePredicate::Kind::MultipleOf:
    os << predicate.value;
    break;
  case ShapePredicate::Kind::ModEquals:
    os << predicate.value << ", " << predicate.remainder;
    break;
  case ShapePredicate::Kind::AffineRange:
    os << predicate.scale << ", " << predicate.offset << ", " << predicate.min << ", "
       << predicate.max;
    break;
  case ShapePredicate::Kind::And:
  case ShapePredicate::Kind::Or:
    print(*predicate.left);
    os << ", ";
    print(*predicate.right);
    break;
  case ShapePredicate::Kind::Not:
    print(*predicate.left);
    break;
  }
  os << ')';
}

void Printer::print(const Buffer &buffer) {
  os << "buffer ";
  printName('@', buffer.name);
  os << " : " << toString(*buffer.element) << ' ' << mnemonic(buffer.access) << " binding "
     << buffer.binding;
  if (buffer.kind != defaultKind(buffer.access))
    os << " kind " << mnemonic(buffer.kind);
  if (buffer.count)
    os << " count " << buffer.count;
  if (buffer.isOutput)
    os << " output";
  if (buffer.pipelineLiveOut)
    os << " live_out";
  if (buffer.outputByteRange)
    os << " range " << buffer.outputByteRange->start << " to " << buffer.outputByteRange->end;
  const Hints defaults;
  if (buffer.hints.coalesceAxis)
    os << " coalesce " << unsigned(*buffer.hints.coalesceAxis);
  if (buffer.hints.preferredAlignment != defaults.preferredAlignment)
    os << " align " << buffer.hints.preferredAlignment;
  if (buffer.hints.cacheLocality != defaults.cacheLocality)
    os << " locality " << mnemonic(buffer.hints.cacheLocality);
  if (buffer.linearType != LinearType::Unrestricted)
    os << " linear " << mnemonic(buffer.linearType);
  if (buffer.bytesExtraction)
    os << " bytes_extraction";
  if (buffer.shapePredicate) {
    os << " where ";
    print(*buffer.shapePredicate);
  }
  os << '\n';
}

void Printer::print(const Program &program) {
  os << kAssemblyWord << " v" << program.version;
  if (program.version < 5 && program.subgroupRule == SubgroupRule::WithOp)
    os << ' ' << kWithOpWord;
  os << '\n';
  if (program.entryOpId) {
    os << "entry_op ";
    printQuoted(*program.entryOpId);
    os << '\n';
  }
  os << "workgroup";
  for (uint32_t size : program.workgroupSize)
    os << ' ' << size;
  os << '\n';
  if (program.nonComposableWithSelf)
    os << "non_composable\n";
  for (const Buffer &buffer : program.buffers)
    print(buffer);
  for (const Node *node : program.entry)
    print(*node);
}

} // namespace

void printAssembly(const Program &program, llvm::raw_ostream &os) { Printer(os).print(program); }

StatementLine printStatement(const Place &place) {
  StatementLine line;
  llvm::raw_string_ostream os(line.text);
  Printer printer(os);
  printer.elidesBodies = true;
  printer.marked = place.expr;
  printer.print(*place.node);
  line.text.pop_back(); // the line end
  line.begin = printer.markBegin;
  line.length = (place.expr ? printer.markEnd : line.text.size()) - line.begin;
  return line;
}

} // namespace vyrecc::vir0
