#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What docs/hooks.md promises of `alignmail hook` while nothing is broken.

usage: guarantees.py PROGRAM SOURCE_FOLDER FAULT_LIBRARY [TEST...]
"""
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import time
import unittest.mock

import support
from support import HookCase, kill_quietly, message, zone

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import circumstances  # noqa: E402

try:
    import jsonschema
except ImportError:
    jsonschema = None


def big(octets):
    """A message of about that many octets."""
    return message() + b"x" * 70 + b"\r\n" * 1 + (b"y" * 76 + b"\r\n") * (octets // 78)


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


class Deadline(HookCase):
    def test_silent_dns_ends_in_a_report_of_what_is_known(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
            silent.bind(("127.0.0.1", 0))
            port = silent.getsockname()[1]
            result = self.hook("--dns", f"127.0.0.1:{port}", "--deadline", "1")
        self.assert_silent(result)
        (report,) = self.reports()
        self.assertEqual(report["verdict"]["dmarc"], "temperror")
        self.assertIn("LIMIT001", [finding["id"] for finding in report["findings"]])
        self.assertEqual(report["message"]["from_domain"], "example.com")

    def test_a_message_that_does_not_end(self):
        process = self.start(*zone(), "--deadline", "1")
        self.addCleanup(kill_quietly, process)
        process.stdin.write(message())
        process.stdin.flush()
        until = time.monotonic() + 30
        while not self.files() and time.monotonic() < until:
            time.sleep(0.02)
            if process.poll() is not None:
                self.fail("it ended before its input did")
        time.sleep(0.2)
        (report,) = self.reports()  # filed while the input is still open
        self.assertEqual(report["input"]["body"], "truncated")
        self.assertIn("INPUT006", [finding["id"] for finding in report["findings"]])
        self.assertNotIn("pass", [check["observed"] for check in report["checks"]["dkim"]])
        for _ in range(100):
            process.stdin.write(b"z" * 65536)  # more than a pipe holds: it must be read
        out, err = process.communicate(timeout=30)
        self.assertEqual((process.returncode, out, err), (0, b"", b""))
        self.assertEqual(len(self.reports()), 1)

    def test_one_that_ends_within_its_header(self):
        process = self.start(*zone(), "--deadline", "1")
        self.addCleanup(kill_quietly, process)
        process.stdin.write(message()[:300])
        process.stdin.flush()
        time.sleep(1.5)
        process.communicate(timeout=30)
        self.assertEqual(process.returncode, 0)
        (report,) = self.reports()
        self.assertIn("LIMIT001", [finding["id"] for finding in report["findings"]])

    def test_what_is_no_deadline_does_not_endanger_the_mail(self):
        for value in ("0", "-1", "x", "1e3", "99999", "8.", ".5", ""):
            with self.subTest(value=value):
                self.assert_silent(self.hook(*zone(), "--deadline", value))
        self.assertEqual(self.reports(), [])


class Passthrough(HookCase):
    def copied(self, octets, *options, **more):
        result = self.hook(*zone(), "--passthrough", *options, octets=octets, **more)
        self.assertEqual(result.stderr, b"")
        return result

    def assert_copied(self, result, octets, field=rb"X-Alignmail: [ -~]+\r?\n", status=0):
        self.assertEqual(result.returncode, status)
        front = result.stdout[:len(result.stdout) - len(octets)]
        self.assertEqual(result.stdout[len(front):], octets)
        self.assertRegex(front, rb"\A" + field + rb"\Z" if field else rb"\A\Z")

    def test_the_copy_is_exact_to_the_octet(self):
        lf = message().replace(b"\r\n", b"\n")
        odd = b"Subject: x\r\n\r\n" + bytes(range(256)) * 300 + b"no line end"
        for octets in (message(), lf, odd, b"\n", b"no header", b"From: a@example.com\n\n.\n", b"\0" * 5000,
                       big((1 << 20) + 5), big(4 << 20)):
            self.assert_copied(self.copied(octets), octets)

    def test_one_field_in_our_own_words(self):
        result = self.copied(message())
        self.assert_copied(result, message(), rb"X-Alignmail: dmarc=pass; legs=spf,dkim; worst=\w+\r\n")
        self.assertEqual(len(self.reports()), 1)

    def test_nothing_of_nothing(self):
        result = self.copied(b"")
        self.assertEqual((result.returncode, result.stdout), (0, b"X-Alignmail: not_checked\n"))

    def test_a_from_line_stays_the_first(self):
        octets = b"From ann@example.com Mon Nov  2 10:00:00 2026\n" + message()
        self.assert_copied(self.copied(octets), octets, field=b"")

    def test_a_forged_field_never_comes_first(self):
        octets = b"X-Alignmail: dmarc=pass\r\n" + message()
        self.assert_copied(self.copied(octets), octets, rb"X-Alignmail: not_checked\r\n")
        self.assertEqual(self.reports(), [])

    def test_over_the_ceiling_the_copy_is_whole(self):
        octets = big(6 << 20)
        self.assert_copied(self.copied(octets, "--max-size", "2000000"), octets)
        self.assertEqual(len(self.reports()), 1)

    def test_a_slow_reader_and_a_slow_writer_get_everything(self):
        octets = big(2 << 20)
        process = self.start(*zone(), "--passthrough", "--deadline", "1")
        self.addCleanup(kill_quietly, process)
        def feed():
            process.stdin.write(octets[:5000])
            process.stdin.flush()
            time.sleep(1.5)
            process.stdin.write(octets[5000:])
            process.stdin.close()
        writer = threading.Thread(target=feed)
        writer.start()
        out = bytearray()
        while chunk := process.stdout.read1(65536):
            out += chunk
            time.sleep(0.001)
        writer.join()
        self.assertEqual(process.wait(30), 0)
        self.assertTrue(bytes(out).endswith(octets))
        self.assertEqual(len(self.reports()), 1)

    def test_options_that_cannot_be_used_cost_the_report_alone(self):
        for options in (["--colr"], ["--dns", "zone:/nonexistent"], ["--deadline", "x"], ["argument"]):
            with self.subTest(options=options):
                self.assert_copied(self.copied(message(), *options), message(), rb"X-Alignmail: not_checked\r\n")
        self.assertEqual(self.reports(), [])
        self.assertEqual(len(self.log().splitlines()), 4)


class ExitStatus(HookCase):
    def test_75_when_nothing_could_be_filed_and_only_on_request(self):
        nowhere = ["--report-dir", "/proc/none"]
        self.assert_silent(self.hook(*zone(), *nowhere))
        self.assert_silent(self.hook(*zone(), *nowhere, "--exit-status"), 75)
        self.assert_silent(self.hook(*zone(), "--exit-status"))
        self.assert_silent(self.hook(*zone("ses-doubled-cname"), "--exit-status", octets=message("ses-doubled-cname")))

    def test_a_bad_line_or_file_is_logged_and_nothing_more(self):
        setup = self.scratch / "setup.json"
        setup.write_text('{"domain": 7}')
        for options in (["--colr"], ["--expect", str(setup)], ["--dns", "300.1.2.3"]):
            with self.subTest(options=options):
                self.assert_silent(self.hook(*options))
                self.assert_silent(self.hook(*options, "--exit-status"), 75)
        self.assertEqual(self.reports(), [])
        self.assertIn("unknown option --colr", self.log())
        self.assertIn("setup.json", self.log())

    def test_a_bad_line_is_told_where_it_was_asked_for(self):
        elsewhere = self.scratch / "elsewhere"
        config = self.scratch / "config"
        (config / "alignmail").mkdir(parents=True)
        (config / "alignmail" / "config.toml").write_text("[hook]\ndaedline = 5\n")
        for options, env, words in ((["--colr"], {}, b"unknown option --colr"),
                                    ([], {"XDG_CONFIG_HOME": str(config)}, b"config.toml:2: daedline"),
                                    (["--deadline", "x"], {}, b"--deadline")):
            with self.subTest(options=options):
                result = self.hook("-v", f"--report-dir={elsewhere}", *options, env=env)
                self.assertEqual((result.returncode, result.stdout), (0, b""))
                self.assertIn(words, result.stderr)
                self.assertEqual(result.stderr.count(b"\n"), 1)
                self.assert_silent(self.hook("--report-dir", str(elsewhere), *options, env=env))
        self.assertEqual(len((elsewhere / "hook.log").read_text().splitlines()), 6)
        self.assertEqual(self.log(), "")

    def test_verbose_tells_on_standard_error(self):
        result = self.hook("-v", *zone(), env={"XDG_STATE_HOME": None})
        self.assertEqual(result.returncode, 0)
        self.assertIn(b"no folder for reports", result.stderr)


class Signals(HookCase):
    def started(self, *options):
        process = self.start(*zone(), *options)
        self.addCleanup(kill_quietly, process)
        process.stdin.write(message())
        process.stdin.flush()
        time.sleep(0.3)  # it reads and waits for more
        return process

    def test_told_to_stop_it_leaves_nothing_behind(self):
        for number in (signal.SIGTERM, signal.SIGHUP):
            for options, status in (([], 0), (["--passthrough"], 75)):
                with self.subTest(signal=number, options=options):
                    process = self.started(*options)
                    process.send_signal(number)
                    self.assertEqual(process.wait(10), status)
        self.assertEqual(self.files(), [])

    def test_a_terminal_that_goes_away_is_no_trouble(self):
        leader, follower = circumstances.terminal(self)
        process = self.start(*zone(), stdout=follower, stderr=follower)
        os.close(follower)
        os.close(leader)
        process.communicate(message(), timeout=30)
        self.assertEqual(process.returncode, 0)

    def test_streams_that_are_closed_from_the_start(self):
        command = f'exec "$0" hook {" ".join(zone())} <&- >&- 2>&-'
        result = subprocess.run(["sh", "-c", command, support.PROGRAM], env=self.environment(), check=False, timeout=60)
        self.assertEqual(result.returncode, 0)
        command = f'exec "$0" hook --passthrough {" ".join(zone())} >&-'
        result = subprocess.run(["sh", "-c", command, support.PROGRAM], env=self.environment(), check=False, timeout=60,
                                input=message())
        self.assertEqual(result.returncode, 75)  # there is nobody to copy to

    def test_a_reader_that_is_gone(self):
        process = self.start(*zone(), "--passthrough")
        process.stdout.close()
        process.stdin.write(big(1 << 20))
        process.stdin.close()
        self.assertEqual(process.wait(30), 75)
        self.assertEqual(process.stderr.read(), b"")
        process.stderr.close()
        self.assertEqual(self.reports(), [])  # it comes again, and is reported then


if __name__ == "__main__":
    sys.exit(support.main())
