#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What docs/hooks.md promises of `alignmail hook` while nothing is broken.

usage: guarantees.py PROGRAM SOURCE_FOLDER FAULT_LIBRARY [TEST...]
"""
import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import time

import support
from support import HookCase, big, kill_quietly, message, zone

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import circumstances  # noqa: E402


class Deadline(HookCase):
    def test_silent_dns_ends_in_a_report_of_what_is_known(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
            silent.bind(("127.0.0.1", 0))
            port = silent.getsockname()[1]
            # Three seconds, for a busy machine may need one to start and to read.
            result = self.hook("--dns", f"127.0.0.1:{port}", "--deadline", "3")
        self.assert_silent(result)
        (report,) = self.reports()
        self.assertEqual(report["verdict"]["dmarc"], "temperror")
        self.assertIn("LIMIT001", [finding["id"] for finding in report["findings"]])
        self.assertEqual(report["message"]["from_domain"], "example.com")

    def test_a_message_that_does_not_end(self):
        process = self.start(*zone(), "--deadline", "1")
        self.addCleanup(kill_quietly, process)
        process.stdin.write(message())
        process.stdin.flush()
        until = time.monotonic() + 30
        while not self.files() and time.monotonic() < until:
            time.sleep(0.02)
            if process.poll() is not None:
                self.fail("it ended before its input did")
        time.sleep(0.2)
        (report,) = self.reports()  # filed while the input is still open
        self.assertEqual(report["input"]["body"], "truncated")
        self.assertIn("INPUT006", [finding["id"] for finding in report["findings"]])
        self.assertNotIn("pass", [check["observed"] for check in report["checks"]["dkim"]])
        for _ in range(100):
            process.stdin.write(b"z" * 65536)  # more than a pipe holds: it must be read
        out, err = process.communicate(timeout=30)
        self.assertEqual((process.returncode, out, err), (0, b"", b""))
        self.assertEqual(len(self.reports()), 1)

    def test_one_that_ends_within_its_header(self):
        process = self.start(*zone(), "--deadline", "1")
        self.addCleanup(kill_quietly, process)
        process.stdin.write(message()[:300])
        process.stdin.flush()
        time.sleep(1.5)
        process.communicate(timeout=30)
        self.assertEqual(process.returncode, 0)
        (report,) = self.reports()
        self.assertIn("LIMIT001", [finding["id"] for finding in report["findings"]])

    def test_what_is_no_deadline_does_not_endanger_the_mail(self):
        for value in ("0", "-1", "x", "1e3", "99999", "8.", ".5", ""):
            with self.subTest(value=value):
                self.assert_silent(self.hook(*zone(), "--deadline", value))
        self.assertEqual(self.reports(), [])


class Passthrough(HookCase):
    def copied(self, octets, *options, **more):
        result = self.hook(*zone(), "--passthrough", *options, octets=octets, **more)
        self.assertEqual(result.stderr, b"")
        return result

    def assert_copied(self, result, octets, field=rb"X-Alignmail: [ -~]+\r?\n", status=0):
        self.assertEqual(result.returncode, status)
        front = result.stdout[:len(result.stdout) - len(octets)]
        self.assertEqual(result.stdout[len(front):], octets)
        self.assertRegex(front, rb"\A" + field + rb"\Z" if field else rb"\A\Z")

    def test_the_copy_is_exact_to_the_octet(self):
        lf = message().replace(b"\r\n", b"\n")
        odd = b"Subject: x\r\n\r\n" + bytes(range(256)) * 300 + b"no line end"
        for octets in (message(), lf, odd, b"\n", b"no header", b"From: a@example.com\n\n.\n", b"\0" * 5000,
                       big((1 << 20) + 5), big(4 << 20)):
            self.assert_copied(self.copied(octets), octets)

    def test_one_field_in_our_own_words(self):
        result = self.copied(message())
        self.assert_copied(result, message(), rb"X-Alignmail: dmarc=pass; legs=spf,dkim; worst=\w+\r\n")
        self.assertEqual(len(self.reports()), 1)

    def test_nothing_of_nothing(self):
        result = self.copied(b"")
        self.assertEqual((result.returncode, result.stdout), (0, b"X-Alignmail: not_checked\n"))

    def test_a_from_line_stays_the_first(self):
        octets = b"From ann@example.com Mon Nov  2 10:00:00 2026\n" + message()
        self.assert_copied(self.copied(octets), octets, field=b"")

    def test_a_forged_field_never_comes_first(self):
        octets = b"X-Alignmail: dmarc=pass\r\n" + message()
        self.assert_copied(self.copied(octets), octets, rb"X-Alignmail: not_checked\r\n")
        self.assertEqual(self.reports(), [])

    def test_over_the_ceiling_the_copy_is_whole(self):
        octets = big(6 << 20)
        self.assert_copied(self.copied(octets, "--max-size", "2000000"), octets)
        self.assertEqual(len(self.reports()), 1)

    def test_a_slow_reader_and_a_slow_writer_get_everything(self):
        octets = big(2 << 20)
        process = self.start(*zone(), "--passthrough", "--deadline", "1")
        self.addCleanup(kill_quietly, process)
        def feed():
            process.stdin.write(octets[:5000])
            process.stdin.flush()
            time.sleep(1.5)
            process.stdin.write(octets[5000:])
            process.stdin.close()
        writer = threading.Thread(target=feed)
        writer.start()
        out = bytearray()
        while chunk := process.stdout.read1(65536):
            out += chunk
            time.sleep(0.001)
        writer.join()
        self.assertEqual(process.wait(30), 0)
        self.assertTrue(bytes(out).endswith(octets))
        self.assertEqual(len(self.reports()), 1)

    def test_options_that_cannot_be_used_cost_the_report_alone(self):
        for options in (["--colr"], ["--dns", "zone:/nonexistent"], ["--deadline", "x"], ["argument"]):
            with self.subTest(options=options):
                self.assert_copied(self.copied(message(), *options), message(), rb"X-Alignmail: not_checked\r\n")
        self.assertEqual(self.reports(), [])
        self.assertEqual(len(self.log().splitlines()), 4)


class ExitStatus(HookCase):
    def test_75_when_nothing_could_be_filed_and_only_on_request(self):
        nowhere = ["--report-dir", "/proc/none"]
        self.assert_silent(self.hook(*zone(), *nowhere))
        self.assert_silent(self.hook(*zone(), *nowhere, "--exit-status"), 75)
        self.assert_silent(self.hook(*zone(), "--exit-status"))
        self.assert_silent(self.hook(*zone("ses-doubled-cname"), "--exit-status", octets=message("ses-doubled-cname")))

    def test_a_bad_line_or_file_is_logged_and_nothing_more(self):
        setup = self.scratch / "setup.json"
        setup.write_text('{"domain": 7}')
        for options in (["--colr"], ["--expect", str(setup)], ["--dns", "300.1.2.3"]):
            with self.subTest(options=options):
                self.assert_silent(self.hook(*options))
                self.assert_silent(self.hook(*options, "--exit-status"), 75)
        self.assertEqual(self.reports(), [])
        self.assertIn("unknown option --colr", self.log())
        self.assertIn("setup.json", self.log())

    def test_a_bad_line_is_told_where_it_was_asked_for(self):
        elsewhere = self.scratch / "elsewhere"
        config = self.scratch / "config"
        (config / "alignmail").mkdir(parents=True)
        (config / "alignmail" / "config.toml").write_text("[hook]\ndaedline = 5\n")
        for options, env, words in ((["--colr"], {}, b"unknown option --colr"),
                                    ([], {"XDG_CONFIG_HOME": str(config)}, b"config.toml:2: daedline"),
                                    (["--deadline", "x"], {}, b"--deadline")):
            with self.subTest(options=options):
                result = self.hook("-v", f"--report-dir={elsewhere}", *options, env=env)
                self.assertEqual((result.returncode, result.stdout), (0, b""))
                self.assertIn(words, result.stderr)
                self.assertEqual(result.stderr.count(b"\n"), 1)
                self.assert_silent(self.hook("--report-dir", str(elsewhere), *options, env=env))
        self.assertEqual(len((elsewhere / "hook.log").read_text().splitlines()), 6)
        self.assertEqual(self.log(), "")

    def test_verbose_tells_on_standard_error(self):
        result = self.hook("-v", *zone(), env={"XDG_STATE_HOME": None})
        self.assertEqual(result.returncode, 0)
        self.assertIn(b"no folder for reports", result.stderr)


class Signals(HookCase):
    def started(self, *options):
        process = self.start(*zone(), *options)
        self.addCleanup(kill_quietly, process)
        process.stdin.write(message())
        process.stdin.flush()
        time.sleep(0.3)  # it reads and waits for more
        return process

    def test_told_to_stop_it_leaves_nothing_behind(self):
        for number in (signal.SIGTERM, signal.SIGHUP):
            for options, status in (([], 0), (["--passthrough"], 75)):
                with self.subTest(signal=number, options=options):
                    process = self.started(*options)
                    process.send_signal(number)
                    self.assertEqual(process.wait(10), status)
        self.assertEqual(self.files(), [])

    def test_a_terminal_that_goes_away_is_no_trouble(self):
        leader, follower = circumstances.terminal(self)
        process = self.start(*zone(), stdout=follower, stderr=follower)
        os.close(follower)
        os.close(leader)
        process.communicate(message(), timeout=30)
        self.assertEqual(process.returncode, 0)

    def test_streams_that_are_closed_from_the_start(self):
        command = f'exec "$0" hook {" ".join(zone())} <&- >&- 2>&-'
        result = subprocess.run(["sh", "-c", command, support.PROGRAM], env=self.environment(), check=False, timeout=60)
        self.assertEqual(result.returncode, 0)
        command = f'exec "$0" hook --passthrough {" ".join(zone())} >&-'
        result = subprocess.run(["sh", "-c", command, support.PROGRAM], env=self.environment(), check=False, timeout=60,
                                input=message())
        self.assertEqual(result.returncode, 75)  # there is nobody to copy to

    def test_a_reader_that_is_gone(self):
        process = self.start(*zone(), "--passthrough")
        process.stdout.close()
        process.stdin.write(big(1 << 20))
        process.stdin.close()
        self.assertEqual(process.wait(30), 75)
        self.assertEqual(process.stderr.read(), b"")
        process.stderr.close()
        self.assertEqual(self.reports(), [])  # it comes again, and is reported then


if __name__ == "__main__":
    support.main()
