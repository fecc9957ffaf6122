# Part of vyre-cc, under the Apache License v2.0 with LLVM Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What utils/differential and utils/subgroup-rounds do with a random program: compile it, run many with the results
that they have to have, and keep what differs."""
import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
TIMEOUT = 60


class Failure(Exception):
    """Something that must not happen."""


class Refused(Exception):
    """The compiler says that no device can run the program."""


def run(command: list) -> subprocess.CompletedProcess:
    try:
        return subprocess.run([str(part) for part in command], capture_output=True, timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired as error:
        raise Failure(f"no end after {TIMEOUT} s: {command[0]}") from error


def output(command: list) -> str:
    process = run(command)
    if process.returncode != 0:
        message = process.stderr.decode("utf-8", "replace").strip()
        if process.returncode == 1 and "error[target-limit]" in message:
            raise Refused(message)
        raise Failure(f"{pathlib.Path(command[0]).name}: exit status {process.returncode}: "
                      f"{message[max(message.find('error['), 0):][:400]}")
    return process.stdout.decode("utf-8")


def contents(name: str, data: bytes) -> dict:
    """A buffer of a case."""
    return {"name": name, "len": len(data), "sparse": [[0, data.hex()]]}


def write_case(path: pathlib.Path, groups: int, inputs: dict, expected: dict, elements: dict, ulp: int = 0) -> None:
    """Writes a case of one run; `expected` is `outputs` or `error` of it, `elements` what those of buffers are."""
    run_ = {"label": "random", "grid": [groups, 1, 1], "schedule_invariant": True, "outputs": [],
            "inputs": [contents(name, data) for name, data in inputs.items()], **expected}
    buffers = [{"name": name, "element": element} for name, element in elements.items()]
    path.write_text(json.dumps({"name": path.stem, "buffers": buffers, "tolerance_ulp": ulp, "runs": [run_]}),
                    encoding="utf-8")


def run_batch(rows: list, device: str, build: pathlib.Path, work: pathlib.Path) -> dict:
    """Runs modules with their cases, on any device if none is named. Gives what is wrong, by the names of the cases."""
    batch = work / "batch.json"
    batch.write_text(json.dumps([{"module": row["module"], "case": row["case"]} for row in rows]), encoding="utf-8")
    command = [build / "bin" / "vyre-run", f"--batch={batch}"]
    if device:
        command.append(f"--device={device}")
    process = subprocess.run([str(part) for part in command], capture_output=True, check=False)
    results = [json.loads(line) for line in process.stdout.decode("utf-8").splitlines() if line.startswith("{")]
    finds = {}
    for row in results:
        if row.get("error") or row["differ"] or not row["matched"]:
            finds[pathlib.Path(row["case"]).stem] = row.get("error") or row.get("detail") or "other bytes"
    if len(results) != len(rows):  # the first without a result has ended the run
        message = process.stderr.decode("utf-8", "replace").strip()[-400:]
        finds[pathlib.Path(rows[len(results)]["case"]).stem] = message or f"no result: exit status {process.returncode}"
    return finds


def keep_finds(finds: dict, work: pathlib.Path, folder: pathlib.Path) -> None:
    """Says what was found, and copies the files of each find."""
    for name, reason in finds.items():
        print(f"{name}: {reason}")
        for path in work.glob(f"{name}.*"):
            folder.mkdir(parents=True, exist_ok=True)
            (folder / path.name).write_bytes(path.read_bytes())
