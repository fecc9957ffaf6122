#!/usr/bin/env python3
"""Writes the case of dfa.test: random files cut into segments, automata for literal words, and the hits that the same
words have in each file as a whole. One lane does all, so that the order of the hits is known."""
import json
import random
import struct
import sys

WORDS = [b"abca", b"bb", b"cab", b"a"]


def automaton(word):
    """States are the length of the match so far; bytes outside the word share class 0."""
    classes = {byte: index + 1 for index, byte in enumerate(sorted(set(word)))}
    table = []
    for state in range(len(word) + 1):
        for char in [None] + sorted(set(word)):
            seen = word[:state] + (bytes([char]) if char is not None else b"\xff")
            table.append(max(n for n in range(len(word) + 1) if seen.endswith(word[:n]) and n <= len(seen)))
    return classes, table


def main():
    rng = random.Random(7)
    files = [bytes(rng.choice(b"abcd") for _ in range(size)) for size in (1, 13, 64, 0, 37)]
    haystack, offsets, metadata = b"", [], []
    for index, data in enumerate(files):
        offsets.append(len(haystack))
        metadata += [index, 0, len(data), index % 3]
        haystack += data
    segments, overlap, length = [], max(map(len, WORDS)) - 1, 8
    for index, data in enumerate(files):
        for start in range(0, len(data), length):
            at = offsets[index]
            segments.append([index, at + max(0, start - overlap), at + start, at + min(start + length, len(data))])
    rules, class_maps, transitions, accept = [], [], [], []
    for word in WORDS:
        classes, table = automaton(word)
        rules += [len(transitions), len(accept), len(word) + 1, len(class_maps), len(classes) + 1]
        class_maps += [classes.get(byte, 0) for byte in range(256)]
        transitions += table
        accept += [0] * len(word) + [1]
    hits = []
    for index, data in enumerate(files):
        for number, word in enumerate(WORDS):
            hits += [[index, number, index % 3, end - 1] for end in range(len(word), len(data) + 1)
                     if data[:end].endswith(word)]
    owner = {}
    for position, (index, _, start, end) in enumerate(segments):
        for byte in range(start - offsets[index], end - offsets[index]):
            owner[index, byte] = position
    # One lane takes the pairs in order: segment by segment, and in each rule by rule.
    hits.sort(key=lambda hit: (owner[hit[0], hit[3]], hit[1], hit[3]))
    pairs, capacity, lanes = len(segments) * len(WORDS), len(hits) - 3, 1
    words = lambda data: data + b"\0" * (-len(data) % 4)
    pack = lambda data: struct.pack(f"<{len(data)}I", *data)
    given = {"file_offsets": pack(offsets), "file_metadata": pack(metadata), "class_maps": pack(class_maps),
             "haystack": words(haystack), "rule_meta": pack(rules), "transitions": pack(transitions),
             "accept": pack(accept), "queue_state": pack([0, pairs, 0, capacity, 0, len(WORDS)]),
             "hit_ring": bytes(16 * capacity), "segments": pack(sum(segments, []))}
    found = {"queue_state": pack([pairs + lanes, pairs, len(hits), capacity, pairs, len(WORDS)]),
             "hit_ring": pack(sum(hits[:capacity], []))}
    as_json = lambda table: [{"name": name, "len": len(data), "hex": data.hex()} for name, data in table.items()]
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump({"name": "dfa", "buffers": [{"name": name, "element": "U32"} for name in given], "runs": [{"label": "dfa", "grid": [1, 1, 1], "inputs": as_json(given), "outputs": as_json(found)}]}, out)


main()
