#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The program as a child process: what it reads, what it shows on which screen, and its exit status.

usage: command_line.py PROGRAM SAMPLES [TEST...]
"""
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import program
from program import BROKEN, PERFECT, UNDECIDED, WARNED, run, sample

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import circumstances  # noqa: E402


class Scripts(unittest.TestCase):
    """Names outside ASCII, and screens that cannot show them."""

    MESSAGE = "From: J\u00f6rg <info@b\u00fccher.example>\nSubject: \u00e4\n\nhi\n"

    def test_both_forms_where_the_screen_can(self):
        result = run("--dns", "none", "--unicode", stdin=self.MESSAGE, environment={"LC_ALL": "C.UTF-8"})
        self.assertIn("info@b\u00fccher.example", result.out)
        self.assertIn("b\u00fccher.example (xn--bcher-kva.example)", result.out)

    def test_ascii_alone_where_it_cannot(self):
        for options in ([], ["-q"], ["-v"], ["-vv"]):
            with self.subTest(options=options):
                result = run("--dns", "none", *options, stdin=self.MESSAGE, environment={"LC_ALL": "C", "LANG": "C"})
                self.assertTrue(result.stdout.isascii(), result.out)
        result = run("--dns", "none", stdin=self.MESSAGE, environment={"LC_ALL": "C"})
        self.assertIn("info@xn--bcher-kva.example", result.out)

    def test_json_is_utf_8_in_any_locale(self):
        result = run("--dns", "none", "--json", stdin=self.MESSAGE, environment={"LC_ALL": "C"})
        self.assertEqual(json.loads(result.out)["message"]["from_domain"], "xn--bcher-kva.example")


class Input(unittest.TestCase):
    def test_what_is_no_message_is_said_to_be_none(self):
        for text, words in [("", "zero octets"), ("hello\n", "no header field"), ("\n\n\n", "no header field")]:
            with self.subTest(text=text):
                result = run("--dns", "none", stdin=text)
                self.assertEqual(result.returncode, 65)
                self.assertRegex(result.err, words)
                self.assertIn("standard input", result.err)

    def test_standard_input_is_read_with_and_without_a_dash(self):
        text = (program.SAMPLES / PERFECT / "message.eml").read_bytes()
        for last in ([], ["-"]):
            result = run("--json", *sample(PERFECT)[:-1], *last, stdin=text)
            self.assertEqual(result.returncode, 0, result.err)
            self.assertEqual(json.loads(result.out)["input"]["source"], "-")

    def test_a_terminal_gets_a_hint(self):
        controller, terminal = circumstances.terminal(self)
        with subprocess.Popen(
            [program.PROGRAM, "--dns", "none"], stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as child:
            os.close(terminal)
            os.write(controller, b"From: a@example.com\n\n\x04")
            _, err = child.communicate(timeout=30)
            self.assertIn(b"Paste the message", err)
            self.assertEqual(child.returncode, 2)  # nothing can be known offline
        os.close(controller)

    def test_words_below_a_header_are_no_body_on_a_terminal_and_one_in_a_file(self):
        head = (program.SAMPLES / PERFECT / "message.eml").read_bytes().replace(b"\r\n", b"\n").split(b"\n\n")[0]
        self.assertIn(b"multipart/alternative", head)
        pasted = head + b"\n\nHi, can you look at this?\n"
        controller, terminal = circumstances.terminal(self)
        with subprocess.Popen([program.PROGRAM, "--json", *sample(PERFECT)[:-1]], stdin=terminal, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as child:
            os.close(terminal)
            for line in (pasted + b"\x04").splitlines(keepends=True):
                os.write(controller, line)
            out, _ = child.communicate(timeout=30)
        os.close(controller)
        for report, dkim, finding in [(json.loads(out), "not_checked", "DKIM020"),
                                      (json.loads(run("--json", *sample(PERFECT)[:-1], stdin=pasted).out), "fail", "DKIM006")]:
            self.assertEqual({row["observed"] for row in report["checks"]["dkim"]}, {dkim})
            self.assertIn(finding, [found["id"] for found in report["findings"]])
            self.assertIn("announces several parts", json.dumps(report))

    def test_of_a_message_that_is_too_long_only_the_header_is_read(self):
        result = run("--json", "--max-size", "1000", *sample(PERFECT))
        report = json.loads(result.out)
        self.assertEqual(report["input"]["kind"], "headers")
        self.assertIn("LIMIT001", [finding["id"] for finding in report["findings"]])
        self.assertNotEqual(report["checks"]["dkim"][0]["observed"], "fail")


class Envelope(unittest.TestCase):
    def test_to_try_another_sender_makes_nobody_a_forger(self):
        for name in (PERFECT, WARNED, "microsoft-no-authserv-id"):
            with self.subTest(name=name):
                result = run("--json", "--mail-from", "x@other.example", "--client-ip", "192.0.2.44", *sample(name))
                report = json.loads(result.out)
                self.assertEqual(report["message"]["envelope_from"], "x@other.example")
                self.assertNotIn("TRUST002", [finding["id"] for finding in report["findings"]])


class Configuration(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def test_a_zone_that_does_not_parse_is_bad_configuration_with_its_line(self):
        zone = self.write("zone.txt", "example.com. 300 IN A 192.0.2.1\nexample.com. 300 IN A 192.0.2\n")
        for option in (["--dns", "zone:" + zone], ["--dns-overlay", zone]):
            with self.subTest(option=option):
                result = run(*option, stdin="From: a@example.com\n\n")
                self.assertEqual(result.returncode, 78)
                self.assertRegex(result.err, re.escape(zone) + r".*2.*192\.0\.2")

    def test_a_bad_expectation_is_bad_configuration_with_its_key(self):
        for text, words in [
            ('{"domain": "example.com", "colour": 1}', "colour"),
            ('{"domain": 5}', "domain"),
            ("{", "JSON|json"),
        ]:
            with self.subTest(text=text):
                result = run("--expect", self.write("setup.json", text), *sample(PERFECT))
                self.assertEqual(result.returncode, 78)
                self.assertRegex(result.err, words)
                self.assertIn("setup.json", result.err)


class Status(unittest.TestCase):
    def test_the_status_follows_the_findings(self):
        for name, options, status in [
            (PERFECT, [], 0),
            (WARNED, [], 0),
            (WARNED, ["--fail-on", "warning"], 1),
            (WARNED, ["--fail-on", "never"], 0),
            (BROKEN, [], 1),
            (BROKEN, ["--fail-on", "never"], 0),
            (UNDECIDED, [], 2),  # goes before 1
            (UNDECIDED, ["--fail-on", "never"], 2),
            (PERFECT, ["--dns", "none"], 2),
        ]:
            with self.subTest(name=name, options=options):
                arguments = sample(name)
                result = run(*arguments[:2], *options, *arguments[2:])  # the last --dns wins
                self.assertEqual(result.returncode, status, result.err)

    def test_of_several_messages_the_highest_status_counts(self):
        *options, message = sample(BROKEN)
        self.assertEqual(run("-q", *options, message, "/nonexistent").returncode, 66)
        result = run("-q", *options, "/nonexistent", message)  # the second is still read
        self.assertEqual(result.returncode, 66)
        self.assertEqual(result.out.count("\n"), 1)


class Presentation(unittest.TestCase):
    def test_colour_only_when_asked_or_on_a_terminal(self):
        for options, environment, colour in [
            ([], {}, False),
            (["--color", "always"], {}, True),
            (["--color", "always"], {"NO_COLOR": "1"}, True),  # asked for in so many words
            (["--color", "never"], {}, False),
        ]:
            with self.subTest(options=options, environment=environment):
                result = run(*options, *sample(PERFECT), environment=environment)
                self.assertEqual("\x1b[" in result.out, colour)

    def test_quiet_is_one_line_for_each_message(self):
        result = run("-q", *sample(PERFECT), sample(PERFECT)[-1])
        self.assertEqual(result.out.count("\n"), 2)

    def test_reports_of_several_messages_say_whose_they_are(self):
        first, second = sample(PERFECT)[-1], sample(WARNED)[-1]
        result = run(*sample(PERFECT), second)
        self.assertTrue(result.out.startswith(f"==> {first} <==\n"))
        self.assertIn(f"\n\n==> {second} <==\n", result.out)

    def test_twice_verbose_tells_the_waves(self):
        result = run("-vv", *sample(WARNED))
        self.assertRegex(result.err, r"wave 1: \d+ questions")
        self.assertLessEqual(result.err.count("wave "), 3)


class Interrupt(unittest.TestCase):
    def test_an_interrupt_ends_with_130(self):
        with subprocess.Popen([program.PROGRAM, "--dns", "none"], stdin=subprocess.PIPE) as child:
            time.sleep(0.5)  # it waits for its input
            child.send_signal(signal.SIGINT)
            self.assertEqual(child.wait(timeout=30), 130)


if __name__ == "__main__":
    program.main()
