# SPDX-License-Identifier: Apache-2.0
"""What the tests of the command line share: the program as a child process, and samples that need no network."""
import os
import pathlib
import subprocess
import sys
import unittest

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


def main():
    """usage: TEST.py PROGRAM SAMPLES [TEST...]"""
    global PROGRAM, SAMPLES
    PROGRAM, SAMPLES = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    unittest.main(module="__main__", argv=[sys.argv[0], *sys.argv[3:]])
