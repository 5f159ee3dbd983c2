#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Options from files and the environment: what wins, and one clear sentence for each mistake.

usage: configuration.py PROGRAM SAMPLES [TEST...]
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import tomllib
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import circumstances  # noqa: E402

PROGRAM = ""
SAMPLES = pathlib.Path()


class Configuration(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.home = pathlib.Path(scratch.name)
        (self.home / "alignmail").mkdir()
        self.file = self.home / "alignmail" / "config.toml"
        self.sample = SAMPLES / "ses-perfect"

    def run_it(self, *arguments, environment=None, stdin=b"", program=None, **more):
        names = ("PATH", "LSAN_OPTIONS", "ASAN_OPTIONS", "UBSAN_OPTIONS")
        kept = {name: os.environ[name] for name in names if name in os.environ}
        env = {**kept, "XDG_CONFIG_HOME": str(self.home), **(environment or {})}
        return subprocess.run([program or PROGRAM, *arguments], env=env, input=stdin, capture_output=True, check=False,
                              timeout=60, **more)

    def in_force(self, *arguments, environment=None):
        """--print-config as {key: (value, origin)}; it is TOML itself."""
        result = self.run_it(*arguments, "--print-config", environment=environment)
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        text = result.stdout.decode()
        values = tomllib.loads(text)
        origins = {}
        for line in text.splitlines():
            if not line.startswith("#"):
                origins[line.split(" = ")[0]] = line.rpartition("  # ")[2]
        return {key: (value, origins[key]) for key, value in values.items()}

    def test_a_bad_value_is_bad_configuration_at_its_line(self):
        for value, words in [
            ("bogus", '--dns: "bogus" is not an IP address'),
            ("192.0.2.1:99999", "is not a port"),
            ("zone:", "a file must follow zone:"),
            ("replay:", "a file must follow replay:"),
        ]:
            self.file.write_text(f'color = "never"\ndns = "{value}"\n')
            with self.subTest(value=value):
                result = self.run_it(str(self.sample / "message.eml"))
                self.assertEqual((result.returncode, result.stdout), (78, b""))
                self.assertTrue(result.stderr.decode().startswith(f"alignmail: {self.file}:2: "), result.stderr)
                self.assertIn(words, result.stderr.decode())
                self.file.write_text("")
                result = self.run_it("-q", str(self.sample / "message.eml"), environment={"ALIGNMAIL_DNS": value})
                self.assertEqual(result.returncode, 78)
                self.assertTrue(result.stderr.startswith(b"alignmail: environment ALIGNMAIL_DNS: "), result.stderr)
                result = self.run_it("-q", "--dns", value, str(self.sample / "message.eml"))
                self.assertEqual(result.returncode, 64)

    def test_a_format_that_the_command_does_not_print_is_named_with_its_place(self):
        spf = ["spf", "--ip", "192.0.2.1", "--helo", "example.com", "--dns", "none", "-q"]
        for text, line in (('format = "csv"\n', 1), ('[spf]\nformat = "html"\n', 2)):
            self.file.write_text(text)
            with self.subTest(text=text):
                result = self.run_it(*spf)
                self.assertEqual(result.returncode, 78)
                self.assertTrue(result.stderr.startswith(f"alignmail: {self.file}:{line}: --format: spf prints ".encode()))
                self.assertEqual(self.run_it(*spf, "-f", "text").returncode, 2)  # the line goes before the file
        self.file.write_text('format = "csv"\n')
        self.assertEqual(self.run_it("--dns", "none", str(self.sample / "message.eml")).returncode, 2)

    def test_the_line_beats_the_environment_and_that_beats_the_file(self):
        self.file.write_text('color = "never"\n')
        here = f"{self.file}:1"
        variable = {"ALIGNMAIL_COLOR": "always"}
        self.assertEqual(self.in_force()["color"], ("never", here))
        self.assertEqual(self.in_force(environment=variable)["color"], ("always", "environment ALIGNMAIL_COLOR"))
        self.assertEqual(self.in_force("--color", "auto", environment=variable)["color"], ("auto", "command line"))
        self.file.unlink()
        self.assertEqual(self.in_force()["color"], ("auto", "default"))

    def test_it_is_what_the_program_does(self):
        self.file.write_text(f'dns = "zone:{self.sample / "zone.txt"}"\nat = "2026-11-03T10:00:00Z"\nformat = "json"\n')
        message = str(self.sample / "message.eml")
        result = self.run_it(message)
        self.assertEqual(json.loads(result.stdout)["verdict"]["dmarc"], "pass")
        result = self.run_it("-q", message, environment={"ALIGNMAIL_FORMAT": "text"})
        self.assertIn(b" dmarc=pass ", result.stdout)

    def test_lists_are_replaced_and_not_added_to(self):
        self.file.write_text('authserv-id = ["a.example", "b.example"]\n')
        self.assertEqual(self.in_force()["authserv-id"][0], ["a.example", "b.example"])
        found = self.in_force(environment={"ALIGNMAIL_AUTHSERV_ID": "c.example, d.example"})
        self.assertEqual(found["authserv-id"][0], ["c.example", "d.example"])
        self.assertEqual(self.in_force("--authserv-id", "e.example")["authserv-id"][0], "e.example")

    def test_options_that_decide_the_same_do_not_meet(self):
        # A text in the file and --json on the line would be two reports on standard output.
        self.file.write_text('format = "text"\nquiet = true\nheaders = true\n')
        found = self.in_force("--json", "-v", "--message")
        self.assertEqual((found["json"][0], found["verbose"][0], found["message"][0]), (True, True, True))
        self.assertEqual((found["quiet"], found["headers"]), ((False, "default"), (False, "default")))

    def test_flags_count(self):
        self.file.write_text("verbose = 2\n")
        self.assertEqual(self.in_force()["verbose"][0], 2)
        self.assertEqual(self.in_force("-v")["verbose"][0], True)
        self.assertEqual(self.in_force(environment={"ALIGNMAIL_VERBOSE": "false"})["verbose"], (False, "environment ALIGNMAIL_VERBOSE"))

    def test_a_section_concerns_its_command(self):
        self.file.write_text('dns-tries = 3\nip = "192.0.2.1"\n[hook]\ndeadline = 2.5\ndns-tries = 1\n')
        self.assertEqual(self.in_force("hook")["deadline"][0], "2.5")
        self.assertEqual(self.in_force("hook")["dns-tries"][0], "1")
        self.assertEqual(self.in_force()["dns-tries"][0], "3")
        self.assertNotIn("deadline", self.in_force())
        self.assertNotIn("ip", self.in_force())
        self.assertEqual(self.in_force("spf")["ip"][0], "192.0.2.1")

    def test_what_toml_texts_may_hold(self):
        text = "\ufeff# comment\r\n\r\nexpect = \"a\\\"b\\u00e9\\t\" # behind\r\nhelo = 'c\\d'\r\n" \
               "ses-dkim-token = [ # open\n 'a',\n \"b\",\n]\n"
        self.file.write_bytes(text.encode())
        found = self.in_force()
        self.assertEqual(found["expect"][0], 'a"bé\t')
        self.assertEqual(found["helo"][0], "c\\d")
        self.assertEqual(found["ses-dkim-token"][0], ["a", "b"])

    def test_what_is_printed_is_a_file_that_gives_the_same(self):
        for value in ("tab\tx", "quote\" and \\ and \\x09", "\x1b[2J\x7f\r\n", "\u202egnp.\u2028é\U000e0041\U0001f600"):
            with self.subTest(value=value):
                self.file.unlink(missing_ok=True)
                first = self.run_it("--expect", value, "--print-config").stdout
                for octets in (b"\x1b", b"\t", b"\r", b"\x7f", "\u202e".encode(), "\U000e0041".encode()):
                    self.assertNotIn(octets, first)
                self.assertEqual(tomllib.loads(first.decode())["expect"], value)
                self.file.write_bytes(first)
                self.assertEqual(self.in_force()["expect"][0], value)

    def test_a_section_beats_what_the_top_says_of_the_same_thing(self):
        message = str(self.sample / "message.eml")
        for text, wins, loses in (("headers = true\n[check]\nmessage = true\n", "message", "headers"),
                                  ("quiet = true\n[check]\nverbose = 2\n", "verbose", "quiet")):
            with self.subTest(text=text):
                self.file.write_text(text)
                self.assertEqual(self.run_it("--dns", "none", "--fail-on", "never", message).returncode, 2)
                found = self.in_force()
                self.assertTrue(found[wins][0])
                self.assertFalse(found[loses][0])
        self.file.write_text("[check]\nheaders = true\nmessage = true\n")
        result = self.run_it("--dns", "none", message)
        self.assertEqual(result.returncode, 78)
        self.assertIn(b"exclude each other", result.stderr)

    # text of the file, what is said behind "FILE:LINE: "
    MISTAKES = [
        ('colr = "auto"', 1, r'colr: there is no such key; did you mean color\?'),
        ("\n\nzzzz = 1", 3, r"zzzz: there is no such key; keys are"),
        ('color = "blue"', 1, r'--color: "blue" is not one of auto, always, never'),
        ("color = true", 1, r"color: wants a value: WHEN"),
        ('color = ["auto"]', 1, r"color: wants one value"),
        ('quiet = "yes"', 1, r"quiet: wants true or false"),
        ("quiet = 77", 1, r"quiet: wants true or false"),
        ('[hok]\ncolor = "auto"', 2, r"\[hok\]: there is no such command; did you mean hook\?"),
        ("[spf]\ndeadline = 1", 2, r"deadline: the command spf has no such option"),
        ("passthrough = true", 1, r"passthrough: can only be given on the command line"),
        ("help = true", 1, r"help: can only be given on the command line"),
        ('color = "auto"\ncolor = "never"', 2, r"color: it is set a second time"),
        ("[hook]\n[hook]", 2, r"\[hook\] stands there a second time"),
        ("[[hook]]", 1, r"lists of tables"),
        ("[ho ok]", 1, r"a section is"),
        ("color", 1, r"a line is: key = value"),
        ("color auto", 1, r"a line is: key = value"),
        ("a.b = 1", 1, r"a line is: key = value"),
        ("color = auto", 1, r'color: a value is a "text"'),
        ('color = "\\U00110000"', 1, r"after \\+ stands one of"),
        ("color = 2026-01-01", 1, r"color: a value is"),
        ("dns-tries = 1__0", 1, r"dns-tries: a value is"),
        ("dns-tries = 1.2.3", 1, r"dns-tries: a value is"),
        ("dns-tries = {a = 1}", 1, r"tables in braces"),
        ('color = "auto', 1, r"the text does not end"),
        ('color = "au\nto"', 1, r"the text does not end"),
        ('color = """auto"""', 1, r"texts of several lines"),
        ('color = "\\x"', 1, r"after \\+ stands one of"),
        ('color = "\\ud800"', 1, r"after \\+ stands one of"),
        ('color = "a\x01"', 1, r"control character"),
        ('color = "auto" x', 1, r"something follows"),
        ('authserv-id = ["a" "b"]', 1, r"a comma is missing"),
        ("authserv-id = [1]", 1, r'a list holds "texts" only'),
        ('authserv-id = [\n"a",\n', 3, r"the list does not end"),
    ]

    def test_each_mistake_has_its_sentence_with_file_and_line(self):
        for text, line, words in self.MISTAKES:
            with self.subTest(text=text):
                self.file.write_text(text)
                result = self.run_it("--dns", "none", str(self.sample / "message.eml"))
                self.assertEqual((result.returncode, result.stdout), (78, b""))
                self.assertRegex(result.stderr.decode(), rf"^alignmail: {self.file}:{line}: .*{words}")
                self.assertEqual(result.stderr.count(b"\n"), 1)

    def test_a_variable_that_is_wrong_is_named(self):
        for name, value, words in (("ALIGNMAIL_COLOR", "blue", '"blue" is not one of'),
                                   ("ALIGNMAIL_QUIET", "perhaps", "is not true or false"),
                                   ("ALIGNMAIL_DNS_TRIES", "\x1b[2J", "a number from 1 to 10")):
            with self.subTest(name=name):
                result = self.run_it("--dns", "none", str(self.sample / "message.eml"), environment={name: value})
                self.assertEqual(result.returncode, 78)
                self.assertIn(name, result.stderr.decode())
                self.assertIn(words, result.stderr.decode())
                self.assertNotIn(b"\x1b", result.stderr)

    def test_help_is_given_whatever_the_file_says(self):
        self.file.write_text("not toml at all")
        self.assertEqual(self.run_it("--help").returncode, 0)
        self.assertEqual(self.run_it("--version").returncode, 0)

    def test_a_hook_with_a_bad_file_loses_no_mail(self):
        self.file.write_text("colr = 1")
        message = (self.sample / "message.eml").read_bytes()
        state = {"XDG_STATE_HOME": str(self.home)}
        result = self.run_it("hook", stdin=message, environment=state)
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, b"", b""))
        result = self.run_it("hook", "--passthrough", stdin=message, environment=state)
        self.assertTrue(result.stdout.endswith(message))
        self.assertIn("config.toml:1: colr", (self.home / "alignmail" / "hook.log").read_text())

    def test_the_deadline_of_a_hook_is_seconds_with_three_decimals_at_most(self):
        log = self.home / "alignmail" / "hook.log"
        for value, is_good in (("8", True), ("2.125", True), ("0.5", True), ("3600", True), ("2.123abc", False), ("2.1234", False),
                               ("2.", False), (".5", False), ("2.-1", False), ("8s", False), ("0.000", False), ("3601", False)):
            with self.subTest(value=value):
                log.unlink(missing_ok=True)
                result = self.run_it("hook", "--dns", "none", "--deadline", value, stdin=b"A: 1\n\n", environment={"XDG_STATE_HOME": str(self.home)})
                self.assertEqual((result.returncode, result.stdout), (0, b""))
                self.assertEqual("--deadline" in (log.read_text() if log.exists() else ""), not is_good)

    def test_files_that_are_out_of_reach_are_none(self):
        home = self.home / "closed"
        (home / ".config" / "alignmail").mkdir(parents=True)
        (home / ".config" / "alignmail" / "config.toml").write_text("colr = 1")
        home.chmod(0)
        self.addCleanup(home.chmod, 0o700)
        program, as_nobody = circumstances.as_nobody(PROGRAM, self.home)
        environment = {"XDG_CONFIG_HOME": "relative", "HOME": str(home)}
        result = self.run_it("--version", environment=environment, program=program, **as_nobody)
        self.assertEqual(result.returncode, 0)
        result = self.run_it("--print-config", environment=environment, program=program, **as_nobody)
        self.assertEqual((result.returncode, result.stderr), (0, b""))

    def test_the_home_is_looked_into_when_no_folder_is_named(self):
        (self.home / ".config" / "alignmail").mkdir(parents=True)
        (self.home / ".config" / "alignmail" / "config.toml").write_text("colr = 1")
        result = self.run_it("--print-config", environment={"XDG_CONFIG_HOME": "", "HOME": str(self.home)})
        self.assertEqual(result.returncode, 78)

    def test_a_folder_in_place_of_the_file(self):
        self.file.mkdir()
        self.assertEqual(self.run_it("--print-config").returncode, 78)

    def test_a_file_of_absurd_size(self):
        self.file.write_text("# x\n" * 20_000)
        result = self.run_it("--print-config")
        self.assertEqual(result.returncode, 78)
        self.assertIn(b"too long", result.stderr)


if __name__ == "__main__":
    PROGRAM, samples = sys.argv[1:3]
    SAMPLES = pathlib.Path(samples)
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
