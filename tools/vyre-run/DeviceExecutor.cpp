// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs modules on the session's device.
#include "Run.h"

using namespace vyrecc;
using namespace vyrecc::tools;
using namespace vyrecc::loader;

namespace {

/// Keeps the kernel from run to run while its options stay the same.
class DeviceExecutor : public Executor {
public:
  DeviceExecutor(Session &session, const Module &module, const RunOptions &options)
      : session(session), module(module), options(options) {}
  DeviceExecutor(Session &session, Module &&read, const RunOptions &options)
      : session(session), owned(std::move(read)), module(*owned), options(options) {}

  const protocol::Manifest &manifest() const override { return module.manifest; }

  FailureOr<std::string> name(DiagnosticEngine &diags) override {
    FailureOr<Device *> device = session.device(diags);
    if (failed(device))
      return failure();
    return (*device)->info().name;
  }

  FailureOr<std::vector<NamedBytes>> execute(llvm::ArrayRef<NamedBytes> inputs, Grid grid,
                                             double &seconds, DiagnosticEngine &diags) override {
    FailureOr<Device *> device = session.device(diags);
    if (failed(device))
      return failure();
    FailureOr<KernelOptions> wanted =
        launchOptions(module, inputs, (*device)->info(), options, diags);
    if (failed(wanted))
      return failure();
    if (!kernel || kernelOptions.passLimit != wanted->passLimit) {
      kernel.reset();
      FailureOr<Kernel> made = (*device)->createKernel(module, *wanted, diags);
      if (failed(made))
        return failure();
      kernel.emplace(std::move(*made));
      kernelOptions = *wanted;
    }
    FailureOr<std::vector<NamedBytes>> outputs = launch(inputs, grid, seconds, diags);
    // The device may be lost, and its successor needs a kernel of its own.
    if (failed(outputs))
      kernel.reset();
    return outputs;
  }

private:
  FailureOr<std::vector<NamedBytes>> launch(llvm::ArrayRef<NamedBytes> inputs, Grid grid,
                                            double &seconds, DiagnosticEngine &diags) {
    if (failed(kernel->setBuffers(inputs, diags)))
      return failure();
    FailureOr<DispatchResult> result = kernel->dispatch({grid, options.timeout}, diags);
    if (failed(result))
      return failure();
    seconds = result->seconds;
    return kernel->readOutputs(diags);
  }

  Session &session;
  std::optional<Module> owned;
  const Module &module;
  const RunOptions &options;
  std::optional<Kernel> kernel;
  KernelOptions kernelOptions;
};

} // namespace

std::unique_ptr<Executor> tools::makeDeviceExecutor(Session &session, const Module &module,
                                                    const RunOptions &options) {
  return std::make_unique<DeviceExecutor>(session, module, options);
}

FailureOr<std::unique_ptr<Executor>> tools::makeExecutor(Session &session, llvm::StringRef path,
                                                         const RunOptions &options,
                                                         DiagnosticEngine &diags) {
  if (usesInterpreter(options))
    return makeInterpreter(path, options, diags);
  FailureOr<Module> module = loadModule(path, diags);
  if (failed(module))
    return failure();
  return std::unique_ptr<Executor>(
      std::make_unique<DeviceExecutor>(session, std::move(*module), options));
}
