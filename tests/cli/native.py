#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Completion under the real shells, and the pages of the manual.

usage: native.py PROGRAM SOURCE_FOLDER [TEST...]
"""
import json
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import circumstances  # noqa: E402

PROGRAM = ""
ROOT = pathlib.Path()


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, check=False, timeout=60, text=True)


class Completion(unittest.TestCase):
    # what stands on the line (its last word is to be completed), some of what is offered, what is not
    CASES = [
        ("alignmail --col", {"--color"}, {"--dns"}),
        ("alignmail --color ", {"auto", "always", "never"}, {"--dns"}),
        ("alignmail ho", {"hook"}, {"watch"}),
        ("alignmail hook --dead", {"--deadline"}, {"--color"}),
        ("alignmail spf --rep", set(), {"--report-dir"}),
        ("alignmail -f js", {"json"}, {"text"}),
        ("alignmail explain SES00", {"SES001"}, {"SPF001"}),
        ("alignmail completion ", {"bash", "zsh", "fish"}, {"hook"}),
        ("alignmail dmarc --standard rfc7", {"rfc7489"}, {"rfc9989"}),
    ]

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = pathlib.Path(scratch.name)
        bin_folder = self.scratch / "bin"
        bin_folder.mkdir()
        (bin_folder / "alignmail").symlink_to(PROGRAM)
        self.env = {"PATH": f"{bin_folder}:/usr/bin:/bin", "HOME": str(self.scratch), "TERM": "dumb", "LANG": "C.UTF-8",
                    "LC_ALL": "C.UTF-8"}

    def script(self, shell):
        if not shutil.which(shell):
            self.skipTest(f"{shell} is not installed")
        result = run("completion", shell)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        path = self.scratch / f"completion.{shell}"
        path.write_text(result.stdout)
        return path

    def check(self, offered, line, wanted, unwanted):
        self.assertLessEqual(wanted, offered, line)
        self.assertFalse(unwanted & offered, line)

    def test_bash(self):
        script = self.script("bash")
        for line, wanted, unwanted in self.CASES:
            with self.subTest(line=line):
                words = line.split(" ")
                command = (f"source {script}; COMP_WORDS=({' '.join(repr(word) for word in words)}); "
                           f"COMP_CWORD={len(words) - 1}; _alignmail; printf '%s\\n' \"${{COMPREPLY[@]}}\"")
                result = subprocess.run(["bash", "--norc", "-c", command], env=self.env, cwd=self.scratch, check=True,
                                        capture_output=True, text=True, timeout=60)
                self.assertEqual(result.stderr, "")
                self.check(set(result.stdout.split("\n")), line, wanted, unwanted)

    def test_bash_offers_files_where_a_message_belongs(self):
        script = self.script("bash")
        (self.scratch / "message.eml").touch()
        command = f"source {script}; COMP_WORDS=(alignmail mess); COMP_CWORD=1; _alignmail; echo ${{COMPREPLY[@]}}"
        result = subprocess.run(["bash", "--norc", "-c", command], env=self.env, cwd=self.scratch, check=True,
                                capture_output=True, text=True, timeout=60)
        self.assertEqual(result.stdout.strip(), "message.eml")

    def test_fish(self):
        script = self.script("fish")
        for line, wanted, unwanted in self.CASES:
            with self.subTest(line=line):
                result = subprocess.run(["fish", "--no-config", "-c", f"source {script}; complete -C '{line}'"], env=self.env,
                                        cwd=self.scratch, check=True, capture_output=True, text=True, timeout=60)
                self.assertEqual(result.stderr, "")
                self.check({offer.split("\t")[0] for offer in result.stdout.split("\n")}, line, wanted, unwanted)

    def zsh(self, script, line, wanted):
        """What an interactive zsh shows for a TAB."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.scratch)
            os.execve(shutil.which("zsh"), ["zsh", "-f", "-i"], {**self.env, "COLUMNS": "200"})
        shown = b""

        def read_until(is_enough, patience):
            nonlocal shown
            until = time.monotonic() + patience
            while not is_enough() and time.monotonic() < until:
                if select.select([terminal], [], [], 0.1)[0]:
                    shown += os.read(terminal, 65536)

        try:
            os.write(terminal, f"PS1=; autoload -U compinit; compinit -u -d {self.scratch}/dump; source {script}; "
                               "LISTMAX=0; bindkey '^I' list-choices; print re''ady\n".encode())
            read_until(lambda: b"ready\r\n" in shown, 60)
            shown = b""
            os.write(terminal, line.encode() + b"\t")
            # The list comes in one piece; what is not offered shows nothing, so time has to end it.
            read_until(lambda: all(word.encode() in shown.replace(line.encode(), b"", 1) for word in wanted), 20)
            read_until(lambda: False, 0.5)
        finally:
            os.kill(pid, 9)
            os.waitpid(pid, 0)
            os.close(terminal)
        return shown.decode(errors="replace")

    def test_zsh(self):
        for end in circumstances.terminal(self):
            os.close(end)
        script = self.script("zsh")
        for line, wanted, unwanted in self.CASES:
            with self.subTest(line=line):
                shown = self.zsh(script, line, wanted)
                words = set(re.findall(r"[\w-]+", re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", " ", shown.replace(line, "", 1))))
                self.check(words, line, wanted, unwanted)

    def test_a_shell_that_is_not_known(self):
        result = run("completion", "zhs")
        self.assertEqual(result.returncode, 64)
        self.assertIn("did you mean zsh?", result.stderr)
        self.assertEqual(run("completion").returncode, 64)


class Manual(unittest.TestCase):
    PAGES = ("alignmail.1", "alignmail-report.5", "alignmail-findings.7")

    def page(self, name):
        result = run("manual", name)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return result.stdout

    def shown(self, name):
        if not shutil.which("man"):
            self.skipTest("man is not installed")
        with tempfile.TemporaryDirectory() as scratch:
            path = pathlib.Path(scratch) / name
            path.write_text(self.page(name))
            env = {**os.environ, "MANWIDTH": "200", "LC_ALL": "C.UTF-8", "MAN_KEEP_FORMATTING": "", "MANROFFOPT": ""}
            result = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-P", "cat", str(path)], capture_output=True,
                                    env=env, check=False, timeout=60, text=True)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return re.sub(r".\x08", "", result.stdout)

    def test_each_page_is_read_without_a_warning(self):
        for name in self.PAGES:
            with self.subTest(page=name):
                self.assertIn(name.split(".")[0], self.shown(name))

    def test_the_page_of_the_program_names_every_option_and_command(self):
        text = self.shown("alignmail.1")
        for option in re.findall(r"^  (-\S+)", run("--help").stdout + run("hook", "--help").stdout, re.MULTILINE):
            self.assertIn(option.split(",")[-1], text)
        for command in ("hook", "watch", "completion"):
            self.assertIn(f"alignmail {command}", text)

    def test_the_page_of_findings_has_them_all(self):
        text = self.shown("alignmail-findings.7")
        for finding in re.findall(r"^[A-Z]+\d{3}", run("explain").stdout, re.MULTILINE):
            self.assertIn(finding, text)

    def test_the_page_of_the_report_has_every_key_of_the_schema(self):
        text = self.shown("alignmail-report.5")
        schema = json.loads((ROOT / "docs" / "report-v1.schema.json").read_text())
        for key, value in schema["properties"].items():
            self.assertIn(f" {key}", text)
            for name in value.get("properties", {}):
                self.assertIn(f"{key}.{name}", text)

    def test_the_same_program_makes_the_same_page(self):
        for name in self.PAGES:
            self.assertEqual(self.page(name), self.page(name))


if __name__ == "__main__":
    PROGRAM, root = sys.argv[1:3]
    ROOT = pathlib.Path(root)
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
