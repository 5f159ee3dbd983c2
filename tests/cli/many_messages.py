#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Many messages in one run: their order, their reports, what one bad message does to the others.

usage: many_messages.py PROGRAM SAMPLES
"""
import base64
import gzip
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import circumstances  # noqa: E402

PROGRAM = ""
SAMPLES = pathlib.Path()
GOOD = "ses-perfect"


def octets(sample=GOOD):
    return (SAMPLES / sample / "message.eml").read_bytes()


def run(*arguments, stdin=b"", zone=GOOD):
    command = [PROGRAM, "--dns", f"zone:{SAMPLES / zone / 'zone.txt'}", "--at", "2026-11-05T10:00:00Z", *map(str, arguments)]
    result = subprocess.run(command, input=stdin, capture_output=True, timeout=120, check=False)
    result.out, result.err = result.stdout.decode(), result.stderr.decode()
    return result


class Many(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)

    def tearDown(self):
        self.folder.cleanup()

    def put(self, name, content):
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def test_reports_stand_in_the_order_of_the_input_whatever_the_jobs(self):
        for number in range(60):
            body = b"x" * (50_000 if number % 5 == 0 else 1)
            self.put(f"{number:03}.eml", octets() + body)
        lists = [run("-q", "--jobs", jobs, self.path).out.splitlines() for jobs in (1, 2, 7)]
        self.assertEqual([line.split()[2] for line in lists[0]], [str(self.path / f"{n:03}.eml") for n in range(60)])
        self.assertEqual(lists[0], lists[1])
        self.assertEqual(lists[0], lists[2])

    def test_one_bad_message_does_not_stop_the_rest_and_the_highest_status_counts(self):
        good, empty = self.put("a.eml", octets()), self.put("b.eml", b"")
        result = run("-q", good, empty, "/nonexistent", good)
        self.assertEqual(result.returncode, 66)
        self.assertEqual(len(result.out.splitlines()), 2)
        self.assertEqual(len(result.err.splitlines()), 2)
        self.assertIn("b.eml: the input is empty", result.err)
        self.assertIn("==> Summary: 2 messages, and 2 that could not be read <==\nDMARC     pass 2\n",
                      run(good, empty, "/nonexistent", good).out)

    def test_the_text_report_ends_with_a_summary(self):
        box = b"".join(b"From x@y.example Thu Jan  1 00:00:00 2026\n" + octets().replace(b"\r\n", b"\n") + b"\n" for _ in range(3))
        result = run(self.put("box", box))
        self.assertEqual(result.returncode, 0)
        self.assertEqual(result.out.count("DMARC PASSES"), 3)
        self.assertIn("box message 3 <==", result.out)
        summary = result.out[result.out.index("==> Summary"):]
        for words in ("3 messages", "pass 3", "Received  first 2026-11-04T14:02:13Z, last 2026", "3 example.com, 3 passed", "3 ALIGN003 info"):
            self.assertIn(words, summary)
        alone = run(self.put("one.eml", octets()))
        self.assertNotIn("==>", alone.out)

    def test_json_says_where_each_message_came_from(self):
        box = b"".join(b"From x@y.example Thu Jan  1 00:00:00 2026\n" + octets() + b"\n" for _ in range(2))
        self.put("mail/new/1", octets())
        (self.path / "mail/cur").mkdir()
        result = run("-f", "ndjson", self.path / "mail", self.put("box", box))
        inputs = [json.loads(line)["input"] for line in result.out.splitlines()]
        self.assertEqual([(i["origin"], i["index"]) for i in inputs], [("maildir", 0), ("mbox", 0), ("mbox", 1)])

    def test_a_compressed_message_is_read_and_a_broken_one_is_an_error(self):
        packed = gzip.compress(octets())
        self.assertIn("dmarc=pass legs=spf,dkim", run("-q", self.put("a.eml.gz", packed)).out)
        broken = run("-q", self.put("b.eml.gz", packed[:-40]))
        self.assertEqual(broken.returncode, 74)
        self.assertIn("b.eml.gz: the compressed file is broken", broken.err)

    def test_a_compressed_mailbox_gives_a_report_for_each_message(self):
        box = b"".join(b"From x@y.example Thu Jan  1 00:00:00 2026\n" + octets() + b"\n" for _ in range(30))
        path = self.put("mail/box.mbox.gz", gzip.compress(box))
        self.assertGreater(len(box), 20_000)
        for result in (run("-q", "--max-size", "20000", path), run("-q", "--max-size", "20000", path.parent),
                       run("-q", "--max-size", "20000", stdin=gzip.compress(box, 0))):
            self.assertEqual(result.out.count("dmarc=pass"), 30, result.err)
            self.assertIn("#30 ", result.out)
        broken = run("-q", self.put("broken.mbox.gz", gzip.compress(box)[:-40]), path)
        self.assertEqual((broken.returncode, broken.out.count("dmarc=pass")), (74, 30))
        self.assertIn("broken.mbox.gz: the compressed file is broken", broken.err)
        # One message that a program saved with its From line is one still.
        self.assertEqual(run("-f", "ndjson", self.put("one.eml.gz", gzip.compress(box[:box.index(b"From x", 1)]))).out.count('"index":0'), 1)

    def test_a_compressed_mailbox_has_a_ceiling(self):
        bomb = b"From x@y.example Thu Jan  1 00:00:00 2026\nA: 1\n\nx\n\nFrom x@y.example Thu Jan  1 00:00:00 2026\n\n"
        result = run("-q", self.put("bomb.mbox.gz", gzip.compress(bomb + b"\0" * (257 << 20), 1)), self.put("a.eml", octets()))
        self.assertEqual((result.returncode, result.out.count("dmarc=pass")), (65, 1))
        self.assertIn("bomb.mbox.gz: this mailbox has over 256 MiB when it is unpacked", result.err)

    def test_the_summary_says_how_grave_a_finding_was_and_not_how_grave_it_usually_is(self):
        name = "from-domain-nonexistent"
        result = run(*[self.put(f"{number}.eml", octets(name)) for number in range(2)], zone=name)
        self.assertIn(" DMARC012 error\n", result.out)
        self.assertIn("2 DMARC012 error: ", result.out.partition("==> Summary")[2])

    def test_names_come_from_a_file_or_standard_input(self):
        good = self.put("two words.eml", octets())
        self.assertEqual(run("-q", "--files-from", self.put("names", f"{good}\n".encode())).out.count("dmarc=pass"), 1)
        result = run("-q", "--files-from", "-", "-0", stdin=f"{good}\0{good}\0".encode())
        self.assertEqual(result.out.count("dmarc=pass"), 2)
        for missing, status, word in [(self.path / "none", 66, "no such list"), (self.path, 74, "cannot be read")]:
            for files in ([], [good]):
                result = run("-q", "--files-from", missing, *files)
                self.assertEqual(result.returncode, status, result.err)
                self.assertIn(word, result.err)
                self.assertEqual(result.out.count("dmarc=pass"), len(files))
        empty = run("-q", "--files-from", self.put("empty", b""))
        self.assertEqual(empty.returncode, 66)
        self.assertIn("no message", empty.err)

    def test_a_report_does_not_wait_for_the_next_name_of_a_stream(self):
        good = self.put("good.eml", octets())
        command = [PROGRAM, "--dns", f"zone:{SAMPLES / GOOD / 'zone.txt'}", "-q", "--files-from", "-"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            for _ in range(2):
                process.stdin.write(f"{good}\n".encode())
                process.stdin.flush()
                self.assertIn(b"dmarc=pass", process.stdout.readline())
            process.stdin.close()
            self.assertEqual(process.stdout.read(), b"")

    def test_lines_of_json_give_reports_with_their_ids_and_a_bad_line_one_error(self):
        raw = base64.b64encode(octets()).decode()
        lines = [json.dumps({"id": "one", "raw": raw, "client_ip": "192.0.2.99", "mail_from": "x@mail.example.com", "helo": "h.example"}),
                 "nonsense", json.dumps({"id": "two", "raw": raw}), json.dumps({"id": "none", "raw": ""})]
        result = run("--input", "ndjson", "-f", "ndjson", stdin="\n".join(lines).encode())
        reports = [json.loads(line) for line in result.out.splitlines()]
        self.assertEqual([r["input"]["id"] for r in reports], ["one", "two"])
        self.assertEqual(reports[0]["message"]["client_ip"], "192.0.2.99")
        self.assertEqual(reports[0]["checks"]["spf"]["observed"], "softfail")
        self.assertEqual(reports[1]["checks"]["spf"]["observed"], "pass")
        self.assertEqual(result.returncode, 65)
        self.assertIn("standard input:2: this is not a JSON object", result.err)
        self.assertEqual(len(result.err.splitlines()), 2)
        self.assertEqual(run("--input", "ndjson", "-f", "ndjson").returncode, 0)  # an empty stream is no error

    def test_answers_are_kept_between_runs_and_a_broken_cache_is_one_warning(self):
        good, cache = self.put("a.eml", octets()), self.path / "cache"
        self.assertEqual(run("-q", "--dns-cache", cache, good).returncode, 0)
        offline = subprocess.run([PROGRAM, "-q", "--dns", "none", "--dns-cache", cache, good], capture_output=True, timeout=60, check=False)
        self.assertIn(b"dmarc=pass legs=spf,dkim", offline.stdout)
        cache.write_bytes(b"garbage")
        broken = run("-q", "--dns-cache", cache, good)
        self.assertEqual(broken.returncode, 0)
        self.assertEqual(broken.err.count("\n"), 1)
        self.assertIn("starting with an empty one", broken.err)
        self.assertTrue(cache.read_bytes().startswith(b"alignmail-dns-cache 1 "))

    def test_each_line_of_a_mailbox_names_another_message(self):
        box = b"".join(b"From x@y.example Thu Jan  1 00:00:00 2026\n" + octets() + b"\n" for _ in range(3))
        path = self.put("box", box)
        names = [line.split()[2] for line in run("-q", path).out.splitlines()]
        self.assertEqual(names, [f"{path}#1", f"{path}#2", f"{path}#3"])
        names = [line.split()[2] for line in run("-q", stdin=box).out.splitlines()]
        self.assertEqual(names, ["-#1", "-#2", "-#3"])
        raw = base64.b64encode(octets()).decode()
        lines = "\n".join(json.dumps({"id": name, "raw": raw}) for name in ("one", "two words"))
        names = [line.split()[2] for line in run("-q", "--input", "ndjson", stdin=lines.encode()).out.splitlines()]
        self.assertEqual(names, ["-#one", "-#two_words"])

    def watch_progress(self, out, *options):
        """What a terminal as standard error shows of a slow run, and the status."""
        controller, terminal = circumstances.terminal(self)
        line = (json.dumps({"id": "x", "raw": base64.b64encode(octets()).decode()}) + "\n").encode()
        zone = f"zone:{SAMPLES / GOOD / 'zone.txt'}"
        command = [PROGRAM, "--dns", zone, "--input", "ndjson", "-f", "ndjson", "--jobs", "1", *options]
        out = terminal if out == "terminal" else out
        shown = bytearray()

        def read():  # meanwhile, for a terminal that nobody reads takes no more
            while True:
                try:
                    piece = os.read(controller, 65536)
                except OSError:  # the other side is closed
                    return
                shown.extend(piece)

        reader = threading.Thread(target=read, daemon=True)
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out, stderr=terminal) as child:
            os.close(terminal)
            reader.start()
            for _ in range(35):
                child.stdin.write(line)
                child.stdin.flush()
                time.sleep(0.1)
            child.stdin.close()
            status = child.wait(60)
        reader.join(60)
        os.close(controller)
        return bytes(shown), status

    def test_long_work_shows_its_progress_on_a_terminal(self):
        shown, status = self.watch_progress(subprocess.DEVNULL)
        self.assertEqual(status, 0)
        self.assertRegex(shown, rb"\r\x1b\[K\d+ messages?, \d+ a second")
        self.assertTrue(shown.endswith(b"\r\x1b[K"), shown[-40:])  # the line is gone at the end
        shown, _ = self.watch_progress("terminal", "-o", str(self.path / "reports"))
        self.assertIn(b" a second", shown)
        shown, _ = self.watch_progress("terminal")  # reports appear there: they are progress enough
        self.assertNotIn(b" a second", shown)

    def test_a_long_pipe_is_read_whole(self):
        whole = octets() + b"a line of the body\r\n" * 700_000
        piped, saved = run("-f", "json", "-", stdin=whole), run("-f", "json", self.put("long.eml", whole))
        checks = [json.loads(result.out)["checks"] for result in (piped, saved)]
        self.assertEqual(checks[0], checks[1])
        self.assertEqual(json.loads(piped.out)["input"]["bytes"], len(whole))

    def test_a_mailbox_on_standard_input_may_be_longer_than_a_message(self):
        box = b"".join(b"From x@y.example Thu Jan  1 00:00:00 2026\n" + octets() + b"\n" for _ in range(30))
        result = run("-q", "--max-size", "20000", stdin=box)
        self.assertEqual(result.out.count("dmarc=pass"), 30)


if __name__ == "__main__":
    PROGRAM, SAMPLES = sys.argv[1], pathlib.Path(sys.argv[2])
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
