// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Jobs for a megakernel and the host's side of its protocol, without a device: encoding the shared
// buffers, publishing slots in waves, collecting what is done, and checking that everything was
// done once and rightly.
#ifndef VYRE_CC_LOADER_JOBS_H
#define VYRE_CC_LOADER_JOBS_H

#include "vyre-cc/Protocol/Effects.h"
#include "vyre-cc/Protocol/Manifest.h"
#include "vyre-cc/Protocol/Partition.h"
#include "vyre-cc/Support/Diagnostics.h"
#include "llvm/ADT/SmallVector.h"
#include <array>
#include <map>

namespace vyrecc::loader {

using Words = std::vector<uint32_t>;

struct Job {
  uint32_t opcode = 0;
  uint32_t tenant = 0;
  protocol::Priority priority = protocol::Priority::Normal;
  std::array<uint32_t, protocol::kSlotArgsCount> args = {};
};

/// The contents of a jobs file. `slots` 0: as many as the module declares.
struct JobSet {
  uint32_t slots = 0;
  uint32_t tenants = 1;
  uint32_t observables = 1;
  std::vector<Job> jobs;
};
/// Also refuses jobs that would break the protocol or could not be checked (docs/Loader.md).
FailureOr<JobSet> parseJobs(llvm::StringRef json, DiagnosticEngine &diags);

/// Ready-made buffers. Observables or slots beyond what the protocol encodes are an error.
FailureOr<Words> encodeControl(bool shutdown, uint32_t tenants, uint32_t observables,
                               DiagnosticEngine &diags);
FailureOr<Words> encodeEmptyRing(uint32_t slots, DiagnosticEngine &diags);

/// Fills a free slot, status last. Refuses slots that are not EMPTY or DONE and opcodes that no
/// publisher may use; the ring is unchanged then.
LogicalResult publishSlot(llvm::MutableArrayRef<uint32_t> ring, uint32_t slot, uint32_t tenant,
                          uint32_t opcode, llvm::ArrayRef<uint32_t> args, DiagnosticEngine &diags);

/// Whether jobs go to the slots of their priority or to any.
enum class Placement : uint8_t { ByPriority, Anywhere };

/// Keeps the ring's image on the host and which job each slot holds.
class JobRing {
public:
  JobRing(llvm::ArrayRef<Job> jobs, uint32_t slots, Placement placement);

  /// Publishes waiting jobs into free slots, in order for each priority; gives how many. Fails if
  /// some priority has jobs and no slots.
  FailureOr<uint32_t> publishWave(DiagnosticEngine &diags);
  /// Takes over the ring as a dispatch left it; gives how many jobs it completed. Notes slots whose
  /// words changed or whose status the protocol does not know.
  uint32_t collect(llvm::ArrayRef<uint32_t> ring);

  llvm::ArrayRef<uint32_t> image() const { return ring; }
  uint64_t completed() const { return completedCount; }
  bool isFinished() const { return completedCount == jobs.size(); }
  /// True if published jobs wait at these levels.
  bool hasPending(protocol::Priority first, protocol::Priority last) const;
  /// "slot 3 (PUBLISHED), slot 9 (CLAIMED)" and how many more.
  std::string describePending() const;
  llvm::ArrayRef<std::string> violations() const { return problems; }

private:
  static constexpr uint32_t kNoJob = 0xFFFFFFFF;

  /// The levels' slots; with Placement::Anywhere all slots belong to the first list.
  uint32_t queueOf(protocol::Priority priority) const;
  void complain(const llvm::Twine &message);

  llvm::ArrayRef<Job> jobs;
  Placement placement;
  protocol::PriorityOffsets offsets;
  Words ring;
  std::vector<uint32_t> jobOfSlot;
  std::array<std::vector<uint32_t>, protocol::kPriorityLevels> waiting; ///< job numbers, in order
  std::array<size_t, protocol::kPriorityLevels> nextWaiting = {};
  uint64_t completedCount = 0;
  std::vector<std::string> problems;
};

/// What a kernel counts besides DONE_COUNT; told by the manifest's variant.
enum class Accounting : uint8_t { Metrics, MetricsAndFairness, Unknown };

/// Compares the final buffers with what the jobs must have left; one line for each thing that is
/// wrong.
std::vector<std::string> verifyJobs(const JobSet &set, llvm::ArrayRef<uint32_t> initialControl,
                                    llvm::ArrayRef<uint32_t> control,
                                    llvm::ArrayRef<uint32_t> debugLog, Accounting accounting);

/// The name of an opcode in reports.
std::string opcodeName(uint32_t opcode);
llvm::StringRef priorityName(protocol::Priority priority);
std::string statusName(uint32_t status);

} // namespace vyrecc::loader

#endif
