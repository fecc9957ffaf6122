// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The loop of bounded dispatches that carries jobs to their end.
#include "vyre-cc/Loader/Drain.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"

using namespace vyrecc;
using namespace vyrecc::loader;
using namespace vyrecc::protocol;

namespace {

/// A lane executes at most one slot a pass and can reach one a level, so that this empties a ring.
constexpr uint32_t kPriorityPasses = 8;
/// A lane of the other variants owns one slot.
constexpr uint32_t kShardedPasses = 1;
/// Iterations of a pass besides those that depend on ring and jobs: levels, and the poll of
/// io_queue.
constexpr uint32_t kFixedIterations = 128;
/// Dispatches without progress after which the rest counts as stuck.
constexpr unsigned kMaxIdleDispatches = 2;

std::vector<uint8_t> toBytes(llvm::ArrayRef<uint32_t> words) {
  std::vector<uint8_t> bytes(words.size() * kWordBytes);
  for (size_t i = 0; i < words.size(); ++i)
    llvm::support::endian::write32le(bytes.data() + i * kWordBytes, words[i]);
  return bytes;
}

Words toWords(llvm::ArrayRef<uint8_t> bytes) {
  Words words(bytes.size() / kWordBytes);
  for (size_t i = 0; i < words.size(); ++i)
    words[i] = llvm::support::endian::read32le(bytes.data() + i * kWordBytes);
  return words;
}

const ManifestBuffer *findBuffer(const Manifest &manifest, llvm::StringRef name) {
  for (const ManifestBuffer &buffer : manifest.buffers)
    if (buffer.name == name)
      return &buffer;
  return nullptr;
}

Accounting accountingOf(const Manifest &manifest) {
  if (manifest.variant == "priority")
    return Accounting::MetricsAndFairness;
  return manifest.variant == "sharded" ? Accounting::Metrics : Accounting::Unknown;
}

/// A device with a budget of iterations gets no more passes than fit in half of it.
uint32_t passesWithin(uint32_t budget, uint32_t wanted, uint32_t slots, llvm::ArrayRef<Job> jobs) {
  if (budget == 0)
    return wanted;
  uint64_t perPass = uint64_t(kFixedIterations) + slots;
  uint64_t longestCopy = 0;
  for (const Job &job : jobs)
    for (const Effect &effect : SlotEffects(job.opcode, job.args))
      if (effect.opcode == word(Opcode::Memcpy))
        longestCopy = std::max<uint64_t>(longestCopy, effect.args[2]);
  perPass += longestCopy;
  return static_cast<uint32_t>(std::clamp<uint64_t>(budget / 2 / perPass, 1, wanted));
}

class Drain {
public:
  Drain(Device &device, const Module &module, const JobSet &set, const DrainOptions &options,
        DiagnosticEngine &diags)
      : device(device), module(module), manifest(module.manifest), set(set), options(options),
        diags(diags) {}

  FailureOr<DrainReport> run() {
    const auto start = std::chrono::steady_clock::now();
    if (failed(plan()) || failed(makeBuffers()) || failed(loop()))
      return failure();
    report.wallSeconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    summarise();
    return std::move(report);
  }

private:
  LogicalResult bad(DiagCode code, const llvm::Twine &message) {
    return diags.error(code, {}, message);
  }

  /// Settles slots, grid and passes.
  LogicalResult plan() {
    const ManifestBuffer *ringBuffer = findBuffer(manifest, kBufferRingSpelling);
    for (llvm::StringRef name : {kBufferControlSpelling, kBufferRingSpelling,
                                 kBufferDebugLogSpelling, kBufferIoQueueSpelling}) {
      const ManifestBuffer *buffer = findBuffer(manifest, name);
      if (!buffer || buffer->role != BufferRole::InOut || buffer->strideBytes != kWordBytes)
        return bad(DiagCode::BadModule,
                   "no inout buffer '" + name + "' of words (expected the four of a megakernel)");
    }
    const uint32_t declared = ringBuffer->count / kSlotWords;
    report.slots = options.slots ? options.slots : set.slots ? set.slots : declared;
    if (report.slots == 0 || (declared != 0 && report.slots != declared))
      return bad(DiagCode::BadOption, llvm::Twine(report.slots) + " slots (the module has " +
                                          llvm::Twine(declared) + ")");
    return planLaunch();
  }

  LogicalResult planLaunch() {
    const uint64_t lanes = std::max<uint64_t>(manifest.workgroupSize[0], 1);
    report.grid = options.grid.value_or(gridFor(device.info(), manifest, report.slots));
    const PriorityOffsets offsets = defaultPriorityOffsets(report.slots);
    uint64_t needed = report.slots;
    if (isByPriority()) {
      needed = 0;
      for (uint32_t level = 0; level < kPriorityLevels; ++level)
        needed = std::max<uint64_t>(needed, offsets[level + 1] - offsets[level]);
    }
    if (!manifest.anyGrid && report.grid[0] * lanes < needed)
      diags.report(DiagCode::DeviceWarning, {},
                   llvm::Twine(report.grid[0] * lanes) + " lanes for levels of up to " +
                       llvm::Twine(needed) +
                       " slots: some slots may have no lane (expected one lane a slot)");
    if (!manifest.passLimit) {
      report.passes = 1;
      return success();
    }
    const uint32_t wanted = isByPriority() ? kPriorityPasses : kShardedPasses;
    const KnownDevice *known = device.info().known;
    report.passes = options.passes ? options.passes
                                   : passesWithin(known ? known->iterationBudget : 0, wanted,
                                                  report.slots, set.jobs);
    return success();
  }

  bool isByPriority() const { return manifest.variant != "sharded" && manifest.variant != "jit"; }

  LogicalResult makeBuffers() {
    FailureOr<Words> encoded = encodeControl(false, set.tenants, set.observables, diags);
    if (failed(encoded) || failed(encodeEmptyRing(report.slots, diags)))
      return failure();
    control = std::move(*encoded);
    storePriorityOffsets(control, defaultPriorityOffsets(report.slots));
    initialControl = control;
    ring.emplace(set.jobs, report.slots,
                 isByPriority() ? Placement::ByPriority : Placement::Anywhere);

    KernelOptions kernelOptions;
    if (manifest.passLimit)
      kernelOptions.passLimit = report.passes;
    FailureOr<Kernel> made = device.createKernel(module, kernelOptions, diags);
    if (failed(made))
      return failure();
    kernel.emplace(std::move(*made));

    std::vector<NamedBytes> inputs;
    for (const ManifestBuffer &buffer : manifest.buffers) {
      if (!protocol::isSupplied(buffer.role))
        continue;
      std::vector<uint8_t> bytes(uint64_t(buffer.strideBytes) * buffer.count);
      if (buffer.name == kBufferControlSpelling)
        bytes = toBytes(control);
      else if (buffer.name == kBufferRingSpelling)
        bytes = toBytes(ring->image());
      else if (buffer.name == kBufferDebugLogSpelling)
        bytes.resize(std::max<size_t>(bytes.size(), kDebugWords * kWordBytes));
      inputs.push_back({buffer.name, std::move(bytes)});
    }
    return kernel->setBuffers(inputs, diags);
  }

  LogicalResult loop() {
    unsigned idle = 0;
    while (!ring->isFinished()) {
      FailureOr<uint32_t> published = ring->publishWave(diags);
      if (failed(published))
        return failure();
      if (*published != 0) {
        ++report.waves;
        if (failed(kernel->write(kBufferRingSpelling, toBytes(ring->image()), diags)))
          return failure();
      }
      FailureOr<uint32_t> done = dispatchOnce();
      if (failed(done))
        return failure();
      idle = *done == 0 ? idle + 1 : 0;
      if (idle == kMaxIdleDispatches)
        return bad(DiagCode::DeviceFailure,
                   llvm::Twine(kMaxIdleDispatches) +
                       " dispatches executed nothing while slots wait: " + ring->describePending());
    }
    return readDebugLog();
  }

  /// One dispatch and what it did; gives the number of jobs completed.
  FailureOr<uint32_t> dispatchOnce() {
    DispatchOptions dispatch;
    dispatch.grid = report.grid;
    dispatch.timeout = options.timeout;
    FailureOr<DispatchResult> result = kernel->dispatch(dispatch, diags);
    if (failed(result))
      return failure();
    ++report.dispatches;
    report.kernelSeconds += result->seconds;
    report.isGpuTime = result->isGpuTime;
    FailureOr<std::vector<NamedBytes>> after =
        kernel->read({kBufferControlSpelling, kBufferRingSpelling}, diags);
    if (failed(after))
      return failure();
    control = toWords((*after)[0].bytes);
    const uint32_t done = ring->collect(toWords((*after)[1].bytes));
    if (failed(endStarvation()))
      return failure();
    return done;
  }

  /// A kernel at the threshold serves the lower levels only, until one of them is served. If they
  /// have nothing, it would wait for ever.
  LogicalResult endStarvation() {
    if (!isByPriority() || control[kControlStarvationCounter] < kStarvationThreshold ||
        !ring->hasPending(Priority::Critical, Priority::High) ||
        ring->hasPending(Priority::Normal, Priority::Idle))
      return success();
    control[kControlStarvationCounter] = 0;
    ++report.starvationResets;
    return kernel->write(kBufferControlSpelling, toBytes(control), diags);
  }

  LogicalResult readDebugLog() {
    FailureOr<std::vector<NamedBytes>> log = kernel->read({kBufferDebugLogSpelling}, diags);
    if (failed(log))
      return failure();
    debugLog = toWords((*log)[0].bytes);
    return success();
  }

  void summarise() {
    report.executed = ring->completed();
    for (const Job &job : set.jobs) {
      ++report.byPriority[word(job.priority)];
      ++report.byTenant[job.tenant];
      ++report.byOpcode[job.opcode];
    }
    report.failures = ring->violations();
    for (std::string &failure :
         verifyJobs(set, initialControl, control, debugLog, accountingOf(manifest)))
      report.failures.push_back(std::move(failure));
  }

  Device &device;
  const Module &module;
  const Manifest &manifest;
  const JobSet &set;
  const DrainOptions &options;
  DiagnosticEngine &diags;
  DrainReport report;
  std::optional<Kernel> kernel;
  std::optional<JobRing> ring;
  Words control, initialControl, debugLog;
};

} // namespace

FailureOr<DrainReport> loader::drainJobs(Device &device, const Module &module, const JobSet &jobs,
                                         const DrainOptions &options, DiagnosticEngine &diags) {
  return Drain(device, module, jobs, options, diags).run();
}

bool loader::runsForever(const Manifest &manifest, llvm::ArrayRef<NamedBytes> inputs) {
  if (!manifest.passLimit || manifest.passLimit->defaultValue != kForeverPasses)
    return false;
  for (const NamedBytes &input : inputs) {
    const Words words = toWords(input.bytes);
    if (input.name == kBufferControlSpelling && !words.empty() && words[kControlShutdown] != 0)
      return false;
    if (input.name != kBufferRingSpelling)
      continue;
    for (size_t slot = 0; slot + kSlotWords <= words.size(); slot += kSlotWords)
      if (words[slot + kSlotStatus] == word(SlotStatus::Published) &&
          words[slot + kSlotOpcode] == word(Opcode::Shutdown))
        return false;
  }
  return true;
}
