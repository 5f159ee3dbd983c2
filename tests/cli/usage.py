#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Options and their values: help, and one clear sentence for each mistake.

usage: usage.py PROGRAM SAMPLES [TEST...]
"""
import json
import os
import pathlib
import tempfile
import unittest

import program
from program import PERFECT, run, sample


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
        (["--dns-record", "same", "--dns-cache", "same"], 64, r"--dns-record and --dns-cache would go to same$"),
        (["--dns-record", "same", "-f", "json", "-o", "same"], 64, r"a report and --dns-record would go to same$"),
        (["--dns-record", "-"], 64, r"--dns-record needs a file"),
        (["-5"], 64, r"unknown option -5\b"),
        (["--", "-5"], 66, r"-5: no such file"),
        (["/nonexistent/m.eml"], 66, r"/nonexistent/m\.eml: no such file"),
        (["chekc"], 66, r"did you mean the command check\?"),
        (["/"], 66, r"folder"),
        (["explain", "SES999"], 64, r"SES999"),
        (["explain", "default-mail-form"], 64, r"did you mean default-mail-from\?"),
        (["explain", "SES001", "SES002"], 64, r"SES002"),
        (["explain", "--dns", "none"], 64, r"explain has no option --dns"),
        (["watch", "-0", "/tmp"], 64, r"watch has no option -0"),
        (["watch", "--files-from", "x", "/tmp"], 64, r"watch has no option --files-from"),
        (["spf", "--ip", "192.0.2.1"], 64, r"--mail-from"),
        (["spf", "--mail-from", "a@example.com"], 64, r"--ip"),
        (["spf", "--ip", "192.0.2.1", "--mail-from", "a@example.com", "file"], 64, r"does not take.*file"),
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
        (["help", "spf", "dkim"], 64, r"does not take.*dkim"),
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


if __name__ == "__main__":
    program.main()
