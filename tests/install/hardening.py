#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What makes a fault in the program harder to use: how it is compiled and linked.

usage: hardening.py PROGRAM SOURCE_FOLDER
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = ""
ROOT = pathlib.Path()


def run(*command):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True, timeout=120).stdout


class Hardening(unittest.TestCase):
    def test_the_program_lies_at_another_address_each_time(self):
        self.assertRegex(run("readelf", "-hW", PROGRAM), r"Type:\s+DYN")
        self.assertRegex(run("readelf", "-dW", PROGRAM), r"FLAGS_1.*\bPIE\b")

    def test_what_the_linker_filled_in_cannot_be_written_over(self):
        self.assertIn("GNU_RELRO", run("readelf", "-lW", PROGRAM))
        self.assertRegex(run("readelf", "-dW", PROGRAM), r"FLAGS.*\b(BIND_NOW|NOW)\b")

    def test_the_stack_is_guarded_and_runs_no_code(self):
        self.assertRegex(run("readelf", "-lW", PROGRAM), r"GNU_STACK\s.*\sRW\s")
        self.assertIn("__stack_chk_fail", run("readelf", "--dyn-syms", "-W", PROGRAM))


class Release(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        run("cmake", "-S", ROOT, "-B", cls.folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release",
            "-DALIGNMAIL_BUILD_TESTS=OFF", "-DALIGNMAIL_BUILD_TOOLS=OFF")

    def test_every_source_has_its_bounds_checked(self):
        commands = json.loads(pathlib.Path(self.folder, "compile_commands.json").read_text(encoding="utf-8"))
        self.assertGreater(len(commands), 100)
        for entry in commands:
            self.assertRegex(entry["command"], r"-D ?_FORTIFY_SOURCE=2 .*-O[23] ", entry["file"])
            self.assertIn("-fstack-protector-strong", entry["command"], entry["file"])

    def test_no_library_brings_a_second_libstdcxx(self):
        # The program holds its own. Another one makes each start a third longer, and the two might disagree.
        link = run("ninja", "-C", self.folder, "-t", "commands", "src/cli/alignmail").splitlines()[-1]
        self.assertIn("-static-libstdc++", link)
        shared = [word for word in link.split() if ".so" in word]
        self.assertGreater(len(shared), 3, link)
        for library in shared:
            self.assertNotIn("libstdc++", run("ldd", library), library)


if __name__ == "__main__":
    PROGRAM, ROOT = sys.argv[1], pathlib.Path(sys.argv[2])
    unittest.main(argv=sys.argv[:1])
