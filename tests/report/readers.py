#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Documents of the program, read by programs that are not ours: xmllint, csv, jsonschema, promtool.

usage: readers.py PROGRAM SAMPLES SARIF_SCHEMA [TEST...]

Each document holds every sample. promtool is asked when it is there; the grammar of the text
format is held to by hand in any case.
"""
import csv
import io
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml

import jsonschema

PROGRAM = ""
SAMPLES = pathlib.Path()
SCHEMA = pathlib.Path()
AT = "2026-11-03T10:00:00Z"
SEVERITIES = {"error": "error", "warning": "warning", "info": "note"}


def hostile(folder):
    """A message whose fields are made to break out of every format."""
    text = (
        "Return-Path: <\"=1+1\"@example.com>\r\n"
        "From: \"=HYPERLINK(\\\"http://example.org\\\")\" <x@example.com>\r\n"
        "Subject: ]]> <b> & \" ' `code` |pipe| [x](javascript:alert(1)) ::error::x \x1b[31m \xe2\x80\xa8 \xef\xbf\xbf\r\n"
        "Message-ID: =cmd|' /C calc'!A0\r\nTo: <user@example.org>\r\n\r\nx\r\n"
    )
    path = folder / "=a,b:c%20;'\"<&.eml"
    path.write_bytes(text.encode("latin-1"))
    return path


class Documents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        folder = pathlib.Path(cls.folder.name)
        cls.paths = [str(path) for path in sorted(SAMPLES.glob("*/message.eml"))]
        cls.paths.append(str(hostile(folder)))
        cls.texts = {}
        arguments = [PROGRAM, "--dns", "none", "--at", AT]
        for name in ["csv", "junit", "sarif", "prometheus", "github", "markdown", "ndjson"]:
            arguments += ["-f", name, "-o", str(folder / name)]
        subprocess.run([*arguments, *cls.paths], check=False, timeout=300, stdout=subprocess.DEVNULL)
        for name in ["csv", "junit", "sarif", "prometheus", "github", "markdown", "ndjson"]:
            cls.texts[name] = (folder / name).read_bytes().decode("utf-8")
        cls.reports = [json.loads(line) for line in cls.texts["ndjson"].splitlines()]

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_every_message_was_judged(self):
        self.assertEqual(len(self.reports), len(self.paths))

    def test_csv_has_a_row_for_each_message_and_says_what_json_says(self):
        rows = list(csv.DictReader(io.StringIO(self.texts["csv"], newline="")))
        self.assertEqual(len(rows), len(self.reports))
        for row, report in zip(rows, self.reports):
            self.assertEqual(row["dmarc"], report["verdict"]["dmarc"])
            self.assertEqual(row["next_action"], report["verdict"]["next_action"] or "")
            self.assertEqual(row["findings"].split(), [finding["id"] for finding in report["findings"]])
            self.assertEqual(row["source"], report["input"]["source"])
            for cell in row.values():
                self.assertNotRegex(cell, r"^\s*[=+\-@\t]")

    def test_junit_is_well_formed_and_counts_its_cases(self):
        self.assertTrue(shutil.which("xmllint"), "tools/setup --tests installs it")
        lint = subprocess.run(["xmllint", "--noout", "--nonet", "-"], input=self.texts["junit"].encode(), check=False,
                              capture_output=True, timeout=60)
        self.assertEqual((lint.returncode, lint.stderr), (0, b""))
        suites = xml.fromstring(self.texts["junit"])
        self.assertEqual((suites.tag, len(suites)), ("testsuites", len(self.reports)))
        for suite, report in zip(suites, self.reports):
            self.assertEqual(suite.get("name"), report["input"]["source"])
            self.assertEqual(int(suite.get("tests")), len(report["findings"]) + 1)
            self.assertEqual(len(suite), len(report["findings"]) + 1)
            for attribute, tag in [("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]:
                self.assertEqual(int(suite.get(attribute)), len(suite.findall(f"testcase/{tag}")), attribute)

    def test_sarif_is_valid_and_its_results_are_the_findings(self):
        document = json.loads(self.texts["sarif"])
        schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        faults = [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(document)]
        self.assertEqual(faults, [])
        (run,) = document["runs"]
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        self.assertEqual(len(rules), len(set(rules)))
        found = [(f["id"], SEVERITIES[f["severity"]]) for report in self.reports for f in report["findings"]]
        self.assertEqual([(result["ruleId"], result["level"]) for result in run["results"]], found)
        for result in run["results"]:
            self.assertIn(result["ruleId"], rules)

    def test_sarif_points_at_lines_that_are_there(self):
        document = json.loads(self.texts["sarif"])
        lengths = {path: pathlib.Path(path).read_bytes().count(b"\n") + 1 for path in self.paths}
        for result in document["runs"][0]["results"]:
            for location in result["locations"] + result.get("relatedLocations", []):
                place = location["physicalLocation"]
                uri = place["artifactLocation"]["uri"]
                path = re.sub("%([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), uri)
                self.assertRegex(uri, r"^[A-Za-z0-9._~/%-]+$")
                self.assertLessEqual(place["region"]["startLine"], lengths[path])

    def test_lines_in_a_mailbox_are_those_of_the_mailbox(self):
        message = (SAMPLES / "ses-default-mail-from" / "message.eml").read_bytes()
        divider = b"From a@example.com Thu Jan  1 00:00:00 2026\r\n"
        with tempfile.TemporaryDirectory() as folder:
            box = pathlib.Path(folder, "box")
            box.write_bytes((divider + message + b"\r\n") * 2)
            lines = box.read_bytes().split(b"\r\n")

            def at_lines(form, path):
                run = subprocess.run([PROGRAM, "--dns", "none", "--at", AT, "-f", form, str(path)], check=False, timeout=60,
                                     capture_output=True, text=True)
                return [int(a or b) for a, b in re.findall(r'"startLine":\s*(\d+)|,line=(\d+)', run.stdout)]

            for form in ["sarif", "github"]:
                alone = at_lines(form, SAMPLES / "ses-default-mail-from" / "message.eml")
                self.assertTrue(alone)
                first, second = 1, 1 + message.count(b"\n") + 2
                self.assertEqual(at_lines(form, box), [first + n for n in alone] + [second + n for n in alone])
                self.assertEqual(lines[second + alone[0] - 1], message.split(b"\r\n")[alone[0] - 1])

    def test_metrics_follow_the_grammar_and_are_grouped(self):
        name = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
        value = r'"(?:[^"\\\n]|\\["\\n])*"'
        sample = re.compile(rf'({name})\{{{name}={value}(?:,{name}={value})*\}} (\d+)')
        metric, seen, samples, total = "", set(), set(), 0
        for line in self.texts["prometheus"].splitlines():
            if line.startswith("# HELP "):
                metric = line.split()[2]
                self.assertNotIn(metric, seen)
                seen.add(metric)
            elif line.startswith("# TYPE "):
                self.assertEqual(line, f"# TYPE {metric} gauge")
            else:
                found = sample.fullmatch(line)
                self.assertTrue(found, line)
                self.assertEqual(found[1], metric)
                self.assertNotIn(line.rsplit(" ", 1)[0], samples)
                samples.add(line.rsplit(" ", 1)[0])
                total += int(found[2]) if metric == "alignmail_messages" else 0
        self.assertEqual(total, len(self.reports))
        if shutil.which("promtool"):
            check = subprocess.run(["promtool", "check", "metrics"], input=self.texts["prometheus"].encode(),
                                   check=False, capture_output=True, timeout=60)
            self.assertEqual(check.returncode, 0, check.stderr)

    def test_annotations_are_one_line_each(self):
        command = re.compile(r"::(error|warning|notice) file=[^,:]*(,line=[1-9][0-9]*)?,title=[^,:]*::.*")
        for line in self.texts["github"].splitlines():
            self.assertTrue(command.fullmatch(line), line)

    def test_nothing_deceptive_is_in_any_document(self):
        allowed = {"csv": "\r\n"}
        for name, text in self.texts.items():
            for character in set(text) - set(allowed.get(name, "\n")):
                self.assertGreaterEqual(ord(character), 0x20, name)
                self.assertNotIn(ord(character), [0x7F, 0x2028, 0x2029, 0x200B, 0x202E, 0xFEFF, 0xFFFE, 0xFFFF], name)


if __name__ == "__main__":
    PROGRAM, SAMPLES, SCHEMA = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    unittest.main(argv=[sys.argv[0], *sys.argv[4:]])
