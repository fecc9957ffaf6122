// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory that is given back all at once: the tree of a program, the IR of a compile.
#ifndef VYRE_CC_SUPPORT_ARENA_H
#define VYRE_CC_SUPPORT_ARENA_H

#include "llvm/Support/Allocator.h"

namespace vyrecc {

/// Supplies slabs. A walk over a large program visits far more pages than the processor has translations for, so that
/// large slabs ask for huge pages.
class SlabAllocator : public llvm::AllocatorBase<SlabAllocator> {
public:
  void *Allocate(size_t size, size_t alignment);
  void Deallocate(const void *slab, size_t size, size_t alignment);
  using llvm::AllocatorBase<SlabAllocator>::Allocate;
  using llvm::AllocatorBase<SlabAllocator>::Deallocate;
};

/// Slabs start small, since most programs are, and double, so that there are few of them.
using Arena = llvm::BumpPtrAllocatorImpl<SlabAllocator, /*SlabSize=*/16384, /*SizeThreshold=*/16384,
                                         /*GrowthDelay=*/1>;

} // namespace vyrecc

#endif
