// An opcode of one's own, in GLSL: scales `arg1` floats of the buffer `samples` from `arg0` on by the float whose bits
// are arg2, clamps them, and counts them. Blocks that are called like buffers of the megakernel are those buffers;
// others are new ones, which the host has to bind.
//   vyre-cc --megakernel=priority --handler=0x40=scale.comp -o priority.spv
//   vyre-cc --megakernel=priority --handler=0x40=scale.comp --emit=manifest -o -
#version 450
layout(std430) buffer samples { float values[1024]; };
layout(std430) buffer statistics { uint scaled; };

void handler(uint slot_base, uint opcode, uint arg0, uint arg1, uint arg2) {
  float factor = uintBitsToFloat(arg2);
  uint end = min(arg0 + arg1, uint(values.length()));
  for (uint i = arg0; i < end; ++i) {
    values[i] = clamp(values[i] * factor, -1.0, 1.0);
    atomicAdd(scaled, 1u);
  }
}
