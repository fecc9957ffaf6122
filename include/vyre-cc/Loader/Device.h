// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Vulkan without Vulkan's types: instances, devices, and kernels with their buffers. Needs
// libvulkan.so.1 at run time only. No call waits longer than the caller's timeout, and nothing is
// thrown.
#ifndef VYRE_CC_LOADER_DEVICE_H
#define VYRE_CC_LOADER_DEVICE_H

#include "vyre-cc/Loader/Module.h"
#include <array>
#include <chrono>
#include <memory>
#include <optional>

namespace vyrecc::loader {

using Grid = std::array<uint32_t, 3>;

/// What is known about a driver beyond what it reports; the table is in KnownDevices.cpp.
struct KnownDevice {
  const char *label;
  uint32_t driverId; ///< VkDriverId
  /// Iterations an invocation may make over all its loops before the driver stops looping; 0: no
  /// limit known.
  uint32_t iterationBudget;
  /// Resident invocations keep running, so that a launch may wait for the host.
  bool makesProgress;
  /// An atomic with acquire or release semantics in divergent control flow ends its invocation,
  /// though the device orders all atomics anyway. The loader relaxes them there.
  bool failsOrderedAtomics;
};
/// The row of a driver, or null.
const KnownDevice *findKnownDevice(uint32_t driverId);

struct DeviceInfo {
  std::string name;
  std::string driver;
  std::string type; ///< "discrete", "integrated", "virtual", "cpu" or "other"
  uint32_t apiVersion = 0;
  uint32_t subgroupSize = 0;
  /// Multiprocessors of a GPU, hardware threads of a CPU; 0: the driver does not say.
  uint32_t computeUnits = 0;
  Grid maxWorkgroupSize = {};
  Grid maxWorkgroupCount = {};
  uint32_t maxWorkgroupInvocations = 0;
  uint32_t maxSharedBytes = 0;
  uint32_t maxStorageBuffers = 0;
  uint64_t maxStorageBufferRange = 0;
  const KnownDevice *known = nullptr;
  /// Why the loader cannot use it; empty if it can.
  std::string unusable;
};

/// Workgroups along x that give every lane of `lanes` an invocation, or, if the module takes any
/// grid, no more than the device runs at once.
Grid gridFor(const DeviceInfo &info, const protocol::Manifest &manifest, uint64_t lanes);

struct KernelOptions {
  /// Bound on a persistent loop's passes; absent: the module's default.
  std::optional<uint32_t> passLimit;
  /// How long the driver may take to build the pipeline.
  std::chrono::milliseconds buildTimeout = std::chrono::seconds(30);
};

struct DispatchOptions {
  Grid grid = {1, 1, 1};
  std::chrono::milliseconds timeout = std::chrono::seconds(10);
  /// Every buffer first gets the bytes that the host last gave it, by a copy on the device that the
  /// time leaves out. To be asked for from the first dispatch on.
  bool restore = false;
};

struct DispatchResult {
  double seconds = 0;
  bool isGpuTime = false; ///< from timestamps on the device, else from the host's clock
};

/// The bytes of one buffer, by its name in the manifest.
struct NamedBytes {
  std::string name;
  std::vector<uint8_t> bytes;
};

struct DeviceState;
struct InstanceState;

/// A module made ready on one device, with its buffers. Buffers keep their contents from dispatch
/// to dispatch.
class Kernel {
public:
  ~Kernel();
  Kernel(Kernel &&) noexcept;
  Kernel &operator=(Kernel &&) = delete;

  const protocol::Manifest &manifest() const;

  /// Makes the buffers anew: those that the host supplies from `inputs`, the others zero-filled.
  LogicalResult setBuffers(llvm::ArrayRef<NamedBytes> inputs, DiagnosticEngine &diags);
  /// Overwrites the start of a buffer.
  LogicalResult write(llvm::StringRef buffer, llvm::ArrayRef<uint8_t> bytes,
                      DiagnosticEngine &diags);
  FailureOr<DispatchResult> dispatch(const DispatchOptions &options, DiagnosticEngine &diags);
  /// The bytes of the named buffers as the last dispatch left them.
  FailureOr<std::vector<NamedBytes>> read(llvm::ArrayRef<llvm::StringRef> buffers,
                                          DiagnosticEngine &diags);
  /// Every buffer that comes back to the host, whole, in declaration order.
  FailureOr<std::vector<NamedBytes>> readOutputs(DiagnosticEngine &diags);

private:
  friend class Device;
  struct State;
  explicit Kernel(std::unique_ptr<State> state);
  std::unique_ptr<State> state;
};

class Device {
public:
  ~Device();
  Device(Device &&) noexcept;
  Device &operator=(Device &&) noexcept;

  const DeviceInfo &info() const;
  /// False after a loss or a timeout: open a device anew.
  bool isUsable() const;
  /// Says what the module needs and the device lacks: features, workgroup sizes, shared memory,
  /// bindings.
  LogicalResult check(const Module &module, DiagnosticEngine &diags) const;
  /// Checks the module and builds its pipeline.
  FailureOr<Kernel> createKernel(const Module &module, const KernelOptions &options,
                                 DiagnosticEngine &diags);

private:
  friend class Instance;
  explicit Device(std::shared_ptr<DeviceState> state);
  std::shared_ptr<DeviceState> state;
};

class Instance {
public:
  /// With `validate`, the Khronos validation layer checks every call; each of its errors fails the
  /// call that it happened in.
  static FailureOr<Instance> create(bool validate, DiagnosticEngine &diags);
  ~Instance();
  Instance(Instance &&) noexcept;
  Instance &operator=(Instance &&) = delete;

  FailureOr<std::vector<DeviceInfo>> devices(DiagnosticEngine &diags) const;
  /// The best usable device whose name holds `name` in any letter case: discrete before integrated
  /// before virtual before cpu. The error says why each of the others was not taken.
  FailureOr<Device> open(llvm::StringRef name, DiagnosticEngine &diags) const;

private:
  explicit Instance(std::shared_ptr<InstanceState> state);
  std::shared_ptr<InstanceState> state;
};

} // namespace vyrecc::loader

#endif
