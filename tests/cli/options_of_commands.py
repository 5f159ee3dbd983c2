#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What each command offers, and what it does with the rest.

usage: options_of_commands.py PROGRAM SAMPLES [TEST...]
"""
import re
import unittest

import program
from program import PERFECT, run, sample

ZONE = "ZONE"
MESSAGE = "MESSAGE"
ALL_FORMATS = ["text", "json", "ndjson", "html", "markdown", "sarif", "junit", "github", "prometheus", "csv"]
THREE = ALL_FORMATS[:3]

# command, arguments with which it works
WORKING = {
    "spf": ["--ip", "192.0.2.1", "--helo", "example.com", *["--dns", ZONE]],
    "dkim": [MESSAGE, "--dns", ZONE],
    "arc": [MESSAGE, "--dns", ZONE],
    "dmarc": ["--from", "example.com", "--dns", ZONE],
    "domain": ["example.com", "--dns", ZONE],
}


def working(command):
    folder = program.SAMPLES / PERFECT
    names = {ZONE: f"zone:{folder / 'zone.txt'}", MESSAGE: str(folder / "message.eml")}
    return [command, *(names.get(word, word) for word in WORKING[command])]


def offered(command):
    """The long names of the options that the help lists, and the values of --format."""
    text = run(command, "--help").out
    names = set(re.findall(r"^  (?:-., ?)?(?:-.,)?--([a-z0-9-]+)", text, re.MULTILINE))
    line = re.search(r"--format FORMAT +(.*)", text)
    formats = [re.sub(r" \(.*", "", word) for word in line[1].split(", ")] if line else []
    return names, formats


class Offers(unittest.TestCase):
    # command, formats, options that it offers, options that would change nothing there
    CASES = [
        ("check", ALL_FORMATS, {"records", "fail-on", "at", "standard", "psl", "verbose", "jobs"}, {"ip", "deadline"}),
        ("watch", ALL_FORMATS, {"records", "at", "standard", "psl", "verbose"}, {"fail-on", "jobs"}),
        ("hook", [], {"deadline", "verbose", "at", "standard"}, {"fail-on", "color", "unicode", "output", "records"}),
        ("domain", [*THREE, "html", "markdown"], {"records", "standard", "psl", "expect", "verbose"}, {"fail-on", "at"}),
        ("spf", THREE, {"at", "quiet", "ip"}, {"fail-on", "records", "standard", "psl", "verbose"}),
        ("dkim", THREE, {"at", "quiet", "verbose"}, {"fail-on", "records", "standard", "psl"}),
        ("arc", THREE, {"at", "quiet"}, {"fail-on", "records", "standard", "psl", "verbose"}),
        ("dmarc", THREE, {"standard", "psl", "quiet"}, {"fail-on", "records", "at", "verbose"}),
        ("explain", [], {"markdown", "color"}, {"format", "output", "dns"}),
    ]

    def test_help_lists_what_the_command_has_a_use_for(self):
        for command, formats, wanted, unwanted in self.CASES:
            with self.subTest(command=command):
                names, named_formats = offered(command)
                self.assertEqual(named_formats, formats)
                self.assertLessEqual(wanted, names)
                self.assertFalse(unwanted & names)

    def test_completion_offers_what_help_lists(self):
        script = run("completion", "bash").out
        for command, formats, _, unwanted in self.CASES:
            with self.subTest(command=command):
                row = re.search(rf"^    {command}\) options='([^']*)' words='[^']*' formats='([^']*)'", script, re.MULTILINE)
                names = {word[2:] for word in row[1].split() if word.startswith("--")}
                self.assertEqual(names, offered(command)[0])
                self.assertEqual(row[2].split(), formats)
                self.assertFalse(unwanted & names)

    def test_each_format_that_is_offered_is_printed_and_no_other(self):
        for command in WORKING:
            formats = offered(command)[1]
            for name in ALL_FORMATS:
                with self.subTest(command=command, format=name):
                    result = run(*working(command), "-f", name)
                    if name in formats:
                        self.assertEqual((result.returncode in (0, 1, 2), result.err), (True, ""))
                        self.assertTrue(result.out)
                    else:
                        words = ", ".join(formats[:-1]) + f" or {formats[-1]}, not {name}\n"
                        self.assertEqual(result.err, f"alignmail: --format: {command} prints {words}")
                        self.assertEqual((result.returncode, result.out), (64, ""))

    # The options that all analysing commands have in common are taken by each of them, so that one set of options,
    # in a script or a file, does for all.
    COMMON = [("--records", "panel"), ("--fail-on", "never"), ("--at", program.AT), ("--standard", "rfc9989"), ("-v",),
              ("--unicode",)]

    def test_a_common_option_without_a_use_changes_nothing(self):
        idle = {case[0]: case[3] for case in self.CASES}
        names = {"-v": "verbose"}
        for command in WORKING:
            plain = run(*working(command))
            for option in self.COMMON:
                if names.get(option[0], option[0][2:]) not in idle[command]:
                    continue
                with self.subTest(command=command, option=option):
                    result = run(*working(command), *option)
                    self.assertEqual((result.returncode, result.out, result.err), (plain.returncode, plain.out, plain.err))

    def test_the_manual_names_formats_by_command(self):
        page = run("manual").out
        part = page[page.index("\\-\\-format"):]
        part = part[:part.index(".TP")]
        self.assertIn("text (default), json, ndjson, html, markdown.\n(domain)", part)
        self.assertIn("text (default), json, ndjson.\n(spf, dkim, arc, dmarc)", part)

    def test_a_check_names_no_format_in_vain(self):
        for name in ALL_FORMATS:
            with self.subTest(format=name):
                self.assertTrue(run(*sample(PERFECT), "-f", name).out)


if __name__ == "__main__":
    program.main()
