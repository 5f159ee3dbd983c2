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

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import circumstances  # noqa: E402

PROGRAM = ""
SAMPLES = pathlib.Path()

PERFECT = "ses-perfect"
BROKEN = "ses-doubled-cname"
WARNED = "ses-default-mail-from"
UNDECIDED = "dns-timeout"
AT = "2026-11-03T10:00:00Z"


def run(*arguments, stdin="", environment=None):
    result = subprocess.run(
        [PROGRAM, *arguments],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, "XDG_CONFIG_HOME": "/nonexistent", **(environment or {})},
    )
    result.out = result.stdout.decode(errors="surrogateescape")
    result.err = result.stderr.decode(errors="surrogateescape")
    return result


def sample(name):
    """Options and file with which a sample needs no network."""
    folder = SAMPLES / name
    return ["--dns", f"zone:{folder / 'zone.txt'}", "--at", AT, str(folder / "message.eml")]


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
        (["-f", "jsn"], 64, r"\"jsn\" is not one of .*json.*did you mean json\?"),
        (["--color", "blue"], 64, r"auto, always, never"),
        (["--records", "zone"], 64, r"bind, panel, route53, cloudflare, terraform"),
        (["--fail-on", "info"], 64, r"never, warning, error"),
        (["--standard", "rfc7208"], 64, r"rfc9989, rfc7489"),
        (["--client-ip", "192.0.2"], 64, r"192\.0\.2.*address"),
        (["--max-size", "-1"], 64, r"--max-size"),
        (["--ses-region", "us-esat-1"], 64, r"did you mean us-east-1\?"),
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


class Input(unittest.TestCase):
    def test_what_is_no_message_is_said_to_be_none(self):
        for text, words in [("", "zero octets"), ("hello\n", "no header field"), ("\n\n\n", "no header field")]:
            with self.subTest(text=text):
                result = run("--dns", "none", stdin=text)
                self.assertEqual(result.returncode, 65)
                self.assertRegex(result.err, words)
                self.assertIn("standard input", result.err)

    def test_standard_input_is_read_with_and_without_a_dash(self):
        text = (SAMPLES / PERFECT / "message.eml").read_bytes()
        for last in ([], ["-"]):
            result = run("--json", *sample(PERFECT)[:-1], *last, stdin=text)
            self.assertEqual(result.returncode, 0, result.err)
            self.assertEqual(json.loads(result.out)["input"]["source"], "-")

    def test_a_terminal_gets_a_hint(self):
        controller, terminal = circumstances.terminal(self)
        with subprocess.Popen(
            [PROGRAM, "--dns", "none"], stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.PIPE
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

    def test_a_full_disk_behind_standard_output_is_an_error_of_writing(self):
        with open("/dev/full", "wb") as full:
            result = subprocess.run([PROGRAM, *sample(PERFECT)], stdout=full, stderr=subprocess.PIPE, check=False)
        self.assertEqual(result.returncode, 74)
        self.assertEqual(result.stderr.count(b"\n"), 1)

    def test_a_closed_pipe_ends_it_without_a_word(self):
        reader, writer = os.pipe()
        os.close(reader)
        with subprocess.Popen([PROGRAM, *sample(PERFECT)], stdout=writer, stderr=subprocess.PIPE) as child:
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
        zone, message = (SAMPLES / "ses-strict-dkim-inherited" / name for name in ("zone.txt", "message.eml"))
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
        with subprocess.Popen([PROGRAM, "--dns", "none"], stdin=subprocess.PIPE) as child:
            time.sleep(0.5)  # it waits for its input
            child.send_signal(signal.SIGINT)
            self.assertEqual(child.wait(timeout=30), 130)


if __name__ == "__main__":
    PROGRAM, SAMPLES = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
