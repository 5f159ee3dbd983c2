# SPDX-License-Identifier: Apache-2.0
"""One message against a name server: waves of questions, and the time from start to report."""
import contextlib
import re
import subprocess
import sys

from benchmark import corpus, machine

sys.path.append(str(corpus.ROOT / "tests/support"))
import nsd  # noqa: E402


@contextlib.contextmanager
def far_away(server, delay_ms):
    script = corpus.ROOT / "tools/benchmark/delay_proxy.py"
    process = subprocess.Popen([sys.executable, str(script), str(server.port), str(delay_ms)], stdout=subprocess.PIPE, text=True)
    try:
        yield f"127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.terminate()
        process.wait()


def waves(dns, message):
    text = subprocess.run([str(corpus.PROGRAM), "-vv", "--dns", dns, str(message)], capture_output=True, text=True, check=False).stdout
    found = re.search(r"DNS, (\d+) answers in (\d+) wave", text)
    return {"questions": int(found[1]), "waves": int(found[2])}


def measure(runs):
    folder = corpus.of_class("4 KB")
    message = folder / "bench-0.eml"
    result = {"start_up_ms": round(machine.medians([corpus.PROGRAM, "--version"], 4 * runs)[0] * 1000, 2),
              "true_ms": round(machine.medians(["/bin/true"], 4 * runs)[0] * 1000, 2)}
    for kind, zone in (("plain", corpus.zone(folder)), ("chain", corpus.chained(corpus.zone(folder)))):
        with nsd.Nsd(zone) as server:
            direct = f"127.0.0.1:{server.port}"
            ask = [corpus.PROGRAM, "--dns", direct, message]
            row = waves(direct, message)
            row["at_0_ms"] = round(machine.medians(ask, 4 * runs)[0] * 1000, 1)
            with far_away(server, 40) as dns:
                row["at_40_ms"] = round(machine.medians([corpus.PROGRAM, "--dns", dns, message], 2 * runs)[0] * 1000, 1)
            result[kind] = row
    return result
