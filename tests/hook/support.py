# SPDX-License-Identifier: Apache-2.0
"""What the tests of the hook share: the program with a state folder of its own, and its reports."""
import json
import os
import pathlib
import signal
import stat
import subprocess
import sys
import tempfile
import unittest

PROGRAM = ""
ROOT = pathlib.Path()
FAULTS = ""  # the library that makes calls fail

SAMPLE = "ses-perfect"
AT = "2026-11-03T10:00:00Z"
SKIPPED = 77  # CTest shows the test as skipped


def message(sample=SAMPLE):
    return (ROOT / "samples" / sample / "message.eml").read_bytes()


def big(octets):
    """A message of about that many octets."""
    return message() + b"x" * 70 + b"\r\n" + (b"y" * 76 + b"\r\n") * (octets // 78)


def zone(sample=SAMPLE):
    """Options with which a sample needs no network."""
    return ["--dns", f"zone:{ROOT / 'samples' / sample / 'zone.txt'}", "--at", AT]


def skip(reason):
    """Says loudly that nothing was tested, and why."""
    line = f"SKIPPED: {pathlib.Path(sys.argv[0]).name}: {reason}"
    print("=" * len(line), line, "=" * len(line), sep="\n", file=sys.stderr)
    sys.exit(SKIPPED)


def main():
    """usage: TEST.py PROGRAM SOURCE_FOLDER FAULT_LIBRARY [TEST...]"""
    global PROGRAM, ROOT, FAULTS
    PROGRAM, root, FAULTS = sys.argv[1:4]
    ROOT = pathlib.Path(root)
    unittest.main(module="__main__", argv=[sys.argv[0], *sys.argv[4:]])


class HookCase(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = pathlib.Path(scratch.name)
        self.state = self.scratch / "state"
        self.state.mkdir()

    def environment(self, extra=None, fault=None):
        names = ("PATH", "LSAN_OPTIONS", "ASAN_OPTIONS", "UBSAN_OPTIONS")
        result = {name: os.environ[name] for name in names if name in os.environ}
        result["XDG_STATE_HOME"] = str(self.state)
        if fault is not None:
            result.update(fault, LD_PRELOAD=FAULTS, ASAN_OPTIONS="verify_asan_link_order=0")
        result.update(extra or {})
        return {name: value for name, value in result.items() if value is not None}

    def start(self, *options, env=None, fault=None, **popen):
        return subprocess.Popen(
            [PROGRAM, "hook", *options],
            stdin=popen.pop("stdin", subprocess.PIPE), stdout=popen.pop("stdout", subprocess.PIPE),
            stderr=popen.pop("stderr", subprocess.PIPE),
            env=self.environment(env, fault), cwd="/", **popen,
        )

    def hook(self, *options, octets=None, env=None, fault=None, timeout=60, **popen):
        """Runs the hook over a message; .returncode, .stdout and .stderr."""
        process = self.start(*options, env=env, fault=fault, **popen)
        try:
            out, err = process.communicate(message() if octets is None else octets, timeout)
        finally:
            if process.poll() is None:
                process.kill()
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def files(self, folder=None):
        """Every file below the state folder."""
        return sorted(path for path in (folder or self.state).rglob("*") if not path.is_dir())

    def reports(self, folder=None):
        """The reports, parsed; each is whole, private, and named by us."""
        found = []
        for path in self.files(folder):
            if path.name == "hook.log":
                continue
            self.assertRegex(path.name, r"^\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{16}\.json$")
            self.assertEqual(path.parent.name, "reports")
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
            found.append(json.loads(path.read_text(encoding="utf-8")))
        return found

    def log(self):
        path = self.state / "alignmail" / "hook.log"
        return path.read_text(encoding="ascii") if path.exists() else ""

    def assert_silent(self, result, status=0):
        self.assertEqual((result.returncode, result.stdout, result.stderr), (status, b"", b""))


def kill_quietly(process):
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream:
            try:
                stream.close()
            except OSError:
                pass
