// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Slabs from malloc, the large ones on huge pages where the system has them.
#include "vyre-cc/Support/Arena.h"
#ifdef __linux__
#include <sys/mman.h>
#endif

namespace vyrecc {

static constexpr size_t kHugePage = size_t(1) << 21;

void *SlabAllocator::Allocate(size_t size, size_t alignment) {
  if (size < kHugePage)
    return llvm::allocate_buffer(size, alignment);
  void *slab = llvm::allocate_buffer(size, kHugePage);
#ifdef MADV_HUGEPAGE
  (void)madvise(slab, size, MADV_HUGEPAGE); // advice: without it the slab is as good, and slower
#endif
  return slab;
}

void SlabAllocator::Deallocate(const void *slab, size_t size, size_t alignment) {
  llvm::deallocate_buffer(const_cast<void *>(slab), size, size < kHugePage ? alignment : kHugePage);
}

} // namespace vyrecc
