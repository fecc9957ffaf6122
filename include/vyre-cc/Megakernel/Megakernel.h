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
};

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
};

/// Builds a megakernel with every built-in opcode (sections 4 and 6 of the megakernel
/// specification). Fails with one BadOption error for each option out of range; the diagnostic's
/// path is the option's name.
FailureOr<vir0::Program> buildMegakernel(const MegakernelOptions &options, DiagnosticEngine &diags);

/// Builds the priority scan alone (section 7.4): one pass of the lane whose number is the one word
/// of the read-only buffer `lane`, over `control` and a ring of `slots` slots. A `stride` of 0
/// counts as 1. It is the form that other tools build and that passes recognise.
vir0::Program buildPriorityScan(uint32_t slots, uint32_t stride);

} // namespace vyrecc::megakernel

#endif
