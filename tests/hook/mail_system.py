# SPDX-License-Identifier: Apache-2.0
"""What the tests of real mail systems share: the recipes of docs/hooks.md, and an alignmail that can be made to fail."""
import difflib
import json
import os
import pathlib
import re
import shutil
import stat
import tempfile
import time
import unittest

import support

PROGRAM_IN_RECIPES = "/usr/bin/alignmail"
PATIENCE = 120  # of a loaded machine; whoever is done sooner waits no longer


def recipe(name, program, **replaced):
    """The block under <!-- recipe: NAME --> in docs/hooks.md, with our program in place of the installed one."""
    page = (support.ROOT / "docs" / "hooks.md").read_text(encoding="utf-8")
    found = re.search(rf"<!-- recipe: {re.escape(name)} -->\n```\n(.*?)```\n", page, re.DOTALL)
    assert found, f"docs/hooks.md has no recipe {name}"
    text = found.group(1).replace(PROGRAM_IN_RECIPES, str(program))
    for old, new in replaced.items():
        assert old in text, f"the recipe {name} has no {old}"
        text = text.replace(old, new)
    return text


def need(*programs):
    missing = [name for name in programs if not find(name)]
    if missing:
        support.skip(f"{', '.join(missing)} not installed (tools/setup --tests installs it)")


def find(name):
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin:/usr/lib/dovecot")


def need_root():
    if os.getuid() != 0:
        support.skip("it needs root: a mail server changes its user")


# How alignmail fails, and whether a report is filed all the same.
FAILURES = {
    "well": ({}, [], True),
    "analysis crashes": ({"FAULT": "fork:1:crash"}, [], True),
    "analysis hangs": ({"FAULT": "fork:1:hang"}, ["--deadline", "4"], True),
    "disk full": ({"FAULT": "write:1+:ENOSPC"}, [], False),
    "no process": ({"FAULT": "fork:1+:fail"}, [], False),
}


class MailSystemCase(unittest.TestCase):
    """A folder that every user may pass through, with bin/alignmail in it."""

    def setUp(self):
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="alignmail-"))
        self.addCleanup(shutil.rmtree, self.scratch, ignore_errors=True)
        self.scratch.chmod(0o755)
        self.state = self.scratch / "state"
        self.state.mkdir()
        self.state.chmod(0o777)
        (self.scratch / "bin").mkdir()
        # Users of mail systems may not reach the build folder.
        for source, name in ((support.PROGRAM, "real"), (support.FAULTS, "faults.so")):
            shutil.copy(source, self.scratch / "bin" / name)
        shutil.copy(support.ROOT / "samples" / support.SAMPLE / "zone.txt", self.scratch / "zone.txt")
        self.program = self.scratch / "bin" / "alignmail"
        self.behave("well")

    def behave(self, failure):
        """From now on alignmail fails so; "dead" is one that ends by a signal at once."""
        if failure == "dead":
            return self.write_program("#!/bin/sh\nkill -SEGV $$\n")
        variables, options, _ = FAILURES[failure]
        preload = f"LD_PRELOAD={self.scratch}/bin/faults.so" if variables else ""
        settings = " ".join(f"{name}={value}" for name, value in variables.items())
        return self.write_program(
            f'#!/bin/sh\nexec env XDG_STATE_HOME={self.state} ASAN_OPTIONS=verify_asan_link_order=0 {preload} {settings} '
            f'{self.scratch}/bin/real "$@" --dns zone:{self.scratch}/zone.txt --at {support.AT} {" ".join(options)}\n')

    def write_program(self, text):
        # In one step: a delivery of the test before may be about to start it.
        new = self.program.with_name("new")
        new.write_text(text)
        new.chmod(0o755)
        new.rename(self.program)

    def message(self, subject):
        """A sample with LF, a mark for the rules in its subject, and the subject as a name."""
        octets = support.message().replace(b"\r\n", b"\n")
        return re.sub(rb"(?m)^Subject: .*$", f"Subject: [authtest] {subject}".encode(), octets, count=1)

    def reports(self, subject):
        found = []
        for path in self.state.rglob("*.json"):
            if stat.S_IMODE(path.stat().st_mode) != 0o600:
                self.fail(f"{path} can be read by others")
            report = json.loads(path.read_text(encoding="utf-8"))
            if (report["message"]["subject"] or "").endswith(f"] {subject}"):
                found.append(report)
        return found

    def mailbox(self, folder, subject):
        """The message of that subject in a Maildir, whose new/ may not be there yet."""
        mark = f"Subject: [authtest] {subject}\n".encode()
        found = []
        for path in folder.glob("new/*"):
            octets = path.read_bytes().replace(b"\r\n", b"\n")
            if mark in octets:
                found.append(octets)
        return found

    def until(self, condition, what):
        end = time.monotonic() + PATIENCE
        while not condition():
            self.assertLess(time.monotonic(), end, f"{what}\n{self.trouble()}")
            time.sleep(0.05)

    def is_settled(self):
        """Whether all deliveries have ended, where that can be told."""
        return True

    def trouble(self):
        """What the mail system has to say when it did not do as expected."""
        return ""

    def every_failure(self):
        """Each way to fail, one after the other, with a subject of its own and whether a report is due."""
        for failure, (_, _, files) in [*FAILURES.items(), ("dead", (None, None, False))]:
            self.behave(failure)
            yield failure.replace(" ", "-"), files
        self.behave("well")

    def check(self, folder, subject, files, ends_with=True):
        """The mailbox holds the message unchanged, once; its report is there when one is due."""
        self.until(lambda: self.mailbox(folder, subject), f"no message {subject}")
        (kept,) = self.mailbox(folder, subject)
        octets = self.message(subject)
        if not (kept.endswith(octets) if ends_with else kept == octets):
            changes = difflib.unified_diff(octets.decode().splitlines(), kept.decode().splitlines(), lineterm="", n=0)
            self.fail(f"{subject}: the message was changed:\n" + "\n".join(changes))
        if files:
            self.until(lambda: self.reports(subject), f"no report {subject}")
        # Else the next way to fail would be that of this message.
        self.until(self.is_settled, f"{subject} is still on its way")
        self.assertEqual(len(self.reports(subject)), 1 if files else 0)
