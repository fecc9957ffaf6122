#!/usr/bin/env python3
"""Packs annotated hex into bytes: `unhex.py IN OUT`. White space is ignored; # starts a comment.

The word DIGEST stands for the BLAKE3 digest of what follows and is left as 32 zero bytes: pass the result
through `vyre-as --fix-digest` where the digest matters.
"""
import sys


def main() -> int:
    with open(sys.argv[1], encoding="utf-8") as source:
        text = "".join(line.split("#")[0].split("//")[0] for line in source)
    text = text.replace("DIGEST", "00" * 32)
    with open(sys.argv[2], "wb") as out:
        out.write(bytes.fromhex("".join(text.split())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
