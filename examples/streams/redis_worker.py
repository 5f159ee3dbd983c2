#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Judges the messages of a Redis stream; any number of copies, on any number of machines, share the work.

    redis_worker.py [--redis URL] [--name NAME] [--once] [-- OPTIONS OF alignmail ...]

Stream "mail" holds entries with one field, "line": what `alignmail check --input ndjson` reads. For each the report goes
to stream "reports" (fields "mail", the entry's id, and "report"), or what cannot be read to stream "refused".

An entry is acknowledged when its report is stored, together with it. What a dead worker left is taken over by another one
after a minute. No more entries are taken than --window, so a slow machine takes less: that is the back-pressure.
"""
import argparse
import collections
import json
import subprocess
import sys
import threading

import redis

GROUP, MAIL, REPORTS, REFUSED = "alignmail", "mail", "reports", "refused"
# A header without an author costs no DNS; its report shows that all lines before it are done.
PROBE = json.dumps({"id": "probe", "raw": "U3ViamVjdDogcHJvYmUNCg0K"})


class Worker:
    def __init__(self, options):
        self.server = redis.Redis.from_url(options.redis, decode_responses=True)
        self.name, self.window = options.name, threading.Semaphore(options.window)
        self.program = subprocess.Popen([options.program, "check", "--input", "ndjson", "-f", "ndjson", "--message", *options.arguments, "-"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.lines = 0
        self.open = collections.deque()  # (number of the line, id of the entry or None)
        try:
            self.server.xgroup_create(MAIL, GROUP, id="0", mkstream=True)
        except redis.ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise

    def give(self, entry, line):
        self.window.acquire()
        self.open.append((self.lines, entry))
        self.lines += 1
        self.program.stdin.write(line.replace("\n", " ") + "\n")
        self.program.stdin.flush()

    def feed(self, once):
        """Entries to the program: first those that another worker left, then new ones."""
        while True:
            left = self.server.xautoclaim(MAIL, GROUP, self.name, min_idle_time=60_000, count=16)[1]
            new = self.server.xreadgroup(GROUP, self.name, {MAIL: ">"}, count=16, block=100 if once else 1000)
            entries = left + (new[0][1] if new else [])
            for entry, fields in entries:
                self.give(entry, fields.get("line", ""))
            if entries:
                continue
            if self.open:
                self.give(None, PROBE)  # what stands before it and has no report has none
            if once:
                break
        self.program.stdin.close()

    def settle(self, entry, stream, fields):
        if entry is None:
            return
        both = self.server.pipeline(transaction=True)
        both.xadd(stream, {"mail": entry, **fields})
        both.xack(MAIL, GROUP, entry)
        both.execute()

    def collect(self):
        """Reports come in the order of the lines, and name theirs; a line that was passed over had no message in it."""
        for report in self.program.stdout:
            number = json.loads(report)["input"]["index"]
            while self.open and self.open[0][0] <= number:
                line, entry = self.open.popleft()
                self.window.release()
                if line == number:
                    self.settle(entry, REPORTS, {"report": report.strip()})
                else:
                    self.settle(entry, REFUSED, {"why": "no message in it; see the worker's log"})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--redis", default="redis://127.0.0.1:6379/0")
    parser.add_argument("--name", default="worker", help="differs for each copy")
    parser.add_argument("--window", type=int, default=256, help="entries at hand at once")
    parser.add_argument("--once", action="store_true", help="end when nothing is left")
    parser.add_argument("--program", default="alignmail")
    parser.add_argument("arguments", nargs="*", metavar="OPTION", help="of alignmail, behind --")
    options = parser.parse_args()
    worker = Worker(options)
    collecting = threading.Thread(target=worker.collect)
    collecting.start()
    worker.feed(options.once)
    collecting.join()
    return 0 if worker.program.wait() < 64 or not worker.open else 1


if __name__ == "__main__":
    sys.exit(main())
