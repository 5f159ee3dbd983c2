#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A stream may wait for each report before it gives the next line: the report comes without another line behind it.

    line_by_line.py PROGRAM SOURCE
"""
import base64
import json
import pathlib
import select
import subprocess
import sys

PROGRAM, SAMPLE = sys.argv[1], pathlib.Path(sys.argv[2]) / "samples/ses-perfect"
PATIENCE = 60  # seconds, of a busy machine; a report that waits for a line never comes


def main():
    raw = base64.b64encode((SAMPLE / "message.eml").read_bytes()).decode()
    for jobs in ("1", "2", "5"):
        command = [PROGRAM, "--input", "ndjson", "-f", "ndjson", "--jobs", jobs, "--dns", f"zone:{SAMPLE}/zone.txt"]
        program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for i in range(6):
            program.stdin.write((json.dumps({"id": f"{jobs}-{i}", "raw": raw}) + "\n").encode())
            program.stdin.flush()
            if not select.select([program.stdout], [], [], PATIENCE)[0]:
                program.kill()
                sys.exit(f"FAILED: with --jobs {jobs} no report of line {i} before line {i + 1} was given")
            told = json.loads(program.stdout.readline())["input"]
            if told["id"] != f"{jobs}-{i}" or told["index"] != i:
                sys.exit(f"FAILED: the report of line {i} is about {told}")
        program.stdin.close()
        rest = program.stdout.read()
        if program.wait() != 0 or rest:
            sys.exit(f"FAILED: --jobs {jobs} ended with {program.returncode} and {len(rest)} octets more")
    print("every report came before the next line was given")


if __name__ == "__main__":
    main()
