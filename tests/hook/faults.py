#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The hook while something is broken: the mail is safe, at most the report is lost.

A library loaded before the C library makes calls fail (tests/hook/faults.cpp says how).

usage: faults.py PROGRAM SOURCE_FOLDER FAULT_LIBRARY [TEST...]
"""
import os
import pathlib
import resource
import subprocess
import sys
import time

import support
from support import HookCase, kill_quietly, message, zone

MOST_CALLS = 400  # ends a loop over "every N" that would not end by itself


def big(octets):
    return message() + b"y" * octets


class Analysis(HookCase):
    """The child that analyses crashes, hangs, or cannot be started."""

    def test_a_child_that_crashes_changes_nothing_in_the_cache(self):
        cache = self.scratch / "cache"
        self.hook(*zone(), "--dns-cache", str(cache))
        before = cache.read_bytes()
        self.assert_silent(self.hook(*zone(), "--dns-cache", str(cache), fault={"FAULT": "fork:1:crash"}))
        self.assertEqual(cache.read_bytes(), before)

    def test_a_crash_costs_depth_and_not_the_report(self):
        for kind in ("crash", "exit", "overflow"):
            with self.subTest(kind=kind):
                self.assert_silent(self.hook(*zone(), fault={"FAULT": f"fork:1:{kind}"}))
        reports = self.reports()
        self.assertEqual(len(reports), 3)
        for report in reports:
            self.assertIn("LIMIT001", [finding["id"] for finding in report["findings"]])
            self.assertEqual(report["message"]["from_domain"], "example.com")  # of the header alone
            self.assertNotEqual(report["verdict"]["dmarc"], "pass")

    def test_two_crashes_leave_a_report_that_nothing_is_known(self):
        self.assert_silent(self.hook(*zone(), fault={"FAULT": "fork:1+:crash", "FAULT_UNTIL": "2"}))
        (report,) = self.reports()
        self.assertIsNone(report["message"]["from"])
        self.assertNotEqual(report["verdict"]["dmarc"], "pass")

    def test_when_every_child_crashes_nothing_is_filed(self):
        self.assert_silent(self.hook(*zone(), fault={"FAULT": "fork:1+:crash"}))
        self.assertEqual(self.reports(), [])
        self.assertIn("ended with a fault", self.log())

    def test_a_hang_ends_at_the_deadline(self):
        self.assert_silent(self.hook(*zone(), "--deadline", "1", fault={"FAULT": "fork:1:hang"}))
        (report,) = self.reports()
        self.assertIn("took too long", report["errors"][0]["message"])

    def test_a_child_that_hangs_does_not_outlive_us(self):
        process = self.start(*zone(), fault={"FAULT": "fork:1:hang"})
        self.addCleanup(kill_quietly, process)
        process.stdin.write(message())
        process.stdin.close()
        children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
        until = time.monotonic() + 30
        while not (found := children.read_text().split()) and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(0.2)
        process.kill()
        process.wait()
        (child,) = found
        while pathlib.Path(f"/proc/{child}/exe").exists() and time.monotonic() < until:
            time.sleep(0.01)
        self.assertFalse(pathlib.Path(f"/proc/{child}/exe").exists())

    def test_no_process_no_descriptor_no_report(self):
        for fault in ("fork:1+:fail", "pipe2:1+:EMFILE"):
            with self.subTest(fault=fault):
                self.assert_silent(self.hook(*zone(), fault={"FAULT": fault}))
        self.assertEqual(self.reports(), [])
        self.assertEqual(self.log().count("no process could be started"), 2)

    def test_the_copy_does_not_depend_on_the_analysis(self):
        for fault in ("fork:1+:crash", "fork:1+:hang", "fork:1+:fail", "pipe2:1+:EMFILE", "fork:1+:exit"):
            with self.subTest(fault=fault):
                result = self.hook(*zone(), "--passthrough", "--deadline", "1", fault={"FAULT": fault})
                self.assertEqual((result.returncode, result.stderr), (0, b""))
                self.assertEqual(result.stdout, b"X-Alignmail: not_checked\r\n" + message())


class Disk(HookCase):
    """Writing, syncing or naming the report fails at each step."""

    def every(self, call, kind):
        """Runs the hook with the first call failing, the second, ... until none fails any more."""
        for number in range(1, MOST_CALLS):
            for path in self.files():
                path.unlink()
            result = self.hook(*zone(), fault={"FAULT": f"{call}:{number}:{kind}"})
            yield number, result
            if len(self.reports()) == 1 and not self.log():
                return
        self.fail("it never came through")

    def test_the_nth_call_that_fails_costs_the_report_and_nothing_else(self):
        # openat may fail for the folder, the report or the log; rename and fsync are few.
        for call, kind in (("write", "ENOSPC"), ("write", "EIO"), ("fsync", "EIO"), ("fsync", "ENOSPC"),
                           ("renameat", "ENOSPC"), ("openat", "EDQUOT"), ("getrandom", "EIO")):
            for number, result in self.every(call, kind):
                with self.subTest(call=call, kind=kind, number=number):
                    self.assert_silent(result)
                    names = [path.name for path in self.files()]
                    self.assertFalse([name for name in names if name.endswith(".tmp")], names)
                    self.assertLessEqual(len(self.reports()), 1)

    def test_a_close_that_fails_is_a_report_that_is_not_filed(self):
        # Which close is the report's, only trying tells: some attempt must end without a report.
        lost = 0
        for number in range(1, 12):
            for path in self.files():
                path.unlink()
            self.assert_silent(self.hook(*zone(), fault={"FAULT": f"close:{number}:EIO"}))
            self.assertFalse([path for path in self.files() if path.name.endswith(".tmp")])
            lost += not self.reports()
        self.assertGreaterEqual(lost, 1)

    def test_interrupted_and_short_calls_are_gone_on_with(self):
        octets = big(2000)
        for fault in ({"FAULT_SHORT": "1"}, {"FAULT": "read:1:EINTR"}, {"FAULT": "read:2:EAGAIN"},
                      {"FAULT": "write:1:EINTR"}, {"FAULT": "write:2:EAGAIN"}):
            with self.subTest(fault=fault):
                result = self.hook(*zone(), "--passthrough", octets=octets, fault=fault)
                self.assertEqual((result.returncode, result.stderr), (0, b""))
                self.assertTrue(result.stdout.endswith(octets))
        self.assertEqual(len(self.reports()), 5)

    def test_killed_at_any_step_it_leaves_no_half_report(self):
        steps = [(call, number) for call in ("write", "fsync", "renameat", "close", "openat") for number in range(1, 6)]
        for call, number in steps:
            with self.subTest(call=call, number=number):
                for path in self.files():
                    path.unlink()
                self.hook(*zone(), fault={"FAULT": f"{call}:{number}:kill"})
                # Whatever has its final name is whole; reports() parses it.
                leftover = [path for path in self.files() if path.name.endswith(".tmp")]
                for path in leftover:
                    self.assertTrue(path.name.startswith("."))
                    path.unlink()
                self.assertLessEqual(len(self.reports()), 1)

    def test_a_full_disk(self):
        if os.getuid() != 0:
            self.skipTest("only root can mount a file system to fill")
        place = self.scratch / "full"
        place.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", place], check=False,
                          stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest("no file system may be mounted here")
        self.addCleanup(subprocess.run, ["umount", place], check=True)
        (place / "ballast").write_bytes(b"x" * 60_000)
        result = self.hook(*zone(), env={"XDG_STATE_HOME": str(place), "TMPDIR": str(place)})
        self.assert_silent(result)
        self.assertEqual([path.name for path in self.files(place) if path.suffix in (".json", ".tmp")], [])
        # Nor is there room for a large message on its way through.
        octets = big(3 << 20)
        result = self.hook(*zone(), "--passthrough", octets=octets, env={"XDG_STATE_HOME": str(place),
                                                                         "TMPDIR": str(place)})
        self.assertEqual(result.returncode, 0)
        self.assertTrue(result.stdout.endswith(octets))

    def test_a_limit_on_the_size_of_files(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        self.assert_silent(self.hook(*zone(), preexec_fn=limit))
        self.assertEqual(self.reports(), [])
        octets = big(3 << 20)
        result = self.hook(*zone(), "--passthrough", octets=octets, preexec_fn=limit)
        self.assertEqual(result.returncode, 0)
        self.assertTrue(result.stdout.endswith(octets))

    def test_no_place_for_a_large_message(self):
        octets = big(3 << 20)
        for call in ("open", "write"):
            with self.subTest(call=call):
                fault = {"FAULT": "open:1+:EACCES"} if call == "open" else {"FAULT": "write:2:ENOSPC"}
                env = {"TMPDIR": "/nonexistent"}
                self.assert_silent(self.hook(*zone(), octets=octets, env=env, fault=fault))
        bodies = [report["input"]["body"] for report in self.reports()]
        self.assertIn("truncated", bodies)


class Input(HookCase):
    def test_reading_that_fails(self):
        # The memory of a process, read at address 0, is an input whose read() fails.
        with open("/proc/self/mem", "rb") as broken:
            self.assert_silent(self.hook(*zone(), stdin=broken))
        with open("/proc/self/mem", "rb") as broken:
            self.assertEqual(self.hook(*zone(), "--passthrough", stdin=broken).returncode, 75)

    def test_half_a_message_and_then_an_error(self):
        self.assert_silent(self.hook(*zone(), octets=big(200_000), fault={"FAULT": "read:3+:EIO"}))
        reports = self.reports()
        for report in reports:
            self.assertIn("INPUT006", [finding["id"] for finding in report["findings"]])
        result = self.hook(*zone(), "--passthrough", octets=big(200_000), fault={"FAULT": "read:3:EIO"})
        self.assertEqual(result.returncode, 75)

    def test_a_copy_that_cannot_be_written_whole(self):
        for number in range(1, 4):
            with self.subTest(number=number):
                result = self.hook(*zone(), "--passthrough", octets=big(200_000),
                                   fault={"FAULT": f"write:{number}:ENOSPC"})
                self.assertEqual((result.returncode, result.stderr), (75, b"") if number < 3 else (result.returncode, b""))
        with open("/dev/full", "wb") as full:
            self.assertEqual(self.hook(*zone(), "--passthrough", stdout=full).returncode, 75)


class Memory(HookCase):
    def test_the_nth_allocation_that_fails_never_costs_mail(self):
        # Each run fails one allocation of the parent or of the child that it starts.
        for number in [*range(1, 40), *range(40, 400, 7), *range(400, 4000, 97)]:
            with self.subTest(number=number):
                for options, status in (([], 0), (["--passthrough"], 0)):
                    result = self.hook(*zone(), *options, fault={"FAULT": f"malloc:{number}:ENOMEM"})
                    self.assertEqual((result.returncode, result.stderr), (status, b""))
                    if options:
                        self.assertTrue(result.stdout.endswith(message()))
        self.assertTrue(self.reports())

    def test_without_any_memory_the_mail_passes(self):
        for number in range(1, 60, 3):
            with self.subTest(number=number):
                result = self.hook(*zone(), "--passthrough", octets=big(100_000),
                                   fault={"FAULT": f"malloc:{number}+:ENOMEM"})
                self.assertEqual((result.returncode, result.stderr), (0, b""))
                self.assertTrue(result.stdout.endswith(big(100_000)))


class Clock(HookCase):
    def test_dns_that_is_silent_refuses_or_is_not_there(self):
        for spec in ("127.0.0.1:1", "[::1]:1", "192.0.2.1"):
            with self.subTest(spec=spec):
                self.assert_silent(self.hook("--dns", spec, "--deadline", "1"))
        self.assertEqual({report["verdict"]["dmarc"] for report in self.reports()}, {"temperror"})


if __name__ == "__main__":
    sys.exit(support.main())
