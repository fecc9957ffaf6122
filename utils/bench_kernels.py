"""Compiles the kernels that utils/bench_run.py races: vyre-cc's strategies, and GLSL renderings of the same contract."""
import json
import pathlib
import subprocess

PASSES, WORKGROUP = 16, 256
# Options of vyre-cc for each strategy; -O0 leaves the program as it is.
STRATEGIES = {
    "literal": ["-O0"],
    "strided": ["--scheduler=strided"],
    "cooperative": ["--scheduler=cooperative"],
    "sweep": ["--scheduler=sweep"],
    "auto": [],
}
# File, definitions, and whether any number of workgroups does all the work.
BASELINES = {
    "prio RMW": ("prio.comp", {"RMW": "1", "LEAN": "0"}, False),
    "prio": ("prio.comp", {"RMW": "0", "LEAN": "0"}, False),
    "prio lean": ("prio.comp", {"RMW": "0", "LEAN": "1"}, False),
    "best": ("best.comp", {}, False),
    "sweep 16": ("sweep.comp", {"STOP": "0"}, True),
    "sweep until empty": ("sweep.comp", {"STOP": "1"}, True),
}


def known_strategies(compiler):
    listed = subprocess.run([compiler, "--help"], check=True, stdout=subprocess.PIPE, text=True).stdout
    return {name: flags for name, flags in STRATEGIES.items()
            if all(not flag.startswith("--") or flag.split("=")[0] + "=" in listed for flag in flags)}


def program(bench, slots):
    """The program as VIR0 bytes where there is one of this size, else as the generator builds it."""
    blob = bench / "vir0" / f"priority_{PASSES}_passes_{slots}.vir0"
    if blob.exists():
        return [str(blob)]
    return ["--megakernel=priority", f"--slots={slots}", f"--workgroup={WORKGROUP}"]


def prepare(folder, compiler, glslang, bench, sizes):
    """Fills `folder` with modules and kernels.json. Without `glslang` or `bench` there are no baselines."""
    folder, bench = pathlib.Path(folder), pathlib.Path(bench)
    folder.mkdir(parents=True, exist_ok=True)
    kernels = []

    def add(name, slots, any_grid, handlers, command):
        module = f"{name.replace(' ', '-')}-{'ours' if handlers else 'glsl'}-{slots}.spv"
        subprocess.run([*command, "-o", str(folder / module)], check=True, stdout=subprocess.DEVNULL)
        kernels.append({"name": name if handlers else f"glsl {name}", "slots": slots, "module": module, "passes": PASSES,
                        "any_grid": any_grid, "handlers": handlers})

    strategies = known_strategies(compiler)
    for slots in sizes:
        for name, flags in strategies.items():
            add(name, slots, False, True, [compiler, *program(bench, slots), *flags])
        if not glslang or not (bench / "glsl").exists():
            continue
        for name, (source, defines, any_grid) in BASELINES.items():
            values = {**defines, "TOTAL": f"{slots}u", "STRIDE": f"{slots}u", "ITERS": f"{PASSES}u"}
            add(name, slots, any_grid, False, [glslang, "-V", "--target-env", "vulkan1.2",
                                               *(f"-D{key}={value}" for key, value in values.items()),
                                               str(bench / "glsl" / source)])
    (folder / "kernels.json").write_text(json.dumps(kernels, indent=1) + "\n")
