# SPDX-License-Identifier: Apache-2.0
"""What the machine can do at best, and how a program is measured."""
import os
import platform
import statistics
import subprocess
import sys
import time

HEADER = 1200  # octets that a header hash covers, about
RUNS = 5


def call(*command, **options):
    return subprocess.run([str(c) for c in command], check=True, **options)


def speed(*words):
    return subprocess.run(["openssl", "speed", "-seconds", "1", *words], capture_output=True, text=True, check=True).stdout


def limits():
    """Octets of SHA-256 and RSA verifications in a second of one core, at this moment."""
    sha = speed("-evp", "sha256", "-bytes", "16384").strip().splitlines()[-1].split()[1]
    rates = [float(speed(f"rsa{bits}").split()[-1]) for bits in (2048, 1024)]
    return {"sha256_bytes_per_second": float(sha.rstrip("k")) * 1000, "rsa2048_verify_per_second": rates[0],
            "rsa1024_verify_per_second": rates[1]}


def bound(limit, octets):
    """Messages in a second if hashing once and verifying twice were all the work."""
    return 1 / ((octets + 2 * HEADER) / limit["sha256_bytes_per_second"] + 1 / limit["rsa2048_verify_per_second"]
                + 1 / limit["rsa1024_verify_per_second"])


def description():
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="ascii", errors="replace") as info:
            model = next(line.split(":", 1)[1].strip() for line in info if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return {"processor": model, "cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1)}


def once(command, allowed=(0, 1)):
    """Wall seconds, processor seconds, peak MB."""
    begin = time.monotonic()
    process = subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed:
        sys.exit(f"tools/bench: {' '.join(str(c) for c in command[:6])} ... ended with {process.returncode}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def beside_each_other(commands):
    """Wall seconds until the last of them has ended."""
    begin = time.monotonic()
    processes = [subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for command in commands]
    if any(status not in (0, 1) for status in [process.wait() for process in processes]):
        sys.exit(f"tools/bench: one of {len(commands)} ended badly: {' '.join(str(c) for c in commands[0][:6])} ...")
    return time.monotonic() - begin


def medians(command, runs=RUNS, allowed=(0, 1)):
    return [statistics.median(column) for column in zip(*[once(command, allowed) for _ in range(runs)])]


def peak(command):
    """MB resident at most. By time(1), since a child of ours would begin with what Python has; else with that."""
    if not os.access("/usr/bin/time", os.X_OK):
        print("tools/bench: /usr/bin/time is missing (Debian: time): memory is that of Python at least", file=sys.stderr)
        return round(once(command)[2], 1)
    done = subprocess.run(["/usr/bin/time", "-f", "%M", *[str(c) for c in command]], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          text=True, check=False)
    return round(int(done.stderr.strip().splitlines()[-1]) / 1024, 1)


def pinned(command, core):
    """The command on one core, so that two runs share nothing but the clock."""
    return ["taskset", "-c", str(core), *command]
