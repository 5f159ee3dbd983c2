#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The commands for one protocol each: spf, dkim, arc, dmarc.

usage: protocols.py PROGRAM SAMPLES [TEST...]
"""
import json
import pathlib
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

    def test_without_an_answer_of_dns_dkim_is_undecided_and_without_a_body_it_is_not(self):
        message = sample(WARNED)[-1]
        for dns in ("none", "replay:" + self.recording_of_another_name()):
            with self.subTest(dns=dns):
                signatures = self.run_json("dkim", "--dns", dns, message, status=2)["signatures"]
                self.assertEqual({each["result"] for each in signatures}, {"not_checked"})
        self.run_json("dkim", "--headers", *sample(WARNED))

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

    def recording_of_another_name(self):
        """What is asked of it is not recorded."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = folder.name + "/recording.json"
        run("dmarc", *sample(WARNED)[:2], "--from", "nowhere.test", "--dns-record", path)
        return path

    def test_text_one_line_and_json_say_the_same_word(self):
        def files(name):
            return str(program.SAMPLES / name / "zone.txt"), str(program.SAMPLES / name / "message.eml")
        sealed_zone, sealed = files("arc-sealed")
        header = pathlib.Path(sealed).read_text().partition("\n\n")[0] + "\n"
        timeout = files("dns-timeout")[0]
        recording = self.recording_of_another_name()
        spf = ["--ip", "192.0.2.1", "--mail-from", "a@example.com"]
        for command, more, stdin, word, status in [
            ("spf", ["--dns", "none", *spf], "", "temperror", 2),
            ("spf", ["--dns", "replay:" + recording, *spf], "", "temperror", 2),
            ("spf", [*sample(WARNED)[:2], *spf], "", "fail", 0),
            ("dmarc", ["--dns", "none", "--from", "example.com"], "", "temperror", 2),
            ("dmarc", ["--dns", "zone:" + timeout, "--from", "nowhere.test"], "", "none", 0),
            ("arc", ["--dns", "none", sealed], "", "fail", 2),
            ("arc", ["--dns", "zone:" + sealed_zone, sealed], "", "pass", 0),
            ("arc", ["--dns", "zone:" + sealed_zone, "-"], header, "fail", 2),  # the body is not there
            ("arc", sample(WARNED), "", "none", 0),
        ]:
            with self.subTest(command=command, more=more):
                as_json, quiet, text = (run(command, *more, option, stdin=stdin) for option in ("--json", "-q", "--color=never"))
                self.assertEqual([each.returncode for each in (as_json, quiet, text)], [status] * 3, quiet.err)
                self.assertEqual(json.loads(as_json.out)["result"], word)
                self.assertEqual(quiet.out, word + "\n")
                self.assertRegex(text.out.splitlines()[0] + " " + text.out.splitlines()[-1], f"(: |ARC +){word}")

    def test_a_message_without_a_signature_is_answered_with_none(self):
        zone, message = (program.SAMPLES / "unsigned" / name for name in ("zone.txt", "message.eml"))
        result = run("dkim", "-q", "--dns", f"zone:{zone}", str(message))
        self.assertEqual((result.out, result.returncode), ("none\n", 0))

    def test_the_signature_of_the_author_goes_first_as_in_a_check(self):
        zone, message = (str(program.SAMPLES / "many-signatures" / name) for name in ("zone.txt", "message.eml"))
        alone = self.run_json("dkim", "--dns", "zone:" + zone, message)["signatures"]
        beside = self.run_json("check", "--dns", "zone:" + zone, "--fail-on", "never", message)["checks"]["dkim"]
        self.assertEqual([each["result"] for each in alone], [each["observed"] for each in beside])
        self.assertEqual(alone[-1]["result"], "pass")

    def test_dmarc_answers_in_the_words_of_its_manual_whatever_dns_does(self):
        asked = ["--from", "example.com", "--spf", "mail.example.com", "--dkim", "example.com", "--dkim", "example.org"]
        recording = self.recording_of_another_name()
        for dns in ("none", "replay:" + recording):
            for standard in ("rfc9989", "rfc7489"):
                with self.subTest(dns=dns, standard=standard):
                    answer = self.run_json("dmarc", "--dns", dns, "--standard", standard, *asked, status=2)
                    for each in (answer, answer["under_rfc7489"]):
                        self.assertEqual(each["organizational_domain"], "example.com")
                        rows = each["identifiers"]
                        self.assertLessEqual({word for row in rows for word in (row["relaxed"], row["strict"])},
                                             {"aligned", "not_aligned"})
                        self.assertEqual([row["organizational_domain"] for row in rows],
                                         ["example.com", "example.com", "example.org"])
                        self.assertEqual([row["strict"] for row in rows], ["not_aligned", "aligned", "not_aligned"])
        self.assertEqual(self.run_json("dmarc", "--dns", "none", *asked, status=2)["identifiers"][0]["relation"], "unknown")

    def test_both_standards_are_shown_whichever_governs(self):
        zone, message = (str(program.SAMPLES / "dmarc-psd-splits" / name) for name in ("zone.txt", "message.eml"))
        options = ["--dns", "zone:" + zone, "--standard", "rfc7489"]
        asked = ["--from", "example.com", "--spf", "mail.example.com"]
        answer = self.run_json("dmarc", *options, *asked)
        self.assertEqual([answer[key]["standard"] for key in ("under_rfc7489", "under_rfc9989")], ["rfc7489", "rfc9989"])
        self.assertEqual((answer["result"], answer["under_rfc7489"]["result"], answer["under_rfc9989"]["result"]),
                         ("pass", "pass", "fail"))
        text = run("dmarc", *options, *asked).out
        self.assertIn("under RFC 7489: pass", text)
        self.assertIn("under RFC 9989: fail", text)
        checked = self.run_json("check", *options, message)["checks"]["dmarc"]
        self.assertEqual((checked["standard"], checked["under_rfc9989"]["standard"]), ("rfc7489", "rfc9989"))

    def test_a_border_that_the_old_standard_does_not_know_is_said_to_be_of_the_new_one(self):
        zone, message = (str(program.SAMPLES / "dmarc-psd-splits" / name) for name in ("zone.txt", "message.eml"))
        for standard, severity, words in [("rfc9989", "error", "so they do not align"), ("rfc7489", "warning", "align here")]:
            report = self.run_json("check", "--dns", "zone:" + zone, "--standard", standard, "--fail-on", "never", message)
            found = next(each for each in report["findings"] if each["id"] == "DMARC013")
            self.assertEqual(found["severity"], severity)
            self.assertIn(words, found["why"])


if __name__ == "__main__":
    program.main()
