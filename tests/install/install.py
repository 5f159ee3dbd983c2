#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The installed program, library and package. Nothing outside a temporary folder is touched.

usage: install.py BUILD_FOLDER SOURCE_FOLDER [TEST...]
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

BUILD = pathlib.Path()
ROOT = pathlib.Path()


def run(*command, **more):
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, timeout=540,
                            **more)
    if result.returncode != 0:
        raise AssertionError(f"{command} ended with {result.returncode}\n{result.stdout}\n{result.stderr}")
    return result.stdout


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.scratch = pathlib.Path(scratch.name)
        cls.prefix = cls.scratch / "prefix"
        run("cmake", "--install", BUILD, "--prefix", cls.prefix)
        cls.version = re.search(r"project\(alignmail VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text()).group(1)
        cls.pkgconfig = next(cls.prefix.rglob("alignmail.pc")).parent

    def explain(self, program):
        sample = ROOT / "samples" / "ses-perfect"
        return run(program, sample / "message.eml", f"zone:{sample / 'zone.txt'}")

    def test_everything_is_where_it_belongs(self):
        for name in ("bin/alignmail", "include/alignmail/analysis.hpp", "share/man/man1/alignmail.1",
                     "share/man/man5/alignmail-report.5", "share/man/man7/alignmail-findings.7",
                     "share/bash-completion/completions/alignmail", "share/zsh/vendor-completions/_alignmail",
                     "share/fish/vendor_completions.d/alignmail.fish", "share/doc/alignmail/hooks.md"):
            self.assertTrue((self.prefix / name).is_file(), name)
            self.assertGreater((self.prefix / name).stat().st_size, 0, name)

    def test_one_version_everywhere(self):
        self.assertEqual(run(self.prefix / "bin" / "alignmail", "--version"), f"alignmail {self.version}\n")
        env = {**os.environ, "PKG_CONFIG_PATH": str(self.pkgconfig)}
        self.assertEqual(run("pkg-config", "--modversion", "alignmail", env=env), f"{self.version}\n")
        self.assertIn(self.version, next(self.prefix.rglob("alignmailConfigVersion.cmake")).read_text())
        self.assertIn(self.version, (self.prefix / "share/man/man1/alignmail.1").read_text())

    def test_a_program_of_thirty_lines_finds_the_package(self):
        folder = self.scratch / "example"
        run("cmake", "-G", "Ninja", "-S", ROOT / "examples" / "explain", "-B", folder, f"-DCMAKE_PREFIX_PATH={self.prefix}")
        run("cmake", "--build", folder)
        self.assertTrue(self.explain(folder / "explain").startswith("dmarc=pass\n"))

    def test_pkg_config_leads_to_the_same(self):
        env = {**os.environ, "PKG_CONFIG_PATH": str(self.pkgconfig)}
        flags = run("pkg-config", "--cflags", "--libs", "alignmail", env=env).split()
        program = self.scratch / "by-pkg-config"
        run("g++", ROOT / "examples" / "explain" / "explain.cpp", "-o", program, *flags)
        self.assertTrue(self.explain(program).startswith("dmarc=pass\n"))

    def test_public_headers_stand_alone(self):
        for header in sorted((self.prefix / "include" / "alignmail").glob("*.hpp")):
            with self.subTest(header=header.name):
                run("g++", "-std=c++20", "-fsyntax-only", "-x", "c++", "-I", self.prefix / "include", header)

    def test_the_debian_package_installs_and_removes(self):
        if not shutil.which("dpkg-shlibdeps"):
            self.skipTest("dpkg-dev is not installed")
        folder = self.scratch / "deb"
        folder.mkdir()
        run("cpack", "-G", "DEB", "--config", BUILD / "CPackConfig.cmake", "-B", folder)
        (package,) = folder.glob("*.deb")
        fields = run("dpkg-deb", "-f", package)
        self.assertIn(f"Version: {self.version}", fields)
        self.assertRegex(fields, "libc-?ares2")  # what it links with was found out
        self.assertIn("./usr/bin/alignmail", run("dpkg-deb", "-c", package))
        if os.getuid() != 0:
            self.skipTest("only root can install a package, even into a folder")
        system = self.scratch / "system"
        for name in ("updates", "info"):
            (system / "var" / "lib" / "dpkg" / name).mkdir(parents=True)
        (system / "var" / "lib" / "dpkg" / "status").touch()
        dpkg = ["dpkg", f"--root={system}", "--force-depends", "--force-not-root", "--log=/dev/null"]
        run(*dpkg, "-i", package)
        self.assertEqual(run(system / "usr" / "bin" / "alignmail", "--version"), f"alignmail {self.version}\n")
        run(*dpkg, "-P", "alignmail")
        left = [path for path in (system / "usr").rglob("*") if not path.is_dir()] if (system / "usr").exists() else []
        self.assertEqual(left, [])


if __name__ == "__main__":
    BUILD, ROOT = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
