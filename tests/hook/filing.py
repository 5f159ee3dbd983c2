#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `alignmail hook` files: one private report for each message, under a name that the message has no part in.

usage: filing.py PROGRAM SOURCE_FOLDER FAULT_LIBRARY [TEST...]
"""
import hashlib
import json
import os
import pathlib
import stat
import sys
import time
import unittest.mock

import support
from support import HookCase, big, kill_quietly, message, zone

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import circumstances  # noqa: E402

try:
    import jsonschema
except ImportError:
    jsonschema = None


class Filing(HookCase):
    def test_one_report_for_one_message_and_not_a_word(self):
        self.assert_silent(self.hook(*zone()))
        (report,) = self.reports()
        self.assertEqual(report["verdict"]["dmarc"], "pass")
        self.assertEqual(report["input"]["origin"], "hook")
        self.assertEqual(report["input"]["bytes"], len(message()))

    def test_a_report_follows_the_schema(self):
        if jsonschema is None:
            self.skipTest("python3-jsonschema is missing")
        schema = json.loads((support.ROOT / "docs" / "report-v1.schema.json").read_text())
        self.hook(*zone(), env={"RECIPIENT": "ann+test@example.com", "EXTENSION": "test"})
        self.hook(*zone(), fault={"FAULT": "fork:1:crash"})
        self.hook(*zone(), fault={"FAULT": "fork:1+:hang"}, env={}, timeout=60)
        for report in self.reports():
            jsonschema.validate(report, schema)

    def test_the_verdict_never_reaches_the_mail_system(self):
        # A sample that fails DMARC: for check that is exit status 1.
        self.assert_silent(self.hook(*zone("ses-doubled-cname"), octets=message("ses-doubled-cname")))
        self.assertEqual(self.reports()[0]["verdict"]["dmarc"], "fail")

    def test_options_of_every_command_cost_no_report(self):
        # They change how a report looks; what is filed is JSON.
        options = (["--json"], ["-f", "json"], ["-f", "html"], ["-f", "text", "-f", "csv"], ["-q"], ["--records", "panel"],
                   ["--jobs", "2"], ["--color", "never"], ["--unicode"], ["--fail-on", "never"])
        for count, option in enumerate(options, 1):
            with self.subTest(option=option):
                self.assert_silent(self.hook(*zone(), *option, "-v"))
                self.assertEqual(len(self.reports()), count)

    def test_what_it_has_no_use_for_is_named_with_what_has(self):
        self.assert_silent(self.hook(*zone(), "-o", "report.json"))
        self.assertEqual(self.reports(), [])
        self.assertIn("alignmail hook has no option -o; did you mean --report-dir?", self.log())

    def test_answers_are_recorded_and_replayed(self):
        record = self.scratch / "record"
        self.assert_silent(self.hook(*zone(), "--dns-record", str(record)))
        self.assertEqual(stat.S_IMODE(record.stat().st_mode), 0o600)
        self.assert_silent(self.hook("--dns", f"replay:{record}", *zone()[2:]))
        before, again = self.reports()
        self.assertEqual(before["verdict"], again["verdict"])
        self.assertEqual(again["verdict"]["dmarc"], "pass")

    def test_nothing_but_a_plain_file_gives_way_to_a_record(self):
        pipe, link, target = (self.scratch / name for name in ("pipe", "link", "target"))
        os.mkfifo(pipe)
        target.write_text("of somebody else\n")
        link.symlink_to(target)
        for place in (pipe, link):
            with self.subTest(place.name):
                self.assert_silent(self.hook(*zone(), "--dns-record", str(place)))
                self.assertFalse(stat.S_ISREG(place.lstat().st_mode))
                self.assertIn(f"{place}: cannot be written, or is not a plain file", self.log())
        self.assertEqual(target.read_text(), "of somebody else\n")

    def test_a_report_names_the_octets_it_is_about(self):
        self.hook(*zone())
        self.hook(*zone(), "--max-size", "2000", octets=big(4000))
        whole, cut = sorted(self.reports(), key=lambda report: "sha256" not in report["input"])
        self.assertEqual(whole["input"]["sha256"], hashlib.sha256(message()).hexdigest())
        self.assertNotIn("sha256", cut["input"])

    def test_what_a_change_of_dns_would_bring_is_marked(self):
        change = self.scratch / "change.txt"
        change.write_text('_dmarc.example.com. TXT "v=DMARC1; p=reject"\n')
        copy = self.hook(*zone(), "--passthrough", "--dns-overlay", str(change)).stdout
        self.assertTrue(copy.split(b"\r\n", 1)[0].endswith(b"; dns=overlay"), copy[:200])
        self.assertNotIn(b"overlay", self.hook(*zone(), "--passthrough").stdout)
        marked = [report["input"].get("dns_overlay", {}).get("file") for report in self.reports()]
        self.assertEqual(sorted(marked, key=str), [str(change), None])

    def test_places_in_their_order(self):
        home = self.scratch / "home"
        home.mkdir()
        given = self.scratch / "given"
        self.hook(*zone(), env={"XDG_STATE_HOME": None, "HOME": str(home)})
        self.assertEqual(len(self.reports(home / ".local" / "state" / "alignmail")), 1)
        self.hook(*zone(), env={"HOME": str(home)})
        self.assertEqual(len(self.reports(self.state / "alignmail")), 1)
        self.hook(*zone(), "--report-dir", str(given), env={"HOME": str(home)})
        self.assertEqual(len(self.reports(given)), 1)

    def test_no_place_no_report_no_complaint(self):
        for env in ({"XDG_STATE_HOME": None}, {"XDG_STATE_HOME": "relative"},
                    {"XDG_STATE_HOME": None, "HOME": "/nonexistent"}, {"XDG_STATE_HOME": "/proc/none"}):
            with self.subTest(env=env):
                self.assert_silent(self.hook(*zone(), env=env))
        self.assertEqual(self.files(), [])
        self.assertFalse(os.path.exists("/nonexistent"))

    def test_a_home_that_cannot_be_read(self):
        home = self.scratch / "home"
        home.mkdir(mode=0o000)
        program, as_nobody = circumstances.as_nobody(support.PROGRAM, self.scratch)
        with unittest.mock.patch.object(support, "PROGRAM", program):
            result = self.hook(*zone(), env={"XDG_STATE_HOME": None, "HOME": str(home)}, **as_nobody)
        self.assert_silent(result)
        home.chmod(0o700)
        self.assertEqual(list(home.iterdir()), [])

    def test_twenty_hooks_at_once(self):
        running = [self.start(*zone()) for _ in range(20)]
        for process in running:
            process.communicate(message(), timeout=60)
        self.assertEqual([process.returncode for process in running], [0] * 20)
        self.assertEqual(len(self.reports()), 20)

    def test_no_name_is_made_of_the_message(self):
        octets = b"Subject: ../../../etc/x\r\nMessage-ID: <../../evil@x.test>\r\n" + message()
        self.hook(*zone(), octets=octets, env={"RECIPIENT": "../../x@example.com", "SENDER": "/etc/passwd"})
        self.assertEqual(len(self.reports()), 1)
        self.assertEqual(len(self.files(self.scratch)), 1)

    def test_a_message_that_a_hook_has_seen_is_left_alone(self):
        self.assert_silent(self.hook(*zone(), octets=b"X-Alignmail: dmarc=pass\r\n" + message()))
        self.assertEqual(self.files(), [])
        self.assert_silent(self.hook(*zone(), "--exit-status", octets=b"x-alignmail:\r\n" + message()))

    def test_what_is_no_message_is_logged(self):
        for octets in (b"", b"\r\n"):
            self.assert_silent(self.hook(*zone(), octets=octets))
        self.assertEqual(self.reports(), [])
        self.assertEqual(len(self.log().splitlines()), 2)


class Envelope(HookCase):
    def report(self, *options, env=None, octets=None):
        self.assert_silent(self.hook(*zone(), *options, env=env, octets=octets))
        (path,) = self.files()
        report = json.loads(path.read_text())
        path.unlink()
        return report["message"], report["input"]

    def test_the_environment_wins_over_the_header(self):
        env = {"SENDER": "told@example.net", "CLIENT_ADDRESS": "192.0.2.7", "CLIENT_HELO": "told.example.net"}
        found, _ = self.report(env=env)
        self.assertEqual(found["envelope_from"], "told@example.net")
        self.assertEqual(found["envelope_from_source"], "environment")
        self.assertEqual(found["client_ip"], "192.0.2.7")
        self.assertEqual(found["helo"], "told.example.net")

    def test_options_win_over_the_environment(self):
        found, _ = self.report("--mail-from", "given@example.net", env={"SENDER": "told@example.net"})
        self.assertEqual((found["envelope_from"], found["envelope_from_source"]), ("given@example.net", "option"))

    def test_what_postfix_garbled_is_read_off_the_return_path(self):
        octets = b"Return-Path: <a+b=c@example.net>\r\n" + message()
        found, _ = self.report(env={"SENDER": "a+b_c@example.net"}, octets=octets)
        self.assertEqual((found["envelope_from"], found["envelope_from_source"]), ("a+b=c@example.net", "return_path"))
        found, _ = self.report(env={"SENDER": "other@example.net"}, octets=octets)
        self.assertEqual((found["envelope_from"], found["envelope_from_source"]), ("other@example.net", "environment"))

    def test_values_are_attackers_text(self):
        found, told = self.report(env={"SENDER": "$(touch /tmp/x)\x1b[2J@\n", "CLIENT_ADDRESS": "`id`",
                                       "RECIPIENT": "a\x1b[2J@example.com", "EXTENSION": "e\n"})
        text = json.dumps([found, told], ensure_ascii=False)
        self.assertNotIn("\x1b", text)
        self.assertNotIn("id", found["client_ip"] or "")

    def test_the_recipient_is_reported(self):
        _, told = self.report(env={"RECIPIENT": "ann+test@example.com", "EXTENSION": "test"})
        self.assertEqual((told["recipient"], told["extension"]), ("ann+test@example.com", "test"))


class Forms(HookCase):
    def test_line_ends_and_mailbox_lines_change_nothing_but_what_they_break(self):
        crlf = message()
        lf = crlf.replace(b"\r\n", b"\n")
        from_line = b"From bounce@example.com Mon Nov  2 10:00:00 2026\n"
        forms = {
            "as on the wire": crlf, "as a file": lf, "mbox": from_line + lf, "quoted mbox": b">" + from_line + lf,
            "postfix local": from_line + b"Delivered-To: ann@example.com\nX-Original-To: ann@example.com\n" + lf,
        }
        for name, octets in forms.items():
            with self.subTest(form=name):
                self.assert_silent(self.hook(*zone(), octets=octets))
        self.assertEqual([report["verdict"]["dmarc"] for report in self.reports()], ["pass"] * len(forms))

    def test_a_message_over_the_ceiling_is_drained_and_its_header_read(self):
        octets = big(3 << 20)
        self.assert_silent(self.hook(*zone(), "--max-size", "1500000", octets=octets))
        (report,) = self.reports()
        self.assertIn("LIMIT001", [finding["id"] for finding in report["findings"]])
        self.assertEqual(report["input"]["body"], "absent")

    def test_ceilings_below_what_is_kept_hold_too(self):
        self.hook(*zone(), "--max-size", str(len(message()) - 1))
        self.hook(*zone(), "--max-size", str(len(message())))
        bodies = [report["input"]["body"] for report in self.reports()]
        self.assertEqual(bodies, ["absent", "present"])

    def test_messages_around_the_size_of_the_memory(self):
        for size in (1 << 20, (1 << 20) + 1, (1 << 20) - 1, 5 << 20):
            with self.subTest(size=size):
                octets = message()
                octets += b"z" * (size - len(octets))
                self.assert_silent(self.hook(*zone(), octets=octets))
        self.assertEqual(sorted(report["input"]["bytes"] for report in self.reports()),
                         sorted([1 << 20, (1 << 20) + 1, (1 << 20) - 1, 5 << 20]))


    def test_what_is_handed_over_is_a_message_whatever_it_looks_like(self):
        body = b"\r\n\r\nHello\r\n"
        for octets in (b"> From: a@example.com\r\n> To: b@example.com\r\nX: y" + body,
                       b"Original Message\r\nSPF: x\r\nDKIM: y\r\nSubject: z\r\n" + message(),
                       b"From: a@example.com\r\nReceived: from x\r\nby y; z\r\nTo: b@example.com\r\n"):
            self.assert_silent(self.hook(*zone(), octets=octets))
        self.assert_silent(self.hook(*zone(), "--max-size", "100", octets=b"> From: a@example.com\r\nFrom: b@example.com" + body * 50))
        reports = self.reports()
        self.assertEqual(len(reports), 4)
        self.assertEqual([report["input"]["repairs"] for report in reports], [[]] * 4)

    def test_a_header_that_was_cut_is_not_repaired_and_breaks_no_signature(self):
        octets = message()
        end = octets.index(b"\r\n\r\n")
        cut = octets.rindex(b"\r\n", 0, end) + 2  # the last field is missing
        process = self.start(*zone(), "--deadline", "1")
        self.addCleanup(kill_quietly, process)
        process.stdin.write(octets[:cut])
        process.stdin.flush()
        time.sleep(1.5)
        process.communicate(timeout=30)
        (report,) = self.reports()
        self.assertEqual((report["input"]["repairs"], report["input"]["body"]), ([], "absent"))
        self.assertEqual({check["observed"] for check in report["checks"]["dkim"]}, {"not_checked"})
        self.assertIn("INPUT006", [finding["id"] for finding in report["findings"]])


class Cache(HookCase):
    def test_answers_are_kept_for_the_next_message(self):
        cache = self.scratch / "cache"
        self.assert_silent(self.hook(*zone(), "--dns-cache", str(cache)))
        self.assertEqual(cache.stat().st_mode & 0o777, 0o600)
        self.assertTrue(cache.read_bytes().startswith(b"alignmail-dns-cache 1 "))
        self.assert_silent(self.hook("--dns", "none", *zone()[2:], "--dns-cache", str(cache)))
        self.assertEqual([report["verdict"]["dmarc"] for report in self.reports()], ["pass", "pass"])
        self.assertEqual(sorted(path.name for path in self.scratch.iterdir()), ["cache", "state"])

    def test_a_cache_that_is_broken_or_out_of_reach_costs_nothing(self):
        cache = self.scratch / "cache"
        cache.write_bytes(b"garbage" * 1000)
        self.assert_silent(self.hook(*zone(), "--dns-cache", str(cache)))
        self.assertTrue(cache.read_bytes().startswith(b"alignmail-dns-cache 1 "))
        self.assert_silent(self.hook(*zone(), "--dns-cache", "/proc/none/cache"))
        self.assertIn("/proc/none/cache: cannot be written", self.log())
        self.assertEqual([report["verdict"]["dmarc"] for report in self.reports()], ["pass", "pass"])


if __name__ == "__main__":
    support.main()
