#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""alignmail domain as a child process: exit status, object and page, for set-ups made of one that is ready.

usage: domain.py PROGRAM SAMPLES [TEST...]
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = ""
SAMPLES = pathlib.Path()
TOKENS = ["oahrv6o34b5itgyfp66mazdy4ikf32ix", "benucfkxesomg7ndf73hingi6eali6oi", "vsclut7mr3xxvlkdiraw2klxh3eq7332"]


def run(*arguments):
    result = subprocess.run([PROGRAM, "domain", *arguments], capture_output=True, timeout=60, check=False)
    result.out, result.err = result.stdout.decode(), result.stderr.decode()
    return result


def tokens(count=3):
    return [word for token in TOKENS[:count] for word in ("--ses-dkim-token", token)]


def zone(sample="ses-perfect"):
    return ["--dns", f"zone:{SAMPLES / sample / 'zone.txt'}"]


class Standing(unittest.TestCase):
    # sample whose zone it is, further arguments, exit status, word, part of the sentence, findings among those
    CASES = [
        ("ses-perfect", tokens(), 0, "ready", "Ready for p=reject: SPF (mail.example.com) and DKIM (example.com)", []),
        ("ses-perfect", [], 2, "unknown", "nobody named the three DKIM tokens", []),
        ("ses-perfect", tokens(2), 2, "unknown", "only 2 of the three DKIM tokens are known", []),
        ("ses-default-mail-from", tokens(), 1, "incomplete", "no custom MAIL FROM is set up", ["SES001"]),
        ("ses-doubled-cname", tokens(), 1, "broken", "3 DKIM records stand at doubled names", ["SES009"]),
        ("dkim-cname-missing", tokens(), 1, "incomplete", "is missing. Only SPF would carry the mail.", ["SES008"]),
        ("dkim-cname-wrong-target", tokens(), 1, "broken", "is not as expected", ["SES010"]),
        ("dkim-cname-occupied", tokens(), 1, "broken", "is not as expected", ["SES011"]),
        ("dkim-txt-instead-of-cname", tokens(), 1, "broken", "is not as expected", ["SES020"]),
        ("ses-strict-spf", tokens(), 1, "incomplete", "aspf=s keeps SPF from counting", ["SES004"]),
        ("ses-two-spf-records", tokens(), 1, "broken", "is there more than once", ["SPF003"]),
        ("mail-from-without-spf", tokens(), 1, "incomplete", "the SPF record of mail.example.com is missing", ["SES006"]),
        ("mail-from-two-mx", tokens(), 1, "broken", "the MX record of mail.example.com is there more", ["SES005"]),
        ("mail-from-mx-preference", tokens(), 1, "incomplete", "does not have preference 10", ["SES021"]),
        ("mail-from-mx-missing", [*tokens(), "--ses-mail-from", "mail.example.com"], 1, "incomplete",
         "the MX record of mail.example.com is missing", ["SES002"]),
        ("mail-from-mx-wrong-region", [*tokens(), "--ses-mail-from", "mail.example.com", "--ses-region", "us-east-1"], 1,
         "broken", "the MX record of mail.example.com is not as expected", ["SES003"]),
        ("mail-from-not-a-subdomain", [*tokens(), "--ses-mail-from", "bounce.example.net"], 1, "broken",
         "bounce.example.net is not a subdomain of the identity", ["SES018"]),
        ("no-dmarc-record", tokens(), 1, "incomplete", "the DMARC record _dmarc.example.com is missing", ["DMARC001"]),
        ("dmarc-two-records", tokens(), 1, "broken", "is there more than once", ["DMARC002"]),
        ("dns-timeout", tokens(), 2, "unknown", "DNS did not answer", ["DNS001"]),
        ("ses-worst-day", ["--expect", str(pathlib.Path("ses-worst-day", "identity.json"))], 1, "incomplete",
         "3 DKIM records are missing", ["SES008", "SES001", "SES024", "DMARC001"]),
        ("address-identity", ["--expect", "ADDRESS"], 1, "incomplete", "SES does not sign for example.com", ["SES012"]),
    ]

    def test_status_word_and_sentence(self):
        with tempfile.TemporaryDirectory() as folder:
            address = pathlib.Path(folder, "identity.json")
            address.write_text('{"IdentityType": "EMAIL_ADDRESS", "DkimAttributes": {"SigningEnabled": false}}')
            for sample, more, status, word, sentence, ids in self.CASES:
                more = [str(address) if m == "ADDRESS" else str(SAMPLES / m) if m.endswith(".json") else m for m in more]
                with self.subTest(sample=sample, arguments=more):
                    result = run("example.com", "-f", "json", *zone(sample), *more)
                    self.assertEqual(result.returncode, status, result.err)
                    report = json.loads(result.out)
                    self.assertEqual(report["status"], word)
                    self.assertIn(sentence, report["readiness"]["sentence"])
                    found = [finding["id"] for finding in report["findings"]]
                    for wanted in ids:
                        self.assertIn(wanted, found)
                    self.assertEqual(len(report["checklist"]), 8)


class Forms(unittest.TestCase):
    def test_the_object_has_the_keys_of_the_contract(self):
        report = json.loads(run("example.com", "--json", *zone(), *tokens()).out)
        self.assertEqual(report["domain"], "example.com")
        for key, kind in (("status", str), ("checklist", list), ("findings", list), ("dns", list)):
            self.assertIsInstance(report[key], kind)
        self.assertEqual(report["expected"]["mail_from"], {"value": "mail.example.com", "origin": "inferred"})
        self.assertEqual(report["expected"]["dkim"]["tokens"]["origin"], "given")
        row = next(row for row in report["checklist"] if row["id"] == "dkim1")
        self.assertEqual(row["check"], f"dig +short CNAME {TOKENS[0]}._domainkey.example.com")
        self.assertEqual(row["found"], [f"{TOKENS[0]}.dkim.amazonses.com."])

    def test_ndjson_is_one_line(self):
        self.assertEqual(run("example.com", "-f", "ndjson", *zone()).out.count("\n"), 1)

    def test_quiet_is_one_line_too(self):
        self.assertEqual(run("example.com", "-q", *zone(), *tokens()).out, "ready - example.com\n")
        self.assertEqual(run("example.com", "-q", *zone("ses-doubled-cname"), *tokens()).out, "broken SES009 example.com\n")

    def test_the_page_names_one_action_and_what_was_inferred(self):
        page = run("example.com", *zone("ses-strict-spf"), *tokens()).out
        self.assertTrue(page.startswith("THE SET-UP IS INCOMPLETE"))
        self.assertEqual(page.count("Do this next"), 1)
        self.assertIn("mail.example.com (inferred)", page)
        self.assertIn("Proof  the set-up judged again with the change: DMARC pass, SPF and DKIM\n", page)

    def test_all_that_has_to_be_published_stands_on_the_page(self):
        with tempfile.TemporaryDirectory() as folder:
            bare = pathlib.Path(folder, "zone.txt")
            ready = (SAMPLES / "ses-perfect" / "zone.txt").read_text().splitlines(keepends=True)
            ours = ("mail.example.com.", "_dmarc.", *(f"{token}._domainkey" for token in TOKENS))
            bare.write_text("".join(line for line in ready if not line.startswith(ours)))
            page = run("example.com", "--dns", f"zone:{bare}", *tokens(), "--ses-region", "us-east-1").out
        self.assertEqual(page.count("Do this next"), 1)
        self.assertEqual(page.count("\nThen   "), 2)
        for record in [*(f"{token}._domainkey.example.com. 300 IN CNAME" for token in TOKENS),
                       '_dmarc.example.com. 300 IN TXT "v=DMARC1;', "mail.example.com. 300 IN MX  10 feedback-smtp.us-east-1",
                       'mail.example.com. 300 IN TXT "v=spf1 include:amazonses.com ~all"', "put-email-identity-mail-from"]:
            self.assertEqual(page.count(record), 1, record)

    def test_without_tokens_the_page_says_how_to_get_them(self):
        page = run("example.com", *zone()).out
        self.assertIn("aws sesv2 get-email-identity --region us-east-1 --email-identity example.com > identity.json", page)
        self.assertIn("alignmail domain example.com --expect identity.json", page)

    # sample, options, what the ticket holds
    TICKETS = [
        ("ses-perfect", tokens(), ["## The set-up is complete", "Ready for p=reject", "| DMARC | ok |"]),
        ("ses-perfect", [], ["### Do this next: let SES name what to look for", "--expect identity.json\n```"]),
        ("ses-doubled-cname", tokens(), ["| DKIM 1 | MISPLACED |", f" at `{TOKENS[0]}._domainkey.example.com.example.com`",
                                         "### Do this next: Rename the 3 DKIM records", "**Proof:** the set-up judged again",
                                         "- **SES001** (warning)"]),
        # A value of DNS ends no cell and opens no markup.
        ("dmarc-two-records", tokens(), ["`<br>`", "| DUPLICATE |"]),
    ]

    def test_markdown_is_a_ticket(self):
        for sample, options, parts in self.TICKETS:
            with self.subTest(sample=sample, options=options):
                page = run("example.com", "-f", "markdown", *zone(sample), *options).out
                for part in parts:
                    self.assertIn(part, page)
                self.assertEqual(page.count("Do this next"), 0 if "complete" in page.split("\n")[0].split() else 1)
                rows = [line for line in page.split("\n") if line.startswith("|")]
                self.assertEqual(len(rows), 10)
                self.assertEqual({line.count(" | ") for line in rows[2:]}, {5})

    def test_markdown_names_the_overlay(self):
        with tempfile.TemporaryDirectory() as folder:
            overlay = pathlib.Path(folder, "new.zone")
            overlay.write_text('_dmarc.example.com. 300 IN TXT "v=DMARC1; p=none"\n')
            page = run("example.com", "-f", "markdown", *zone(), *tokens(), "--dns-overlay", str(overlay)).out
        self.assertIn("new.zone", page)
        self.assertIn("_dmarc.example.com TXT", page.replace("`", ""))

    # sample, options, what the page holds
    PAGES = [
        ("ses-perfect", tokens(), ["<h1>The set-up is complete</h1>", "Ready for p=reject", "mail.example.com (inferred)"]),
        ("ses-perfect", [], ["Let SES name what to look for", "--expect identity.json</pre>"]),
        ("ses-doubled-cname", tokens(), ["Rename the 3 DKIM records", "the set-up judged again", "<dt>Name</dt>"]),
        # A value of DNS opens no element.
        ("HOSTILE", tokens(), ["&lt;script&gt;"]),
    ]

    def test_html_is_one_page_that_loads_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            hostile = pathlib.Path(folder, "zone.txt")
            hostile.write_text('_dmarc.example.com. TXT "v=DMARC1; p=none; x=<script>alert(1)</script>"\n'
                               'mail.example.com. TXT "v=spf1 <script>alert(2)</script>"\n'
                               "mail.example.com. MX 10 feedback-smtp.us-east-1.amazonses.com.\n")
            for sample, options, parts in self.PAGES:
                with self.subTest(sample=sample, options=options):
                    source = ["--dns", f"zone:{hostile}"] if sample == "HOSTILE" else zone(sample)
                    page = run("example.com", "-f", "html", *source, *options).out
                    for part in parts:
                        self.assertIn(part, page)
                    self.assertEqual(page.count("<article"), 1)
                    self.assertTrue(page.startswith("<!DOCTYPE html>") and page.endswith("</html>\n"))
                    self.assertNotRegex(page, "<script|href=|src=|url\\(|@import")

    def test_html_goes_into_a_file_beside_the_text(self):
        with tempfile.TemporaryDirectory() as folder:
            page = pathlib.Path(folder, "page.html")
            text = run("example.com", "-f", "text", "-o", "-", "-f", "html", "-o", str(page), *zone(), *tokens()).out
            self.assertTrue(text.startswith("THE SET-UP IS COMPLETE"))
            self.assertIn("The set-up is complete", page.read_text())

    def test_verbose_shows_expected_found_and_how_to_check(self):
        page = run("example.com", "-v", *zone(), *tokens()).out
        self.assertIn("dig +short MX mail.example.com", page)
        self.assertIn("expected 10 feedback-smtp.us-east-1.amazonses.com.", " ".join(page.split()))

    def test_where_nobody_named_the_region_no_name_can_be_copied(self):
        page = run("example.com", "-v", *zone("ses-default-mail-from"), *tokens(), "--ses-mail-from", "mail.example.com").out
        self.assertIn("10 feedback-smtp.<region>.amazonses.com.", page)
        self.assertNotIn("feedback-smtp.region", page)

    def test_records_come_in_the_form_that_is_asked_for(self):
        for form, part in (("route53", '"Action": "CREATE"'), ("panel", "Name      "), ("terraform", "aws_route53_record"),
                           ("cloudflare", '"proxied": false')):
            with self.subTest(form=form):
                page = run("example.com", "--records", form, *zone("ses-doubled-cname"), *tokens()).out
                self.assertIn(part, page)

    def test_a_recording_replays_to_the_same_object(self):
        with tempfile.TemporaryDirectory() as folder:
            recording = os.path.join(folder, "answers")
            first = run("example.com", "--json", *zone("ses-doubled-cname"), *tokens(), "--dns-record", recording)
            again = run("example.com", "--json", "--dns", f"replay:{recording}", *tokens())
            self.assertEqual(first.returncode, again.returncode)
            for key in ("status", "readiness", "checklist", "findings"):
                self.assertEqual(json.loads(first.out)[key], json.loads(again.out)[key])


class Mistakes(unittest.TestCase):
    # arguments, status, what the sentence says
    CASES = [
        ([], 64, "domain needs a DOMAIN"),
        (["a..b"], 64, "domain name"),
        # What holds a domain is not taken for one, but the domain is named.
        (["https://www.example.com:443/x"], 64, "did you mean www.example.com?"),
        (["orders@example.com"], 64, "did you mean example.com?"),
        (["example.com", "example.net"], 64, "does not take the argument example.net"),
        (["example.com", "-f", "sarif"], 64, "--format: domain prints text, json, ndjson, html or markdown, not sarif"),
        (["example.com", "-f", "csv", "-o", "-"], 64, "not csv"),
        (["example.com", "--client-ip", "192.0.2.1"], 64, "alignmail domain has no option --client-ip"),
        (["example.net", "--expect", "OWN"], 78, "\"domain\" is example.com, and example.net is asked about"),
        (["example.com", "--expect", "MANY"], 78, "it holds other identities, and example.com is asked about"),
        (["example.com", "--expect", "BROKEN"], 78, "\"regoin\" is not known; there are domain, region"),
    ]
    FILES = {
        "OWN": {"domain": "example.com"},
        "MANY": {"DkimAttributes": {"example.net": {}, "example.org": {}}},
        "BROKEN": {"domain": "example.com", "regoin": "us-east-1"},
    }

    def test_each_mistake_is_named_in_one_sentence(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, content in self.FILES.items():
                pathlib.Path(folder, name).write_text(json.dumps(content))
            for arguments, status, sentence in self.CASES:
                arguments = [os.path.join(folder, a) if a in self.FILES else a for a in arguments]
                with self.subTest(arguments=arguments):
                    result = run(*arguments, *zone())
                    self.assertEqual(result.returncode, status)
                    self.assertIn(sentence, result.err)
                    self.assertEqual(result.err.count("\n"), 1)
                    self.assertEqual(result.out, "")


if __name__ == "__main__":
    PROGRAM, SAMPLES = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
