#!/usr/bin/env python3
"""Checks which folder includes which: the direction of the data, kept by machine.

Reads every #include of include/vyre-cc, lib and tools and fails on an edge that the table does not list, on a
folder that the table does not know, and on a Vulkan or SPIRV-Tools include outside the places meant for it.
"""
import pathlib
import re
import sys

# Folder: the folders that it may include besides itself.
ALLOWED = {
    "Support": set(),
    "Protocol": set(),
    "VIR0": {"Support"},
    "IR": {"Support"},
    "Analysis": {"Support", "IR"},
    "Import": {"Support", "VIR0", "IR", "Protocol"},
    "Transforms": {"Support", "IR", "Analysis", "Protocol"},
    "Interp": {"Support", "IR", "Protocol"},
    "Megakernel": {"Support", "VIR0", "IR", "Import", "Protocol"},
    "Target/SPIRV": {"Support", "IR", "Protocol"},
    "GLSL": {"Support", "Target/SPIRV"},
    "Driver": {"Support", "VIR0", "IR", "Import", "Transforms", "Megakernel", "Target/SPIRV", "GLSL", "Protocol"},
    "Loader": {"Support", "Protocol"},
}
# Outside header prefix: the folders that may include it.
OUTSIDE = {
    "vulkan/": {"Loader"},
    "spirv/": {"Target/SPIRV", "GLSL", "Loader"},
    "spirv-tools/": {"Target/SPIRV"},
    "glslang/": {"GLSL"},
    "llvm/Support/CommandLine.h": {"tools"},
}
SPIRV_TOOLS_FILES = {"Validate.cpp", "Disassemble.cpp", "Instructions.cpp"}
INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]', re.MULTILINE)


def folder_of(path: pathlib.PurePath) -> str | None:
    """The folder that a path below include/vyre-cc or lib belongs to."""
    for depth in (2, 1):
        name = "/".join(path.parts[:depth])
        if len(path.parts) > depth and name in ALLOWED:
            return name
    return None


def check_file(path: pathlib.Path, folder: str) -> list[str]:
    problems = []
    for target in INCLUDE.findall(path.read_text(encoding="utf-8")):
        if target.startswith("vyre-cc/"):
            wanted = folder_of(pathlib.PurePath(target.removeprefix("vyre-cc/")))
            if wanted is None:
                problems.append(f"{path}: {target} lies in no known folder")
            elif folder != "tools" and wanted != folder and wanted not in ALLOWED[folder]:
                problems.append(f"{path}: {folder} may not include {wanted} ({target})")
        for prefix, users in OUTSIDE.items():
            if target.startswith(prefix) and folder not in users:
                problems.append(f"{path}: {folder} may not include {target}")
        if target.startswith("spirv-tools/") and path.name not in SPIRV_TOOLS_FILES:
            problems.append(f"{path}: only {' and '.join(sorted(SPIRV_TOOLS_FILES))} include SPIRV-Tools")
        if folder == "tools" and target.startswith("vyre-cc/Loader/") and "vyre-run" not in path.parts:
            if target != "vyre-cc/Loader/Case.h" or "vyre-opt" not in path.parts:
                problems.append(f"{path}: only vyre-run uses the loader, and vyre-opt its cases")
    return problems


def main() -> int:
    root = pathlib.Path(__file__).resolve().parent.parent
    problems, count = [], 0
    for base in ("include/vyre-cc", "lib", "tools"):
        for path in sorted((root / base).rglob("*")):
            if path.suffix not in {".h", ".cpp", ".def"}:
                continue
            count += 1
            relative = path.relative_to(root / base)
            folder = "tools" if base == "tools" else folder_of(relative)
            if folder is None:
                problems.append(f"{path}: in no known folder")
            else:
                problems += check_file(path, folder)
            lines = path.read_text(encoding="utf-8").count("\n")
            if lines > 600:
                problems.append(f"{path}: {lines} lines; split it (files stop at 600)")
    print("\n".join(problems) if problems else f"{count} files keep the layers")
    return 1 if problems or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
