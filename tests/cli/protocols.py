#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The commands for one protocol each: spf, dkim, arc, dmarc.

usage: protocols.py PROGRAM SAMPLES [TEST...]
"""
import json
import tempfile
import unittest

import program
from program import PERFECT, WARNED, run, sample


class Protocols(unittest.TestCase):
    def test_an_author_may_be_given_as_an_address(self):
        options = sample(PERFECT)[:2]
        by_name = self.run_json("dmarc", *options, "--from", "example.com", "--dkim", "example.com")
        for author in ("a@example.com", "Shop <a@example.com>"):
            self.assertEqual(by_name, self.run_json("dmarc", *options, "--from", author, "--dkim", "x@example.com"))

    def run_json(self, *arguments, status=0):
        result = run(*arguments, "--json")
        self.assertEqual(result.returncode, status, result.err)
        return json.loads(result.out)

    def test_spf_answers_for_mail_from_helo_or_the_null_path(self):
        zone = sample(WARNED)[:2]
        for arguments, identity, domain, word in [
            (["--ip", "54.240.14.71", "--mail-from", "x@amazonses.com"], "mailfrom", "amazonses.com", "pass"),
            (["--ip", "192.0.2.1", "--mail-from", "x@amazonses.com"], "mailfrom", "amazonses.com", "fail"),
            (["--ip", "54.240.14.71", "--helo", "amazonses.com"], "helo", "amazonses.com", "pass"),
            (["--ip", "54.240.14.71", "--helo", "amazonses.com", "--mail-from", "<>"], "mailfrom", "amazonses.com", "pass"),
            (["--ip", "2001:db8::1", "--mail-from", "x@nowhere.test"], "mailfrom", "nowhere.test", "none"),
            (["--ip", "54.240.14.71", "--mail-from", "@amazonses.com"], "mailfrom", "amazonses.com", "pass"),
            (["--ip", "54.240.14.71", "--mail-from", "amazonses.com"], "mailfrom", "amazonses.com", "pass"),
        ]:
            with self.subTest(arguments=arguments):
                answer = self.run_json("spf", *zone, *arguments)
                self.assertEqual((answer["result"], answer["identity"], answer["domain"]), (word, identity, domain))
                self.assertIsNone(answer["explanation"])
        answer = self.run_json("spf", "--dns", "none", "--ip", "192.0.2.1", "--mail-from", "a@example.com", status=2)
        self.assertEqual(answer["result"], "temperror")

    def test_both_strict_modes_are_mended_by_one_record(self):
        zone, message = (program.SAMPLES / "ses-strict-dkim-inherited" / name for name in ("zone.txt", "message.eml"))
        with tempfile.NamedTemporaryFile("w", suffix=".zone") as both:
            both.write(zone.read_text().replace("adkim=s;", "adkim=s; aspf=s;"))
            both.flush()
            report = self.run_json("check", "--dns", "zone:" + both.name, str(message), status=1)
        self.assertEqual(report["plan"]["findings"], ["SES004"])
        self.assertEqual(report["plan"]["proof"]["legs"], ["spf", "dkim"])

    def test_spf_judges_what_a_client_said_as_it_stands(self):
        zone = sample(WARNED)[:2]
        for said in ["notanaddress", "a@b@c.example", "(a@example.com", "a@example.com'@b.example", "a b@example.com"]:
            for option in ["--mail-from", "--helo"]:
                with self.subTest(said=said, option=option):
                    answer = self.run_json("spf", *zone, "--ip", "192.0.2.1", option, said)
                    self.assertIn(answer["result"], ["none", "neutral"])

    def test_dkim_answers_for_each_signature_in_the_order_of_the_header(self):
        signatures = self.run_json("dkim", *sample(WARNED))["signatures"]
        self.assertEqual([each["domain"] for each in signatures], ["example.com", "amazonses.com"])
        self.assertEqual({each["result"] for each in signatures}, {"pass"})

    def test_arc_answers_none_without_a_chain(self):
        answer = self.run_json("arc", *sample(WARNED))
        self.assertEqual((answer["result"], answer["instances"], answer["sets"]), ("none", 0, []))

    def test_dmarc_answers_for_domains_that_passed(self):
        zone = sample(WARNED)[:2]
        answer = self.run_json("dmarc", *zone, "--from", "example.com", "--spf", "amazonses.com", "--dkim", "mail.example.com")
        self.assertEqual((answer["result"], answer["policy"], answer["policy_tag"]), ("pass", "quarantine", "p"))
        self.assertEqual([each["relaxed"] for each in answer["identifiers"]], ["not_aligned", "aligned"])
        self.assertEqual([each["strict"] for each in answer["identifiers"]], ["not_aligned", "not_aligned"])
        self.assertEqual(answer["under_rfc7489"]["standard"], "rfc7489")
        self.assertEqual(self.run_json("dmarc", *zone, "--from", "example.com")["result"], "fail")
        self.assertEqual(self.run_json("dmarc", *zone, "--from", "nowhere.test")["result"], "none")
        self.assertEqual(self.run_json("dmarc", "--dns", "none", "--from", "example.com", status=2)["result"], "temperror")

    def test_each_has_a_text_for_people(self):
        zone = sample(WARNED)[:2]
        for arguments, words in [
            (["spf", *zone, "--ip", "54.240.14.71", "--mail-from", "x@amazonses.com"], "MATCH"),
            (["dkim", *sample(WARNED)], "d=example.com"),
            (["arc", *sample(WARNED)], "ARC    none"),
            (["dmarc", *zone, "--from", "example.com"], "_dmarc.example.com"),
        ]:
            with self.subTest(arguments=arguments):
                self.assertIn(words, run(*arguments).out)


if __name__ == "__main__":
    program.main()
