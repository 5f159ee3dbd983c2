#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Many messages where the machine gives less than was asked for: closed folders, folders in place of files, few threads.

usage: scarce.py PROGRAM SAMPLES [TEST...]
"""
import base64
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import circumstances  # noqa: E402

PROGRAM = ""
SAMPLES = pathlib.Path()


def octets():
    return (SAMPLES / "ses-perfect" / "message.eml").read_bytes()


def run(*command, **more):
    return subprocess.run(list(map(str, command)), capture_output=True, timeout=60, check=False, text=True, **more)


class Scarce(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name)

    def put(self, name):
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(octets())
        return path

    def test_lines_of_json_that_cannot_be_read_are_an_error_and_no_end(self):
        line = json.dumps({"raw": base64.b64encode(octets()).decode()})
        command = [PROGRAM, "--dns", "none", "--input", "ndjson", "-f", "ndjson"]
        result = run(*command, self.path, "-", input=line)
        self.assertEqual((result.returncode, len(result.stdout.splitlines())), (66, 1))
        self.assertEqual(result.stderr, f"alignmail: {self.path}: is a folder, not lines of JSON\n")
        folder = os.open(self.path, os.O_RDONLY)
        self.addCleanup(os.close, folder)
        result = run(*command, stdin=folder)
        self.assertEqual((result.returncode, result.stdout), (66, ""))
        self.assertIn("standard input: is a folder", result.stderr)

    def test_a_folder_that_cannot_be_read_is_an_error_beside_the_others(self):
        good = self.put("a.eml")
        for folder in ("box/cur", "box/new", "plain"):
            self.put(f"{folder}/1.eml")
        program, as_nobody = circumstances.as_nobody(PROGRAM, self.path)
        for closed, given, reports in (("box/cur", "box", 2), ("box/new", "box", 2), ("plain", "plain", 1)):
            with self.subTest(closed=closed):
                (self.path / closed).chmod(0)
                result = run(program, "--dns", "none", "-q", "--fail-on", "never", self.path / given, good, **as_nobody)
                (self.path / closed).chmod(0o755)
                self.assertEqual(result.returncode, 66)
                self.assertEqual(len(result.stdout.splitlines()), reports)
                self.assertEqual(result.stderr, f"alignmail: {self.path / closed}: this folder cannot be read: Permission denied\n")

    def test_where_no_more_threads_can_be_started_those_there_are_go_on(self):
        if os.getuid() != 0:
            self.skipTest("what else this user runs would count")
        files = [self.put(f"{number}.eml") for number in range(20)]
        program, as_nobody = circumstances.as_nobody(PROGRAM, self.path)
        as_nobody["user"] = 50_000 + os.getpid() % 10_000  # nobody else is
        as_nobody["env"] = {**os.environ, "ASAN_OPTIONS": "detect_leaks=0"}  # it would need a thread
        for most, status in ((4, 2), (1, 70)):  # 1: the program alone
            with self.subTest(most=most):
                as_nobody["preexec_fn"] = lambda most=most: resource.setrlimit(resource.RLIMIT_NPROC, (most, most))
                result = run(program, "--dns", "none", "--jobs", "32", "-q", "--fail-on", "never", *files, **as_nobody)
                self.assertEqual(result.returncode, status, result.stderr)
                self.assertEqual(len(result.stdout.splitlines()), 20 if status == 2 else 0)
                self.assertEqual(len(result.stderr.splitlines()), 0 if status == 2 else 1, result.stderr)
        self.assertIn("no thread can be started", result.stderr)

    def test_where_addresses_are_limited_threads_leave_some_to_the_messages(self):
        if b"__asan_init" in pathlib.Path(PROGRAM).read_bytes():
            self.skipTest("the sanitizer itself takes terabytes of them")
        files = [self.put(f"{number}.eml") for number in range(20)]
        for octets_left in (400_000 << 10, 800_000 << 10):
            with self.subTest(octets_left=octets_left):
                result = run(PROGRAM, "--dns", "none", "--jobs", "512", "-q", "--fail-on", "never", *files,
                             preexec_fn=lambda most=octets_left: resource.setrlimit(resource.RLIMIT_AS, (most, most)))
                self.assertEqual((result.returncode, len(result.stdout.splitlines()), result.stderr), (2, 20, ""))


if __name__ == "__main__":
    PROGRAM, SAMPLES = sys.argv[1], pathlib.Path(sys.argv[2])
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
