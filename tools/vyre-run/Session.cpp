// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The device of a session, and which launches may be made on it.
#include "Run.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace vyrecc;
using namespace vyrecc::tools;
using namespace vyrecc::loader;

LogicalResult Session::start(DiagnosticEngine &diags) {
  if (instance)
    return success();
  FailureOr<Instance> created = Instance::create(options.validate, diags);
  if (failed(created))
    return failure();
  instance.emplace(std::move(*created));
  return success();
}

FailureOr<Device *> Session::device(DiagnosticEngine &diags) {
  if (opened && opened->isUsable())
    return &*opened;
  if (failed(start(diags)))
    return failure();
  hasLost |= opened.has_value();
  FailureOr<Device> device = instance->open(options.deviceName, diags);
  if (failed(device))
    return failure();
  opened.emplace(std::move(*device));
  return &*opened;
}

FailureOr<std::vector<DeviceInfo>> Session::list(DiagnosticEngine &diags) {
  if (failed(start(diags)))
    return failure();
  return instance->devices(diags);
}

FailureOr<KernelOptions> tools::launchOptions(const Module &module,
                                              llvm::ArrayRef<NamedBytes> inputs,
                                              const DeviceInfo &device, const RunOptions &options,
                                              DiagnosticEngine &diags) {
  KernelOptions result;
  if (!module.manifest.passLimit)
    return result;
  if (options.passes != 0) {
    result.passLimit = options.passes;
    return result;
  }
  if (options.mode == LaunchMode::Once) {
    result.passLimit = 1;
    return result;
  }
  if (!runsForever(module.manifest, inputs))
    return result;
  if (options.mode != LaunchMode::Persistent)
    return diags.error(DiagCode::BadOption, {},
                       "the program loops until it is shut down, and nothing in its inputs does "
                       "that (expected --passes=N, --mode=once or --mode=persistent)");
  if (!device.known || !device.known->makesProgress)
    return diags.error(DiagCode::DeviceLimit, {},
                       device.name + " is not known to keep persistent kernels running "
                                     "(expected --passes=N or another device)");
  return result;
}

int tools::listDevices(Session &session, const RunOptions &options, DiagnosticEngine &diags) {
  FailureOr<std::vector<DeviceInfo>> devices = session.list(diags);
  if (failed(devices))
    return 1;
  llvm::json::Array rows;
  for (const DeviceInfo &info : *devices) {
    const std::string version = std::to_string(info.apiVersion >> 22 & 0x7F) + "." +
                                std::to_string(info.apiVersion >> 12 & 0x3FF);
    const char *known = info.known ? info.known->label : "";
    if (options.json) {
      rows.push_back(llvm::json::Object{{"name", llvm::json::fixUTF8(info.name)},
                                        {"driver", llvm::json::fixUTF8(info.driver)},
                                        {"type", info.type},
                                        {"vulkan", version},
                                        {"subgroup_size", info.subgroupSize},
                                        {"compute_units", info.computeUnits},
                                        {"max_workgroup", info.maxWorkgroupInvocations},
                                        {"known", known},
                                        {"unusable", info.unusable}});
      continue;
    }
    llvm::outs() << info.name << "\n  " << info.type << ", Vulkan " << version << ", driver "
                 << info.driver << ", subgroups of " << info.subgroupSize
                 << ", workgroups of up to " << info.maxWorkgroupInvocations;
    if (info.computeUnits)
      llvm::outs() << ", " << info.computeUnits << " compute units";
    llvm::outs() << "\n";
    if (info.known && info.known->iterationBudget)
      llvm::outs() << "  known limit: " << info.known->iterationBudget
                   << " loop iterations an invocation\n";
    if (!info.unusable.empty())
      llvm::outs() << "  cannot be used: it " << info.unusable << "\n";
  }
  if (options.json)
    llvm::outs() << llvm::json::Value(std::move(rows)) << "\n";
  return 0;
}
