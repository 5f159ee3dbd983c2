#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The program as a child process: exit statuses, and one clear sentence for each mistake.

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


class Usage(unittest.TestCase):
    # arguments, status, what the sentence on stderr must say
    MISTAKES = [
        (["--colr", "auto"], 64, r"unknown option --colr; did you mean --color\?"),
        (["--frmat=json"], 64, r"unknown option --frmat; did you mean --format\?"),
        (["--zzzzzzzz"], 64, r"unknown option --zzzzzzzz$"),  # nothing is near: no guess
        (["--dns"], 64, r"--dns needs a value"),
        (["--dns", "300.1.2.3"], 64, r"300\.1\.2\.3"),
        (["--dns", "127.0.0.1:99999"], 64, r"99999.*port"),
        (["--dns", "[::1]:x"], 64, r"port"),
        (["--dns", "zone:/nonexistent/zone"], 66, r"/nonexistent/zone"),
        (["--dns", "replay:/nonexistent/rec"], 66, r"/nonexistent/rec"),
        (["--dns-overlay", "/nonexistent/zone"], 66, r"/nonexistent/zone"),
        (["--dns-timeout", "soon"], 64, r"--dns-timeout.*\"soon\".*number"),
        (["--dns-tries", "0"], 64, r"--dns-tries"),
        (["--at", "yesterday"], 64, r"--at.*yesterday.*2026-11-02T10:00:00Z"),
        (["completion", "tcsh"], 64, r"is not one of bash, zsh, fish$"),  # another word, no slip
        (["--psl", "nofile", os.devnull], 66, r"--psl: cannot open nofile"),
        (["-f", "jsn"], 64, r"\"jsn\" is not one of .*json.*did you mean json\?"),
        (["--color", "blue"], 64, r"auto, always, never"),
        (["--records", "zone"], 64, r"bind, panel, route53, cloudflare, terraform"),
        (["--fail-on", "info"], 64, r"never, warning, error"),
        (["--standard", "rfc7208"], 64, r"rfc9989, rfc7489"),
        (["--client-ip", "192.0.2"], 64, r"192\.0\.2.*address"),
        (["--max-size", "-1"], 64, r"--max-size"),
        (["--ses-region", "us-esat-1"], 64, r"did you mean us-east-1\?"),
        (["--ses-region", "us-east-1x"], 64, r"did you mean us-east-1\?"),
        (["--ses-region", "europe"], 64, r"\"europe\" is not a region of SES"),
        (["--ses-mail-from", "a..b"], 64, r"domain name"),
        (["--ses-dkim-token", "a.b"], 64, r"token"),
        (["--headers", "--message"], 64, r"exclude each other"),
        (["--expect", "/nonexistent/setup.json"], 66, r"no such file"),
        (["--psl", "/nonexistent/psl"], 66, r"/nonexistent/psl"),
        (["-f", "json", "-f", "text"], 64, r"standard output"),
        (["-f", "json", "-o", "same", "-f", "text", "-o", "same"], 64, r"same"),
        (["/nonexistent/m.eml"], 66, r"/nonexistent/m\.eml: no such file"),
        (["chekc"], 66, r"did you mean the command check\?"),
        (["/"], 66, r"folder"),
        (["explain", "SES999"], 64, r"SES999"),
        (["explain", "default-mail-form"], 64, r"did you mean default-mail-from\?"),
        (["explain", "SES001", "SES002"], 64, r"SES002"),
        (["explain", "--dns", "none"], 64, r"explain has no option --dns"),
        (["spf", "--ip", "192.0.2.1"], 64, r"--mail-from"),
        (["spf", "--mail-from", "a@example.com"], 64, r"--ip"),
        (["spf", "--ip", "192.0.2.1", "--mail-from", "a@example.com", "file"], 64, r"no use.*file"),
        (["dmarc"], 64, r"--from"),
        (["dmarc", "--from", "a..b"], 64, r"domain name"),
        (["dkim", "/nonexistent/m.eml"], 66, r"no such file"),
        (["spf", "--client-ip", "192.0.2.1"], 64, r"spf has no option --client-ip; did you mean --ip\?"),
        (["--ip", "192.0.2.1"], 64, r"check has no option --ip; did you mean --client-ip\?"),
        (["dmarc", "--mail-from", "a@example.com"], 64, r"did you mean --from\?"),
        (["spf", "--from", "a@example.com"], 64, r"did you mean --mail-from\?"),
        (["spf", "--ehlo", "a.example.com"], 64, r"unknown option --ehlo; did you mean --helo\?"),
        (["dmarc", "--from", "a@b..c"], 64, r"--from: \"a@b\.\.c\" is not a domain name"),
        (["help", "chekc"], 64, r"help: \"chekc\".*did you mean check\?"),
        (["help", "spf", "dkim"], 64, r"no use.*dkim"),
        (["--\x1b[31mred"], 64, r"\\x1B\[31mred"),  # a terminal's colours come back in words
    ]

    def test_each_mistake_is_named_in_one_sentence(self):
        for arguments, status, words in self.MISTAKES:
            with self.subTest(arguments=arguments):
                result = run(*arguments)
                self.assertEqual(result.returncode, status, result.err)
                self.assertRegex(result.err.strip(), words)
                self.assertTrue(result.err.startswith("alignmail: "))
                self.assertEqual(result.err.count("\n"), 1, result.err)
                self.assertNotIn("\x1b", result.err)
                self.assertEqual(result.out, "")

    def test_help_and_version_win_over_work(self):
        for arguments, words in [
            (["--help"], "--dns-overlay"),
            (["-h"], "Exit status"),
            (["explain", "--help"], "--markdown"),
            (["--version"], "alignmail "),
            (["-V"], "alignmail "),
            (["spf", "-V"], "alignmail "),
            (["help"], "--dns-overlay"),
            (["help", "explain"], "--markdown"),
            (["help", "help"], "COMMAND"),
            (["/nonexistent", "--version"], "alignmail "),
        ]:
            with self.subTest(arguments=arguments):
                result = run(*arguments)
                self.assertEqual((result.returncode, result.err), (0, ""))
                self.assertIn(words, result.out)

    def test_a_command_is_found_behind_options(self):
        self.assertEqual(run("--color", "never", "explain", "SES001").returncode, 0)

    def test_what_stands_behind_two_dashes_is_a_file(self):
        self.assertEqual(run("--dns", "none", "--", "--version").returncode, 66)


class Regions(unittest.TestCase):
    # There are regions that are newer than the program: they are used as given, and never in silence.
    CASES = [
        ("us-east-1", None),
        ("US-EAST-1", None),
        ("eusc-de-east-1", None),
        ("us-east-99", r"no region us-east-99 of SES is known here, and it is used as given; did you mean us-east-1\?$"),
        ("us-east-3", r"did you mean us-east-1\?$"),
        ("qqqqqq-central-7", r"; known are us-east-1, us-west-2, .*, eusc-de-east-1$"),
    ]

    def hint(self, *arguments):
        result = run("-q", *sample(PERFECT), *arguments)
        self.assertIn(result.returncode, (0, 1))
        return result.err.strip()

    def test_an_unknown_region_is_used_and_named(self):
        with tempfile.TemporaryDirectory() as folder:
            setup = pathlib.Path(folder, "setup.json")
            for region, words in self.CASES:
                setup.write_text(json.dumps({"domain": "example.com", "region": region}))
                for arguments in (["--ses-region", region], ["--expect", str(setup)]):
                    with self.subTest(arguments=arguments):
                        said = self.hint(*arguments)
                        self.assertRegex(said, words) if words else self.assertEqual(said, "")

    def test_a_hook_says_nothing_of_it(self):
        with tempfile.TemporaryDirectory() as folder:
            result = run("hook", "--dns", "none", "--ses-region", "us-east-99", "--report-dir", folder, stdin="From: a@example.com\n\nhi\n")
            self.assertEqual((result.returncode, result.out, result.err), (0, "", ""))


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
