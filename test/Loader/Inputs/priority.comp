// A small scheduler of the priority kind for 20 slots, with the opcodes that the tests use. BREAK_* leaves out one
// thing that a kernel must do.
#version 450
layout(local_size_x = 8) in;
layout(constant_id = 0) const uint passes = 0xFFFFFFFF;
layout(binding = 0) coherent buffer Control { uint control[]; };
layout(binding = 1) coherent buffer Ring { uint ring[]; };
layout(binding = 2) coherent buffer Log { uint debugLog[]; };
layout(binding = 3) coherent buffer Io { uint ioQueue[]; };
const uint SLOTS = 20;

void run(uint base, uint opcode, uint a, uint b, uint c) {
  if (opcode < 32) atomicAdd(control[96 + opcode], 1);
  if (opcode == 1) atomicExchange(control[b], a);
#ifdef BREAK_ADD
  if (opcode == 2) control[b] += 1;
#else
  if (opcode == 2) atomicAdd(control[b], a);
#endif
  if (opcode == 3) atomicExchange(control[160 + b], atomicAdd(control[a], 0));
  if (opcode == 4) atomicExchange(control[160 + a], atomicCompSwap(control[a], b, c));
  if (opcode == 5)
    for (uint i = 0; i < c; ++i) atomicExchange(control[b + i], atomicAdd(control[a + i], 0));
  if (opcode == 7) { atomicAdd(control[128], 1); atomicExchange(control[160], b); }
  if (opcode == 0xFFFE) {
    uint at = atomicAdd(debugLog[0], 4) + 1;
    if (at + 4 <= 257) {
      debugLog[at] = a; debugLog[at + 1] = b; debugLog[at + 2] = c; debugLog[at + 3] = base;
    }
  }
}

uint packedByte(uint args, uint index) { return ring[args + index / 4] >> (index % 4 * 8) & 0xFF; }

void execute(uint base) {
  uint opcode = ring[base + 1], args = base + 4;
  run(base, opcode, ring[args], ring[args + 1], ring[args + 2]);
  if (opcode == 0x80000001) {
    uint count = min(packedByte(args, 0), 4u), metadata = (2 + 2 * count + 3) / 4;
    for (uint i = 0; i < count; ++i) {
      uint first = metadata + packedByte(args, 3 + 2 * i), at = args + first;
      if (first + 3 <= 12) run(base, packedByte(args, 2 + 2 * i), ring[at], ring[at + 1], ring[at + 2]);
    }
  }
#ifndef BREAK_DONE_COUNT
  atomicAdd(control[1], 1);
#endif
#ifdef BREAK_SLOT
  ring[base + 15] = 99;
#endif
#ifdef BREAK_STATUS
  if (base == 16 * 9) return;
#endif
  atomicExchange(ring[base], 3);
}

void main() {
  uint lane = gl_GlobalInvocationID.x;
  for (uint pass = 0; pass < passes; ++pass) {
    if (atomicAdd(control[0], 0) != 0) return;
    bool force = atomicAdd(control[135], 0) >= 16;
    uint found = 0xFFFFFFFF;
    for (uint level = force ? 2 : 0; level < 5 && found == 0xFFFFFFFF; ++level) {
      uint start = control[129 + level], length = control[130 + level] - start;
      if (lane >= length) continue;
      uint base = (start + lane) * 16;
      if (base >= SLOTS * 16 || atomicAdd(ring[base], 0) != 1) continue;
      if (control[control[2] + ring[base + 2]] == 0 || atomicCompSwap(ring[base], 1, 2) != 1) continue;
      found = base;
      if (level <= 1) atomicAdd(control[135], 1); else atomicExchange(control[135], 0);
      atomicAdd(control[64 + ring[base + 2] % 32], 1);
      atomicAdd(control[136 + level], 1);
    }
    if (found != 0xFFFFFFFF) execute(found);
  }
}
