# How the lit tests find their tools. A test is a text file with RUN lines; its folder mirrors lib/.
import os
import shutil

import lit.formats

config.name = "vyre-cc"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".vir", ".mlir", ".test"]
config.excludes = ["unit", "Inputs"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.vyre_build_dir, "test", "lit")

config.environment["PATH"] = os.pathsep.join(
    [os.path.join(config.vyre_build_dir, "bin"), config.llvm_tools_dir, os.environ.get("PATH", "")]
)
config.substitutions.append(("%corpus", config.vyre_corpus))
config.substitutions.append(("%source", config.vyre_source_dir))
# Packs annotated hex (spaces, line ends and `# comments`) into bytes.
config.substitutions.append(("%unhex", f"python3 {config.vyre_source_dir}/utils/unhex.py"))

if os.path.isdir(config.vyre_corpus):
    config.available_features.add("corpus")
else:
    lit_config.warning(f"no corpus at {config.vyre_corpus}: the tests that read it are skipped")
if os.path.exists(os.path.join(config.llvm_tools_dir, "mlir-opt")):
    config.available_features.add("mlir-opt")
if shutil.which("spirv-val", path=config.environment["PATH"]):
    config.available_features.add("spirv-val")
if config.vyre_has_glsl:
    config.available_features.add("glsl")
if config.vyre_has_loader:
    config.available_features.add("loader")
if config.vyre_has_loader and os.environ.get("VYRE_NO_VULKAN") is None:
    config.available_features.add("vulkan")
    for name in ("VK_DRIVER_FILES", "VK_ICD_FILENAMES", "XDG_RUNTIME_DIR", "HOME"):
        if name in os.environ:
            config.environment[name] = os.environ[name]
