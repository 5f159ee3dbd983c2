#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Headers from which something was taken: a name, the author, the end of a signature; and pages that left words below.

    taken_away.py PROGRAM SAMPLES

What is not there is no failure, and nothing is advised about it.
"""
import json
import pathlib
import re
import subprocess
import sys
import unittest

PROGRAM = sys.argv.pop(1)
SAMPLES = pathlib.Path(sys.argv.pop(1))
SAMPLE = SAMPLES / "ses-default-mail-from"
MESSAGE = (SAMPLE / "message.eml").read_bytes().decode()
HEADER, _, BODY = MESSAGE.partition("\r\n\r\n")
HEADER += "\r\n"
FIELDS = re.split(r"\r\n(?![ \t])", HEADER.rstrip("\r\n"))
SIGNATURE = next(field for field in FIELDS if field.startswith("DKIM-Signature") and "d=example.com" in field)
FROM = next(field for field in FIELDS if field.startswith("From:"))


def run(text, *options):
    result = subprocess.run([PROGRAM, "check", "--dns", f"zone:{SAMPLE / 'zone.txt'}", *options, "-"], input=text.encode(),
                            capture_output=True, timeout=60, check=False)
    return result.stdout.decode()


def report(text, *options):
    return json.loads(run(text, "-f", "json", *options))


def ids(found):
    return {finding["id"] for finding in found["findings"]}


def with_from(value):
    return HEADER.replace(FROM, "From: " + value)


def with_signature(changed):
    return HEADER.replace(SIGNATURE, changed)


def cut(octets):
    head, _, value = SIGNATURE.rpartition("b=")
    return head + "b=" + re.sub(r"\s", "", value)[:octets]


class NamesTakenOut(unittest.TestCase):
    # Why each stands here: a cloud's e-mail protection, a ticket system's word, crosses, stars, both sides gone.
    HIDDEN = ["[email protected]", "<REDACTED>", "a@xxxxx.com", "Shop <***@***>", "*****@*****.com", "Shop <a@[removed]>"]
    # The domain is still told: only what was signed is not.
    LOCAL_PART = ["***@example.com", "xxx@example.com", "Shop <XXXX@example.com>", "redacted@example.com"]

    def test_of_an_author_without_a_name_the_line_is_named_and_nothing_is_advised(self):
        for value in self.HIDDEN:
            with self.subTest(value):
                text = run(with_from(value))
                line = with_from(value).split("\r\nFrom:")[0].count("\r\n") + 2
                self.assertIn(f"Alignment stops at From (line {line})", re.sub(r"\s+", " ", text))
                self.assertNotIn("redacted.invalid", text)
                found = report(with_from(value))
                self.assertEqual(found["verdict"]["dmarc"], "unknown")
                self.assertIn("INPUT008", ids(found))
                self.assertFalse(ids(found) & {"SES012", "ALIGN001", "FROM004", "SES023", "DKIM005", "DMARC001"})
                self.assertEqual(found["verdict"]["next_action"], "INPUT008")
                self.assertNotIn("redacted.invalid", json.dumps([f["fix"] for f in found["findings"]]))
                self.assertEqual({d["alignment"]["relaxed"] for d in found["checks"]["dkim"]}, {"unknown"})

    def test_a_hidden_local_part_makes_no_signature_fail_and_leaves_the_alignment(self):
        for value in self.LOCAL_PART:
            with self.subTest(value):
                found = report(with_from(value))
                self.assertEqual({d["observed"] for d in found["checks"]["dkim"]}, {"not_checked"})
                self.assertEqual(found["verdict"]["dmarc"], "unknown")
                self.assertEqual([d["alignment"]["relaxed"] for d in found["checks"]["dkim"]], ["aligned", "not_aligned"])
                self.assertIn("redacted", [r["id"] for r in found["input"]["repairs"]])
                self.assertFalse(ids(found) & {"ALIGN001", "TRUST005", "INPUT008"})

    def test_an_address_that_only_begins_alike_is_one(self):
        for value in ["xx@example.com", "xxxy@example.com", "orders@example.com"]:
            with self.subTest(value):
                self.assertNotIn("repairs", [r["id"] for r in report(with_from(value))["input"].get("repairs") or []])

    def test_a_hidden_d_or_return_path_is_no_failure(self):
        hidden = {"d=": (with_signature(SIGNATURE.replace("d=example.com", "d=xxxxx.com")), "DKIM-Signature"),
                  "Return-Path": (re.sub(r"Return-Path: <[^>]*>", "Return-Path: <REDACTED>", HEADER), "Return-Path")}
        for name, (text, field) in hidden.items():
            with self.subTest(name):
                found = report(text)
                self.assertEqual(found["verdict"]["dmarc"], "unknown")
                self.assertEqual(found["verdict"]["disposition"], "unknown")
                of_name = next(f for f in found["findings"] if f["id"] == "INPUT008")
                self.assertEqual(of_name["evidence"][0]["name"], field)
                self.assertNotIn("redacted.invalid", json.dumps([f["fix"] for f in found["findings"]]))
                self.assertNotIn("ALIGN001", ids(found))


    def test_a_sender_who_writes_the_placeholder_gains_no_doubt_by_it(self):
        placed = SIGNATURE.replace("d=example.com", "d=redacted.invalid")
        changed = MESSAGE.replace("\r\n\r\n", "\r\n\r\nAnother text.\r\n", 1)
        for text, sender in [(placed + "\r\n" + changed, "a@example.org"), (changed, "a@redacted.invalid")]:
            with self.subTest(sender):
                found = report(text, "--client-ip", "192.0.2.99", "--mail-from", sender)
                self.assertEqual(found["verdict"]["dmarc"], "fail")
                self.assertNotIn("INPUT008", ids(found))


    def test_of_an_author_at_the_placeholder_in_a_whole_message_it_is_said_that_the_domain_does_not_exist(self):
        found = report(MESSAGE.replace(FROM, "From: a@redacted.invalid", 1))
        self.assertEqual(found["verdict"]["dmarc"], "none")
        self.assertIn("DMARC012", ids(found))


    def test_a_sender_who_has_us_put_the_placeholder_gains_no_doubt_by_it(self):
        hidden = FROM.replace("From: ", 'From: "REDACTED" ') + "\r\n" + SIGNATURE.replace("d=example.com", "d=xxxx.com")
        found = report(MESSAGE.replace(FROM, hidden, 1).replace("\r\n\r\n", "\r\n\r\nAnother text.\r\n", 1),
                       "--client-ip", "192.0.2.99", "--mail-from", "a@example.org")
        self.assertNotIn("INPUT008", ids(found))
        self.assertIn("ALIGN001", ids(found))


class SignaturesThatWereNotCopied(unittest.TestCase):
    """What was left out may have aligned, when it passed and names the author's domain; in a whole message it is gone."""

    def answers(self, text):
        rows = [line for line in run(text).splitlines() if "(not in this copy)" in line]
        return [re.findall(r"NO|no|YES|yes|\?", row.split(")", 1)[1]) for row in rows]

    def test_of_those_that_may_have_aligned_it_is_not_said_that_they_do_not(self):
        copied = "".join(field + "\r\n" for field in FIELDS if not field.startswith("DKIM-Signature"))
        failed = re.sub(r"dkim=pass (header.i=@example.com)", r"dkim=fail \1", copied)
        below = copied.replace("header.i=@example.com", "header.i=@mail.example.com")
        self.assertNotIn(copied, (failed, below))
        no = ["NO", "no"]  # relaxed is in force
        for name, text, expected in [("passed", copied, [["?", "?"], no]), ("failed", failed, [no, no]),
                                     ("below the author", below, [["?", "no"], no]),
                                     ("whole message", copied + "\r\n" + BODY, [no, no])]:
            with self.subTest(name):
                self.assertEqual(self.answers(text), expected)


class WithoutAnAuthor(unittest.TestCase):
    def test_what_ses_signed_is_not_called_the_senders_own_and_its_key_is_not_blamed(self):
        gone = HEADER.replace(FROM + "\r\n", "")
        other = with_from("Somebody <a@example.org>")
        for name, text in {"header": gone, "message": gone + "\r\n" + BODY, "other author": other,
                           "other author, message": other + "\r\n" + BODY}.items():
            with self.subTest(name):
                self.assertFalse(ids(report(text)) & {"SES023", "DKIM005"})

    def test_signatures_for_another_author_are_not_said_to_be_amazons_alone(self):
        found = report(with_from("Somebody <a@example.org>") + "\r\n" + BODY)
        why = next(f["why"] for f in found["findings"] if f["id"] == "SES012")
        self.assertIn("example.com and for amazonses.com", why)

    def test_the_senders_own_signature_is_still_told_of(self):
        sample = SAMPLES / "own-signature-before-ses"
        result = subprocess.run([PROGRAM, "-f", "json", "--dns", f"zone:{sample / 'zone.txt'}", str(sample / "message.eml")],
                                capture_output=True, timeout=60, check=False)
        self.assertIn("SES023", ids(json.loads(result.stdout)))


class SignaturesCut(unittest.TestCase):
    # Fours of base64 read as whole; others are no base64 at all.
    LENGTHS = [0, 1, 40, 41, 42, 43, 64, 150, 300, 340]

    def assert_incomplete(self, text):
        found = report(text)
        of_shop = next(d for d in found["checks"]["dkim"] if d["domain"] == "example.com")
        self.assertEqual(of_shop["observed"], "not_checked")
        self.assertEqual(of_shop["alignment"]["relaxed"], "aligned")
        self.assertEqual(of_shop["selector"], "oahrv6o34b5itgyfp66mazdy4ikf32ix")
        self.assertEqual(found["verdict"]["dmarc"], "unknown")
        self.assertIn("INPUT006", ids(found))
        self.assertFalse(ids(found) & {"DKIM007", "DKIM018", "DKIM021", "ALIGN001"})
        return found

    def test_a_signature_cut_inside_b_is_incomplete_and_the_fields_below_it_stay(self):
        for octets in self.LENGTHS:
            with self.subTest(octets):
                found = self.assert_incomplete(with_signature(cut(octets)))
                self.assertNotIn("TRUST005", ids(found))

    def test_a_header_that_ends_inside_b_is_incomplete(self):
        others = [field for field in FIELDS if not field.startswith("DKIM-Signature")]
        for octets in self.LENGTHS[2:]:
            for end in ("", "\r\n"):
                with self.subTest(octets=octets, end=end):
                    self.assert_incomplete("\r\n".join(others + [cut(octets)]) + end)

    def test_of_a_whole_message_a_short_signature_fails(self):
        found = report(with_signature(cut(40)) + "\r\n" + BODY)
        self.assertEqual(found["checks"]["dkim"][0]["observed"], "fail")
        self.assertNotIn("INPUT006", ids(found))

    def test_of_a_message_too_long_to_be_held_a_short_signature_fails(self):
        found = report(with_signature(cut(40)) + "\r\n" + BODY + "x" * 9000, "--max-size", "8000")
        self.assertEqual(found["checks"]["dkim"][0]["observed"], "fail")
        self.assertNotIn("INPUT006", ids(found))

    def test_a_whole_signature_that_does_not_fit_fails_in_a_header_alone_too(self):
        found = report(HEADER.replace("Subject: We have", "Subject: They have"))
        self.assertEqual({d["observed"] for d in found["checks"]["dkim"]}, {"fail"})


class PageTails(unittest.TestCase):
    TABLE = ("Original Message\nMessage ID\t<x@y.example>\nCreated at:\tSat, Nov 21, 2026 at 10:00 AM (Delivered after 3 seconds)\n"
             "From:\tShop <orders@example.com>\nTo:\tyou@gmail.com\nSubject:\tS\nSPF:\tPASS with IP 54.240.14.71 Learn more\n"
             "DKIM:\tPASS with domain example.com Learn more\nDMARC:\tPASS Learn more\n\n")
    TAILS = ["Download Original\nCopy to clipboard\n", "Download Original\n\nCopy to clipboard", "Download Original Copy to clipboard\n",
             "\n\nDownload Original\n Copy to clipboard \n\n"]

    def test_the_words_of_a_page_below_an_empty_line_are_no_body(self):
        for tail in self.TAILS:
            for text in (HEADER, HEADER.replace("\r\n", "\n")):
                with self.subTest(tail=tail, crlf="\r" in text):
                    found = report(self.TABLE + text + "\n" + tail)
                    self.assertEqual((found["input"]["kind"], found["input"]["body"]), ("headers", "absent"))
                    self.assertEqual(found["verdict"]["dmarc"], "unknown")
                    self.assertEqual({d["observed"] for d in found["checks"]["dkim"]}, {"not_checked"})
                    self.assertIn("buttons", [r["id"] for r in found["input"]["repairs"]])
                    self.assertFalse(ids(found) & {"DKIM006", "ALIGN001"})

    def test_in_a_file_they_may_be_the_body_that_a_sender_chose(self):
        found = report(HEADER + "\r\n" + self.TAILS[0])
        self.assertEqual(found["input"]["body"], "present")
        self.assertEqual({d["observed"] for d in found["checks"]["dkim"]}, {"fail"})

    def test_a_body_that_says_more_stays_one(self):
        for body in ("Download Original\r\nand more\r\n", BODY, "Click: Download Original\r\n"):
            with self.subTest(body):
                self.assertEqual(report(HEADER + "\r\n" + body)["input"]["body"], "present")


if __name__ == "__main__":
    unittest.main()
