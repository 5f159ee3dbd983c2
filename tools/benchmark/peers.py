# SPDX-License-Identifier: Apache-2.0
"""Other libraries over the same messages, one process on one core; ours over the same name server in turn."""
import statistics
import subprocess
import sys

from benchmark import corpus, latency, machine

COUNTS = {"4 KB": 200, "60 KB": 200, "1 MB": 20}


def python_rate(port, paths):
    command = machine.pinned(["/usr/bin/python3", str(corpus.ROOT / "tools/benchmark/peer.py"), str(port), *map(str, paths)], 0)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 77:
        return None
    if done.returncode != 0:
        sys.exit(f"tools/bench: the peer failed: {done.stderr.strip()[-300:]}")
    count, seconds = done.stdout.split()
    return int(count) / float(seconds)


def measure(runs):
    rows = []
    for name, count in COUNTS.items():
        folder = corpus.of_class(name)
        paths = [folder / f"bench-{i}.eml" for i in range(count)]
        with latency.nsd.Nsd(corpus.zone(folder)) as server:
            pairs = []
            for _ in range(runs):
                theirs = python_rate(server.port, paths)
                if theirs is None:
                    print("tools/bench: dkimpy, pyspf or dnspython is missing (tools/setup --tests): no peer is measured")
                    return [{"peer": "none"}]
                ours = [corpus.PROGRAM, "-q", "--dns", f"127.0.0.1:{server.port}", "--jobs", "1", *paths * (2000 // count)]
                pairs.append((theirs, len(paths) * (2000 // count) / machine.once(machine.pinned(ours, 0))[1]))
        theirs, ours = [statistics.median(column) for column in zip(*pairs)]
        rows.append({"class": name, "dkimpy_pyspf": round(theirs), "ours": round(ours), "times": round(ours / theirs, 1)})
    return rows
