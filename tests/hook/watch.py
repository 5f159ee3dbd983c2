#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""alignmail watch: every message of a Maildir once, and a clean end.

usage: watch.py PROGRAM SOURCE_FOLDER FAULT_LIBRARY [TEST...]
"""
import collections
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import support
from support import HookCase, kill_quietly, message, zone

EVENTS_AT_MOST = 16384  # fs.inotify.max_queued_events, unless somebody changed it
PATIENCE = 120  # seconds, before a test gives up


class Watch(HookCase):
    def setUp(self):
        super().setUp()
        self.maildir = self.scratch / "Maildir"
        for name in ("new", "cur", "tmp"):
            (self.maildir / name).mkdir(parents=True)
        self.out = self.scratch / "reports.ndjson"

    def deliver(self, name, octets=None):
        (self.maildir / "tmp" / name).write_bytes(message() if octets is None else octets)
        os.rename(self.maildir / "tmp" / name, self.maildir / "new" / name)

    def watch(self, *options, **more):
        process = subprocess.Popen(
            [support.PROGRAM, "watch", str(self.maildir), *zone(), *options], stdin=subprocess.DEVNULL,
            stdout=more.pop("stdout", subprocess.PIPE), stderr=subprocess.PIPE, env=self.environment(),
            bufsize=0, **more)
        self.addCleanup(kill_quietly, process)
        return process

    def watch_to_file(self, *options):
        process = self.watch("-o", str(self.out), *options)
        return process

    def seen(self):
        if not self.out.exists():
            return collections.Counter()
        lines = self.out.read_text(encoding="utf-8").split("\n")[:-1]  # the last one may be half there
        return collections.Counter(os.path.basename(json.loads(line)["input"]["source"]) for line in lines)

    def wait_for(self, process, count):
        until = time.monotonic() + PATIENCE
        while sum(self.seen().values()) < count:
            self.assertIsNone(process.poll(), "it ended")
            self.assertLess(time.monotonic(), until, f"{sum(self.seen().values())} of {count}")
            time.sleep(0.05)

    def end(self, process, number=signal.SIGTERM, status=0):
        process.send_signal(number)
        out, err = process.communicate(timeout=PATIENCE)
        self.assertEqual((process.returncode, err), (status, b""))
        return out

    def assert_each_once(self, names):
        self.assertEqual(self.seen(), collections.Counter(names))

    def test_what_is_there_at_the_start_and_what_comes_later(self):
        self.deliver("there")
        process = self.watch_to_file()
        self.wait_for(process, 1)
        self.deliver("later")
        self.wait_for(process, 2)
        self.end(process)
        self.assert_each_once(["there", "later"])
        (first, _) = self.out.read_text().splitlines()
        self.assertEqual(json.loads(first)["input"]["origin"], "maildir")
        self.assertEqual(json.loads(first)["verdict"]["dmarc"], "pass")

    def test_reports_are_appended(self):
        for name in ("one", "two"):
            self.deliver(name)
            before = sum(self.seen().values())
            process = self.watch_to_file()
            self.wait_for(process, before + 1)
            self.end(process)
            os.unlink(self.maildir / "new" / name)
        self.assert_each_once(["one", "two"])

    def test_a_burst_of_a_thousand(self):
        process = self.watch_to_file()
        names = [f"{i}.burst" for i in range(1000)]
        for name in names:
            self.deliver(name)
        self.wait_for(process, len(names))
        self.end(process)
        self.assert_each_once(names)

    def test_a_queue_that_ran_over_is_made_up_for(self):
        process = self.watch_to_file()
        self.deliver("first")
        self.wait_for(process, 1)
        process.send_signal(signal.SIGSTOP)
        # A mail program that moves messages in and out fills the queue without leaving work.
        self.deliver("moved")
        for _ in range(EVENTS_AT_MOST // 2 + 200):
            os.rename(self.maildir / "new" / "moved", self.maildir / "cur" / "moved")
            os.rename(self.maildir / "cur" / "moved", self.maildir / "new" / "moved")
        names = [f"{i}.behind" for i in range(50)]
        for name in names:
            self.deliver(name)  # nobody is told of these
        process.send_signal(signal.SIGCONT)
        self.wait_for(process, 52)
        self.deliver("last")
        self.wait_for(process, 53)
        self.end(process)
        self.assert_each_once(["first", "moved", "last", *names])

    def test_standard_output_takes_a_line_for_each(self):
        self.deliver("a")
        process = self.watch()
        line = process.stdout.readline()
        self.assertEqual(json.loads(line)["input"]["source"], str(self.maildir / "new" / "a"))
        self.assertEqual(self.end(process), b"")

    def test_quiet_is_a_line_for_each_wherever_it_goes(self):
        self.deliver("a")
        process = self.watch("-q")
        self.assertRegex(process.stdout.readline(), rb"^(ok|warn|error) .*/new/a dmarc=")
        self.assertEqual(self.end(process), b"")

    def test_text_when_it_is_asked_for(self):
        self.deliver("a")
        process = self.watch("-f", "text")
        self.assertIn(b"/new/a <==", process.stdout.readline())
        self.assertIn(b"DMARC", self.end(process))

    def test_signals_end_it(self):
        for number, status in ((signal.SIGTERM, 0), (signal.SIGHUP, 0), (signal.SIGINT, 130)):
            with self.subTest(signal=number):
                self.deliver(f"message-{number}")
                process = self.watch()
                process.stdout.readline()
                self.end(process, number, status)
                shutil.rmtree(self.maildir / "new")
                (self.maildir / "new").mkdir()

    def test_it_ends_when_the_folder_is_gone(self):
        for gone in ("removed", "renamed", "new"):
            with self.subTest(gone=gone):
                self.maildir = self.scratch / gone
                for name in ("new", "cur", "tmp"):
                    (self.maildir / name).mkdir(parents=True)
                self.deliver("a")
                process = self.watch()
                process.stdout.readline()
                if gone == "renamed":
                    self.maildir.rename(self.scratch / "elsewhere")
                else:
                    shutil.rmtree(self.maildir / "new" if gone == "new" else self.maildir)
                _, err = process.communicate(timeout=PATIENCE)
                self.assertEqual(process.returncode, 0)
                self.assertIn(b"the folder is gone", err)

    def test_one_that_cannot_be_read_does_not_end_it(self):
        process = self.watch_to_file()
        self.deliver("empty", b"")
        self.deliver("good")
        self.wait_for(process, 1)
        process.terminate()
        _, err = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 0)
        self.assertIn(b"new/empty", err)
        self.assert_each_once(["good"])

    def test_answers_are_kept_for_the_next_start(self):
        cache, record = self.scratch / "cache", self.scratch / "record"
        self.deliver("a")
        process = self.watch_to_file("--dns-cache", str(cache), "--dns-record", str(record))
        self.wait_for(process, 1)
        self.end(process)
        self.assertTrue(cache.read_bytes().startswith(b"alignmail-dns-cache 1 "))
        for options in (["--dns", "none", "--dns-cache", str(cache)], ["--dns", f"replay:{record}"]):
            with self.subTest(options=options):
                self.out.unlink()
                process = self.watch_to_file(*options)  # the last --dns wins
                self.wait_for(process, 1)
                self.end(process)
                self.assertEqual(json.loads(self.out.read_text())["verdict"]["dmarc"], "pass")

    def test_what_arrives_is_a_message_whatever_it_looks_like(self):
        process = self.watch_to_file()
        self.deliver("quoted", b"> From: a@example.com\n> To: b@example.com\nX: y\n\nHello\n")
        self.wait_for(process, 1)
        self.end(process)
        self.assertEqual(json.loads(self.out.read_text())["input"]["repairs"], [])

    def test_an_output_that_is_dead_ends_it(self):
        self.deliver("a")
        process = self.watch()
        process.stdout.close()
        self.assertEqual(process.wait(PATIENCE), 74)
        self.assertIn(b"standard output", process.stderr.read())

    def test_mistakes(self):
        for arguments, status, words in (([], 64, "needs a Maildir"), (["/nonexistent"], 66, "not a Maildir"),
                                         ([str(self.maildir), "-o", "/proc/none"], 73, "/proc/none")):
            with self.subTest(arguments=arguments):
                result = subprocess.run([support.PROGRAM, "watch", "--dns", "none", *arguments], capture_output=True,
                                        check=False, timeout=60, text=True)
                self.assertEqual(result.returncode, status)
                self.assertIn(words, result.stderr)


if __name__ == "__main__":
    sys.exit(support.main())
