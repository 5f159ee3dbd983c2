#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every row of tests/spf/data through the program: what stands between the command line and
check_host() must not judge more strictly than RFC 7208 does.

usage: command_line.py PROGRAM
"""
import json
import pathlib
import subprocess
import sys
import tempfile

DATA = pathlib.Path(__file__).parent / "data"
RECEIVER = "mx.example.org"  # of the tables; the command has no such option and says "unknown"


def rows(path):
    """(where, zone, ip, sender, helo, result, explanation) of each row; the format is in data/README.md."""
    section, zone, client = "cases", "", ""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        text = line.strip()
        if text == "zone:":
            section, zone = "zone", ""
        elif text == "cases:":
            section = "cases"
        elif text.startswith("records:"):
            section, client = "records", text[8:].strip()
        elif section == "zone":
            zone += text + "\n"
        elif text and not text.startswith("#"):
            left, right = text.split(" =>" if section == "records" else "=>", 1)
            if section == "records":
                name, record = left.split("|", 1)
                fields, whole = [name, client, "user@example.com", "-"], f"{zone}example.com. TXT {record.strip()}\n"
            else:
                fields, whole = [field.strip() for field in left.split("|")], zone
            yield f"{path.name}:{number}: {fields[0].strip()}", whole, *fields[1:], *expectation(right)


def expectation(text):
    result, *others = [part.strip() for part in text.split("|")]
    explanation = None
    for other in others:
        word, _, rest = other.partition(" ")
        if word == "explanation":
            explanation = rest.strip()
        elif word == "explanation-bar":
            explanation = rest.strip().replace("!", "|")
    return result, explanation and explanation.replace(RECEIVER, "unknown")


def main():
    program = sys.argv[1]
    wrong = count = 0
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "zone"
        for path in sorted(DATA.glob("*.txt")):
            for where, zone, ip, sender, helo, result, explanation in rows(path):
                if ip == "-":
                    continue  # the command asks for an address
                file.write_text(zone, "utf-8")
                run = subprocess.run(
                    [program, "spf", "--ip", ip, "--mail-from", "" if sender == "<>" else sender,
                     "--helo", "helo.example.net" if helo == "-" else helo,
                     "--dns", f"zone:{file}", "--at", "2026-11-02T10:00:00Z", "--json"],
                    stdout=subprocess.PIPE, check=False)
                answer = json.loads(run.stdout)
                count += 1
                said = answer["explanation"]
                if answer["result"] != result or (said or None) != (explanation or None):
                    wrong += 1
                    print(f"{where}: {answer['result']}, {said!r}; expected {result}, {explanation!r} ({answer['reason']})")
    print(f"{count} rows, {wrong} wrong")
    return 1 if wrong or not count else 0


if __name__ == "__main__":
    sys.exit(main())
