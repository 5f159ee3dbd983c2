# SPDX-License-Identifier: Apache-2.0
"""How long each form of the report takes, by bench_render of the tools."""
import re
import subprocess

from benchmark import corpus

SAMPLES = ("ses-perfect", "body-changed")


def measure():
    samples = [path for path in (corpus.ROOT / "samples" / name for name in SAMPLES) if path.is_dir()]
    text = subprocess.run([str(corpus.ROOT / "build/release/tools/bench_render"), *map(str, samples)], capture_output=True, text=True, check=True).stdout
    rows, sample = [], ""
    for line in text.splitlines():
        found = re.match(r"  (\S+) +([\d.]+) microseconds", line)
        if found:
            rows.append({"sample": sample, "format": found[1], "microseconds": float(found[2])})
        else:
            sample = line.rsplit("/", 1)[-1]
    return rows
