#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the program writes where: files that are whole or not there, recordings, overlays that every report names.

usage: outputs.py PROGRAM SAMPLES [TEST...]
"""
import csv
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import program
from program import PERFECT, WARNED, run, sample


class Outputs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_every_pair_of_format_and_file_is_written(self):
        report, text = self.folder / "report.json", self.folder / "report.txt"
        for pairs in (
            ["-f", "json", "-o", report, "-f", "text", "-o", text],
            ["-o", report, "-f", "json", "-o", text, "-f", "text"],
        ):
            result = run(*map(str, pairs), *sample(PERFECT))
            self.assertEqual((result.returncode, result.out), (0, ""))
            self.assertEqual(json.loads(report.read_text())["verdict"]["dmarc"], "pass")
            self.assertIn("DMARC PASSES", text.read_text())
            self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["report.json", "report.txt"])

    def test_a_form_of_records_that_was_asked_for_is_kept(self):
        folder = program.SAMPLES / "ses-doubled-cname"
        sample_of = ["--dns", f"zone:{folder / 'zone.txt'}", str(folder / "message.eml")]
        token = "oahrv6o34b5itgyfp66mazdy4ikf32ix"
        absolute = f"{token}._domainkey.example.com. 300 IN CNAME {token}.dkim.amazonses.com."
        web_form = f"{token}._domainkey  CNAME  {token}.dkim.amazonses.com"
        for form in ("text", "markdown"):
            with self.subTest(form):
                self.assertIn(absolute, run("-f", form, "--records", "bind", *sample_of).out)
                self.assertNotIn(web_form, run("-f", form, "--records", "bind", *sample_of).out)
                usual = run("-f", form, *sample_of).out
                self.assertIn(web_form, usual)
                self.assertNotIn(absolute, usual)
        self.assertIn('"Action"', run("-f", "markdown", "--records", "route53", *sample_of).out)

    def test_one_format_may_go_to_standard_output(self):
        report = self.folder / "report.json"
        result = run("-f", "text", "-f", "json", "-o", str(report), *sample(PERFECT))
        self.assertIn("DMARC PASSES", result.out)
        self.assertTrue(report.exists())

    def test_a_file_that_cannot_be_created_leaves_nothing_behind(self):
        for path, status in [
            (self.folder / "absent" / "report.txt", 73),
            (self.folder, 73),
            (pathlib.Path("/dev/full"), 74),
        ]:
            with self.subTest(path=path):
                result = run("-o", str(path), *sample(PERFECT))
                self.assertEqual(result.returncode, status, result.err)
                self.assertIn(str(path), result.err)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_file_keeps_what_it_holds_where_nothing_was_analysed(self):
        report = self.folder / "report"
        for form in ("json", "html", "csv", "text"):
            with self.subTest(form=form):
                report.write_text("of yesterday")
                result = run("-f", form, "-o", str(report), str(self.folder / "absent.eml"))
                self.assertEqual((result.returncode, report.read_text()), (66, "of yesterday"))
        self.assertEqual([path.name for path in self.folder.iterdir()], ["report"])

    def test_verbose_tells_what_the_time_of_judgement_was_taken_from(self):
        options = sample(PERFECT)
        given = run("-v", *options).out
        self.assertIn("(--at)", given)
        self.assertIn("(the receiver's Received)", run("-v", *(o for o in options if o not in ("--at", program.AT))).out)

    def test_marks_stand_beside_the_words_only_where_they_are_wanted(self):
        self.assertIn("\u2717 NO  (*)", run("--unicode", *sample(WARNED)).out)
        self.assertIn("\u2713 YES (*)", run("--unicode", *sample(WARNED)).out)
        self.assertTrue(run(*sample(WARNED)).out.isascii())

    def test_a_full_disk_behind_standard_output_is_an_error_of_writing(self):
        with open("/dev/full", "wb") as full:
            result = subprocess.run([program.PROGRAM, *sample(PERFECT)], stdout=full, stderr=subprocess.PIPE, check=False)
        self.assertEqual(result.returncode, 74)
        self.assertEqual(result.stderr.count(b"\n"), 1)

    def test_a_closed_pipe_ends_it_without_a_word(self):
        reader, writer = os.pipe()
        os.close(reader)
        with subprocess.Popen([program.PROGRAM, *sample(PERFECT)], stdout=writer, stderr=subprocess.PIPE) as child:
            os.close(writer)
            _, err = child.communicate(timeout=30)
            self.assertEqual((child.returncode, err), (74, b""))  # "| head" has seen enough

    def test_what_stood_there_is_replaced_whole_and_a_link_stays_a_link(self):
        real, link = self.folder / "real.txt", self.folder / "link.txt"
        real.write_text("old" * 10_000)
        real.chmod(0o640)
        link.symlink_to(real)
        self.assertEqual(run("-o", str(link), *sample(PERFECT)).returncode, 0)
        self.assertTrue(link.is_symlink())
        self.assertTrue(real.read_text().startswith("DMARC PASSES"))
        self.assertEqual(real.stat().st_mode & 0o777, 0o640)

    def test_a_recording_replays_to_the_same_report(self):
        recording = self.folder / "answers"
        arguments = sample(WARNED)
        first = run("--json", "--dns-record", str(recording), *arguments)
        again = run("--json", "--dns", f"replay:{recording}", *arguments[2:])
        one, other = json.loads(first.out), json.loads(again.out)
        for report in (one, other):
            del report["generated_at"], report["dns"]
        self.assertEqual(one, other)

    def test_several_messages_in_ndjson_are_a_line_each(self):
        message = sample(PERFECT)[-1]
        lines = run("-f", "ndjson", *sample(PERFECT), message).out.splitlines()
        self.assertEqual(len(lines), 2)
        for line in lines:
            self.assertEqual(json.loads(line)["input"]["source"], message)


class Overlay(unittest.TestCase):
    """A change of DNS that is tried before it is published."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def overlay(self, text):
        path = self.folder / "change.txt"
        path.write_text(text, encoding="utf-8")
        return ["--dns-overlay", str(path)]

    def test_every_report_says_that_dns_is_not_as_published(self):
        change = self.overlay('_dmarc.example.com. TXT "v=DMARC1; p=reject"\n')
        words = f"DNS is seen with the changes in {change[1]} (_dmarc.example.com TXT), not as it is published."
        for form in ("text", "html", "markdown"):
            with self.subTest(form=form):
                result = run("-f", form, *change, *sample(PERFECT))
                self.assertEqual((result.returncode, result.err), (0, ""))
                out = " ".join(result.out.replace("\\", "").split())
                self.assertIn(words if form == "text" else "DNS is seen with the changes in", out)
        told = json.loads(run("--json", *change, *sample(PERFECT)).out)["input"]["dns_overlay"]
        self.assertEqual(told, {"file": change[1], "records": ["_dmarc.example.com TXT"]})
        self.assertTrue(run("-q", *change, *sample(PERFECT)).out.endswith(" dns=overlay\n"))
        self.assertNotIn("dns_overlay", json.loads(run("--json", *sample(PERFECT)).out)["input"])
        for arguments in (["domain", "example.com"], ["dmarc", "--from", "example.com"]):
            with self.subTest(arguments=arguments):
                result = run(*arguments, *change, *sample(PERFECT)[:2])
                self.assertIn("DNS is seen with the changes in", result.out)

    FORMATS = ["text", "json", "ndjson", "html", "markdown", "sarif", "junit", "github", "prometheus", "csv"]
    # command, formats, arguments behind the sample's zone; MESSAGE is the sample's
    COMMANDS = [
        ("check", FORMATS, ["MESSAGE"]),
        ("domain", FORMATS[:5], ["example.com"]),
        ("spf", FORMATS[:3], ["--ip", "192.0.2.1", "--mail-from", "a@example.com"]),
        ("dkim", FORMATS[:3], ["MESSAGE"]),
        ("arc", FORMATS[:3], ["MESSAGE"]),
        ("dmarc", FORMATS[:3], ["--from", "example.com"]),
    ]

    def arguments_of(self, command, words):
        *zone, _, _, message = sample(PERFECT)
        return [command, *zone, *(message if word == "MESSAGE" else word for word in words)]

    def test_no_form_of_any_command_is_mistaken_for_one_of_dns_as_published(self):
        change = self.overlay('example.com. TXT "v=spf1 -all"\n')
        for command, forms, words in self.COMMANDS:
            arguments = self.arguments_of(command, words)
            for form in forms:
                with self.subTest(command=command, form=form):
                    marked = run(*arguments, *change, "-f", form).out
                    plain = run(*arguments, "-f", form).out
                    mark = 'dns="overlay"' if form == "prometheus" else "change.txt"
                    self.assertIn(mark, marked.replace("\\", ""))
                    self.assertNotIn(mark, plain)
            with self.subTest(command=command, form="-q"):
                self.assertTrue(all(line.endswith(" dns=overlay") for line in run(*arguments, *change, "-q").out.splitlines()))
                self.assertNotIn("overlay", run(*arguments, "-q").out)

    def test_the_answer_for_one_protocol_names_what_was_laid_over(self):
        change = self.overlay('example.com. TXT "v=spf1 -all"\n')
        for command, forms, words in self.COMMANDS[1:]:
            for form in forms[1:3]:
                with self.subTest(command=command, form=form):
                    told = json.loads(run(*self.arguments_of(command, words), *change, "-f", form).out)["dns_overlay"]
                    self.assertEqual(told, {"file": change[1], "records": ["example.com TXT"]})

    def test_every_finding_of_a_scanner_or_an_annotation_says_it(self):
        change = self.overlay('_dmarc.example.com. TXT "v=DMARC1; p=reject"\n')
        results = json.loads(run("-f", "sarif", *change, *sample(WARNED)).out)["runs"][0]["results"]
        self.assertGreater(len(results), 1)
        self.assertEqual((results[0]["ruleId"], results[0]["kind"], results[0]["level"]),
                         ("dns-overlay", "informational", "none"))
        for result in results:
            self.assertEqual(result["properties"]["dnsOverlay"], change[1])
            self.assertIn("not as it is published", result["message"]["text"])
        for line in run("-f", "github", *change, *sample(WARNED)).out.splitlines():
            self.assertIn("not as it is published", line)

    def test_a_row_of_a_table_names_the_overlay_in_the_last_column(self):
        change = self.overlay('_dmarc.example.com. TXT "v=DMARC1; p=reject"\n')
        for options, cell in ((change, change[1]), ([], "")):
            header, row = csv.reader(run("-f", "csv", *options, *sample(PERFECT)).out.splitlines())
            self.assertEqual((header[-1], row[-1]), ("dns_overlay", cell))

    def test_the_summary_of_many_says_it_too(self):
        change = self.overlay('_dmarc.example.com. TXT "v=DMARC1; p=reject"\n')
        *options, message = sample(PERFECT)
        summary = run(*change, *options, message, message).out.partition("==> Summary: 2 messages <==\n")[2]
        self.assertRegex(summary, "^Note +DNS is seen with the changes in ")
        self.assertNotIn("Note", run(*options, message, message).out.partition("==> Summary: ")[2])

    def test_a_record_that_nothing_asked_for_is_named(self):
        change = self.overlay('_dmarc.example.com. TXT "v=DMARC1; p=reject"\n_dmarc.exmaple.com. TXT "v=DMARC1"\n')
        for arguments in ([], ["domain", "example.com"], ["dmarc", "--from", "example.com"]):
            with self.subTest(arguments=arguments):
                options = sample(PERFECT) if not arguments else sample(PERFECT)[:2]
                result = run(*arguments, *change, *options)
                self.assertEqual(result.err.count("\n"), 1, result.err)
                self.assertIn("nothing asked for _dmarc.exmaple.com TXT", result.err)

    def test_text_without_quotes_is_refused_with_what_to_write(self):
        for text, words in [
            ("example.com. TXT v=spf1 include:amazonses.com -all\n", '"v=spf1 include:amazonses.com -all"'),
            ("_dmarc.example.com. TXT v=DMARC1; p=none\n", '"v=DMARC1; p=none"'),
        ]:
            with self.subTest(text=text):
                result = run(*self.overlay(text), *sample(PERFECT))
                self.assertEqual((result.returncode, result.out), (78, ""))
                self.assertIn("change.txt, line 1: the text of a TXT record stands in quotes; write ", result.err)
                self.assertIn(words, result.err)


if __name__ == "__main__":
    program.main()
