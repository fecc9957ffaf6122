// Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The parts of vyre-run: a session with one device, and one function a mode.
#ifndef VYRE_CC_TOOLS_VYRE_RUN_RUN_H
#define VYRE_CC_TOOLS_VYRE_RUN_RUN_H

#include "vyre-cc/Interp/Explore.h"
#include "vyre-cc/Loader/Case.h"
#include "vyre-cc/Loader/Drain.h"

namespace vyrecc::tools {

enum class LaunchMode : uint8_t { Once, Drain, Persistent };

struct RunOptions {
  std::string deviceName;
  bool validate = false;
  bool json = false;
  LaunchMode mode = LaunchMode::Drain;
  std::chrono::milliseconds timeout = std::chrono::seconds(10);
  std::optional<loader::Grid> grid;
  std::string runLabel;
  uint32_t slots = 0;
  uint32_t passes = 0;
  std::vector<std::string> inputs; ///< NAME=HEX or NAME=@FILE
  // Of the interpreter.
  uint32_t deviceSubgroupSize = 32;
  interp::Schedule schedule;
  std::optional<interp::Invariants> invariants; ///< absent: with --explore, the contract
  bool explore = false;
  uint64_t maxExecutions = 0;
  // Of --equivalence.
  uint64_t cases = 0;
  uint64_t seed = 0;
  std::string keep; ///< folder for the case that differs
};

/// The instance and the device, opened when first needed and opened anew after a loss.
class Session {
public:
  explicit Session(const RunOptions &options) : options(options) {}

  FailureOr<loader::Device *> device(DiagnosticEngine &diags);
  FailureOr<std::vector<loader::DeviceInfo>> list(DiagnosticEngine &diags);
  /// A device was given up: its driver may still be at work and must not be torn down.
  bool lostDevice() const { return hasLost || (opened && !opened->isUsable()); }

private:
  LogicalResult start(DiagnosticEngine &diags);

  const RunOptions &options;
  std::optional<loader::Instance> instance;
  std::optional<loader::Device> opened;
  bool hasLost = false;
};

/// Reads a module; the one place where inputs other than SPIR-V are compiled.
FailureOr<loader::Module> loadModule(llvm::StringRef path, DiagnosticEngine &diags);

/// The pass limit for a launch with these inputs, or an error where it would not end.
FailureOr<loader::KernelOptions> launchOptions(const loader::Module &module,
                                               llvm::ArrayRef<loader::NamedBytes> inputs,
                                               const loader::DeviceInfo &device,
                                               const RunOptions &options, DiagnosticEngine &diags);

enum class RunStatus : uint8_t { Matched, Differs, Skipped, Failed };

struct RunResult {
  std::string label;
  RunStatus status;
  std::string detail; ///< why skipped or failed
  loader::Comparison comparison;
  double seconds = 0;
};

struct CaseResult {
  std::vector<RunResult> runs;

  size_t count(RunStatus status) const;
  /// Runs that gave other bytes or none.
  size_t differ() const { return count(RunStatus::Differs) + count(RunStatus::Failed); }
};

/// What runs programs: a device, or the interpreter.
class Executor {
public:
  virtual ~Executor() = default;
  virtual const protocol::Manifest &manifest() const = 0;
  /// The name to report.
  virtual FailureOr<std::string> name(DiagnosticEngine &diags) = 0;
  /// Runs once and gives the bytes of all buffers that come back; `seconds` is how long it took.
  virtual FailureOr<std::vector<loader::NamedBytes>>
  execute(llvm::ArrayRef<loader::NamedBytes> inputs, loader::Grid grid, double &seconds,
          DiagnosticEngine &diags) = 0;
};

/// The executor that the options ask for, with the program at `path`.
FailureOr<std::unique_ptr<Executor>> makeExecutor(Session &session, llvm::StringRef path,
                                                  const RunOptions &options,
                                                  DiagnosticEngine &diags);
/// The same for a module that has been read. Both must outlive it.
std::unique_ptr<Executor> makeDeviceExecutor(Session &session, const loader::Module &module,
                                             const RunOptions &options);
/// True if `options` name the interpreter and not a device.
bool usesInterpreter(const RunOptions &options);
FailureOr<std::unique_ptr<Executor>>
makeInterpreter(llvm::StringRef path, const RunOptions &options, DiagnosticEngine &diags);

/// Carries out the runs of a case. Errors of single runs are in the result; failure means that
/// nothing ran.
FailureOr<CaseResult> carryOut(Executor &executor, const loader::Case &theCase,
                               const RunOptions &options, DiagnosticEngine &diags);

// The modes. Each prints its result on standard output and gives the exit status.
int listDevices(Session &session, const RunOptions &options, DiagnosticEngine &diags);
int runCase(Executor &executor, llvm::StringRef casePath, const RunOptions &options,
            DiagnosticEngine &diags);
int runBatch(llvm::StringRef listPath, const RunOptions &options, DiagnosticEngine &diags);
int runBench(Session &session, llvm::StringRef planPath, const RunOptions &options,
             DiagnosticEngine &diags);
int runJobs(Session &session, const loader::Module &module, llvm::StringRef jobsPath,
            const RunOptions &options, DiagnosticEngine &diags);
int runEquivalence(Session &session, llvm::StringRef listPath, const RunOptions &options,
                   DiagnosticEngine &diags);
int runInputs(Executor &executor, const RunOptions &options, DiagnosticEngine &diags);

} // namespace vyrecc::tools

#endif
