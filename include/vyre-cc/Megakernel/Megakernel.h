// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Builds the megakernel, the program that interprets the slots of a ring, as a VIR0 program.
// docs/Megakernel.md explains the variants, the memory they share with the host, and how a job is
// run.
#ifndef VYRE_CC_MEGAKERNEL_MEGAKERNEL_H
#define VYRE_CC_MEGAKERNEL_MEGAKERNEL_H

#include "vyre-cc/VIR0/Program.h"

namespace vyrecc::megakernel {

enum class Variant : uint8_t {
  Sharded,  ///< lane i owns slot i; only PUBLISHED slots run
  Priority, ///< lanes scan the priority levels of the ring and claim what they find
  Jit,      ///< as Sharded, and every slot runs one payload instead of its opcode's handler
  Dfa,      ///< no ring: lanes claim pairs of segment and rule and run automata over bytes
};

/// How LOAD_MISS asks io_queue for a resource.
enum class LoadMiss : uint8_t {
  None,
  /// As upstream: requests are taken without a claim, only OK ends the wait, and the wait takes
  /// 2^32 - 1 iterations.
  Literal,
  /// Requests are claimed, OK and ERROR end the wait, polls are atomic and kLoadMissPolls at most.
  Checked,
};
inline constexpr uint32_t kLoadMissPolls = 65536;

/// What an opcode outside the built-in ones does: the statements of a program. They see the u32
/// variables slot_base, status_index, lane_id, tenant_id, opcode and arg0 to arg2, and the
/// megakernel's buffers by name.
struct OpcodeHandler {
  uint32_t opcode;
  const vir0::Program *program;
};

/// A buffer of a handler whose body is elsewhere.
struct ExternalBuffer {
  llvm::StringRef name;
  vir0::TypeTag element;
  uint32_t count; ///< elements; 0: as many as the host supplies
  bool readOnly;
  SourceLoc loc;
};
/// The program of a handler whose body is elsewhere: declares `buffers` and calls `callee` with
/// these of the variables that handlers see. Nothing that is passed in has to outlive it.
vir0::Program externalHandler(llvm::StringRef callee, llvm::ArrayRef<const char *> arguments,
                              llvm::ArrayRef<ExternalBuffer> buffers);

struct MegakernelOptions {
  Variant variant = Variant::Priority;
  /// Slots of the ring, 1 to protocol::kMaxRingSlots. Sharded: a multiple of `workgroup`.
  uint32_t slots = 256;
  /// Invocations a workgroup (x; y and z are 1), at least 1. The program must be dispatched with
  /// this size; a target may allow less than a program may say.
  uint32_t workgroup = 64;
  /// Priority only: how far apart the slots are that one lane probes, in slots; 0 stands for
  /// `slots`. Every slot is reached if at least min(stride, longest level) lanes are launched.
  uint32_t stride = 0;
  /// One pass instead of kForeverPasses.
  bool once = false;
  /// End each pass with the block that claims requests of io_queue and starts their transfers. It
  /// names tables that the program does not declare, which a compiler or host has to supply.
  bool ioPoll = false;
  /// A single pass of the sharded variant only: hosts read back `control` and no other buffer.
  bool controlReport = false;
  /// Adds the opcode LOAD_MISS, after all handlers.
  LoadMiss loadMiss = LoadMiss::None;
  /// In the order of their tests; none but their opcodes' own slots run them.
  llvm::ArrayRef<OpcodeHandler> handlers = {};
  /// Jit only: what every slot runs. Sees what handlers see, but for the opcode's dispatch.
  const vir0::Program *payload = nullptr;
  /// What every lane runs at the start of each pass, before it looks at the shutdown word.
  const vir0::Program *workspace = nullptr;
};

// Programs inside options must outlive the megakernel, which shares their trees. Their buffers that
// are called like one of the megakernel's are that one; others follow the megakernel's in the order
// in which they are met, at new bindings.

/// Builds a megakernel with every built-in opcode (sections 4 and 6 of the megakernel
/// specification). Fails with one BadOption error for each option out of range, whose message starts
/// with the option's name; with HandlerOpcode for an opcode that is taken or reserved; with
/// HandlerBody, located in the inserted program, for what lanes cannot do apart from each other; and
/// with HandlerBuffer for a buffer that is declared in two ways.
FailureOr<vir0::Program> buildMegakernel(const MegakernelOptions &options, DiagnosticEngine &diags);

/// Builds the priority scan alone (section 7.4): one pass of the lane whose number is the one word
/// of the read-only buffer `lane`, over `control` and a ring of `slots` slots. A `stride` of 0
/// counts as 1. It is the form that other tools build and that passes recognise.
vir0::Program buildPriorityScan(uint32_t slots, uint32_t stride);

} // namespace vyrecc::megakernel

#endif
