# SPDX-License-Identifier: Apache-2.0
"""Other libraries over the same messages, one process on one core; ours in turn with each."""
import statistics
import subprocess
import sys

from benchmark import c_libraries, corpus, latency, machine

COUNTS = {"4 KB": 200, "60 KB": 200, "1 MB": 20}  # of Python, which is slow


def python_rate(port, paths):
    command = machine.pinned(["/usr/bin/python3", str(corpus.ROOT / "tools/benchmark/peer.py"), str(port), *map(str, paths)], 0)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 77:
        return None
    if done.returncode != 0:
        sys.exit(f"tools/bench: the peer failed: {done.stderr.strip()[-300:]}")
    count, seconds = done.stdout.split()
    return int(count) / float(seconds)


def our_rate(dns, name, jobs=1):
    folder, count = corpus.of_class(name), corpus.CLASSES[name][0] * corpus.PASSES[name]
    ours = [corpus.PROGRAM, "-q", "--dns", dns, "--jobs", jobs, *[folder] * corpus.PASSES[name]]
    return count / machine.once(machine.pinned(ours, 0))[1]


def row(name, peer, pairs):
    theirs, ours = [statistics.median(column) for column in zip(*pairs)]
    return {"peer": peer, "class": name, "theirs": round(theirs), "ours": round(ours), "times": round(ours / theirs, 1)}


def python(runs):
    """Both ask the same name server, and keep its answers."""
    rows = []
    for name, count in COUNTS.items():
        folder = corpus.of_class(name)
        with latency.nsd.Nsd(corpus.zone(folder)) as server:
            pairs = []
            for _ in range(runs):
                theirs = python_rate(server.port, [folder / f"bench-{i}.eml" for i in range(count)])
                if theirs is None:
                    print("tools/bench: dkimpy, pyspf or dnspython is missing (tools/setup --tests): not measured")
                    return []
                pairs.append((theirs, our_rate(f"127.0.0.1:{server.port}", name)))
        rows.append(row(name, "dkimpy, pyspf", pairs))
    return rows


def c(runs):
    """Nobody asks a server: records from memory, and from a zone file."""
    if not c_libraries.build():
        print("tools/bench: libopendkim, libspf2 or libopendmarc is missing (tools/setup --bench): not measured")
        return []
    rows = []
    for name, (count, _) in corpus.CLASSES.items():
        folder = corpus.of_class(name)
        paths = [folder / f"bench-{i}.eml" for i in range(count)]
        pairs = [(c_libraries.rate(folder, paths), our_rate(f"zone:{folder}/zone.txt", name)) for _ in range(runs)]
        rows.append(row(name, "libopendkim, libspf2, libopendmarc", pairs))
    return rows


def measure(runs):
    return python(runs) + c(runs) or [{"peer": "none"}]
