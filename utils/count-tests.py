#!/usr/bin/env python3
"""Says how many single tests a ctest run held: lit files and doctest cases, from ctest's log."""
import re
import sys


def main() -> int:
    with open(sys.argv[1], encoding="utf-8", errors="replace") as log:
        text = log.read()

    def total(pattern: str) -> int:
        return sum(int(match) for match in re.findall(pattern, text, re.MULTILINE))

    entries = len(re.findall(r"^\d+/\d+ Testing: ", text, re.MULTILINE))
    lit = total(r"^\s*Passed\s*:\s*(\d+)")
    lit_skipped = total(r"^\s*(?:Unsupported|Skipped)\s*:\s*(\d+)")
    cases = total(r"^\[doctest\] test cases:\s*(\d+)")
    checks = total(r"^\[doctest\] assertions:\s*(\d+)")
    absent = len(re.findall(r"SKIPPED", text))
    note = f"; {absent} of them found no corpus or specification and checked nothing" if absent else ""
    print(
        f"ran {entries} ctest entries: {lit} lit files ({lit_skipped} skipped) and {cases} unit test cases "
        f"with {checks} assertions{note}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
