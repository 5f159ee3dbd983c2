#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The same sources make the same octets, wherever they lie and whenever they are built.

usage: reproducible.py BUILD_FOLDER SOURCE_FOLDER [TEST...]

Two copies of the sources, in folders of different depth, compile the sources below as a release does (all of them would
take minutes: reproducible.py BUILD SOURCE --whole builds and compares the whole program). What is installed and the
package are made twice of the build at hand.
"""
import filecmp
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

BUILD = pathlib.Path()
ROOT = pathlib.Path()
WHOLE = False

# One of each kind: plain, with a text made by CMake, with a definition from CMake.
SOURCES = ("base/escape.cpp", "report/json_manual.cpp", "report/formats.cpp", "cli/config_file.cpp")
NEEDED = ("CMakeLists.txt", "cmake", "include", "src", "docs", "LICENSE", "README.md", "CHANGELOG.md")
WHEN = "1793600000"  # for SOURCE_DATE_EPOCH


def run(*command, **more):
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, timeout=3000, **more)
    if result.returncode != 0:
        raise AssertionError(f"{command} ended with {result.returncode}\n{result.stdout}\n{result.stderr}")
    return result.stdout


def files(folder):
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


class Reproducible(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="alignmail-twice-")
        self.addCleanup(scratch.cleanup)
        self.scratch = pathlib.Path(scratch.name)

    def assert_same(self, one, other):
        self.assertEqual(files(one), files(other))
        self.assertTrue(files(one))
        for name in files(one):
            self.assertTrue(filecmp.cmp(one / name, other / name, shallow=False), f"{name} differs")

    def compile(self, folder, out):
        folder.mkdir(parents=True)
        for name in NEEDED:
            source = ROOT / name
            shutil.copytree(source, folder / name) if source.is_dir() else shutil.copy2(source, folder / name)
        run("cmake", "-G", "Ninja", "-S", folder, "-B", folder / "build", "-DCMAKE_BUILD_TYPE=Release",
            "-DALIGNMAIL_BUILD_TESTS=OFF", "-DALIGNMAIL_BUILD_TOOLS=OFF")
        uncached = {**os.environ, "CCACHE_DISABLE": "1"}
        out.mkdir()
        if WHOLE:
            run("cmake", "--build", folder / "build", env=uncached)
            run("cmake", "--install", folder / "build", "--prefix", out)
            return
        objects = [f"src/cli/CMakeFiles/alignmail-cli.dir/{name[4:]}.o" if name.startswith("cli/")
                   else f"src/CMakeFiles/alignmail.dir/{name}.o" for name in SOURCES]
        run("cmake", "--build", folder / "build", "--target", *objects, env=uncached)
        for name in objects:
            # Without what is for the linker alone, and is not installed: it names the folder.
            run("objcopy", "--remove-section=.gnu.lto_*", folder / "build" / name, out / pathlib.Path(name).name)
        run("ar", "qc", out / "objects.a", *sorted(out.iterdir()))

    def test_the_compiled_octets_do_not_know_where_they_were_made(self):
        outs = [self.scratch / "out-one", self.scratch / "out-other"]
        self.compile(self.scratch / "a", outs[0])
        time.sleep(1.1)  # the clock has moved on
        self.compile(self.scratch / "another place" / "deeper", outs[1])
        self.assert_same(*outs)
        for name in files(outs[0]):
            self.assertNotIn(str(self.scratch).encode(), (outs[0] / name).read_bytes(), name)

    def test_what_is_installed_is_the_same_each_time(self):
        outs = [self.scratch / "one", self.scratch / "other" / "deeper"]
        for out in outs:
            run("cmake", "--install", BUILD, "--prefix", out)
        self.assert_same(*outs)

    def test_the_package_is_the_same_each_time(self):
        if not shutil.which("dpkg-shlibdeps"):
            self.skipTest("dpkg-dev is not installed")
        outs = [self.scratch / "one", self.scratch / "other" / "deeper"]
        packages = []
        for out in outs:
            out.mkdir(parents=True)
            run("cpack", "-G", "DEB", "--config", BUILD / "CPackConfig.cmake", "-B", out,
                env={**os.environ, "SOURCE_DATE_EPOCH": WHEN})
            packages.append(next(out.glob("*.deb")))
            time.sleep(1.1)
        self.assertTrue(filecmp.cmp(*packages, shallow=False), "the packages differ")


if __name__ == "__main__":
    BUILD, ROOT = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    WHOLE = "--whole" in sys.argv
    unittest.main(argv=[sys.argv[0], *(word for word in sys.argv[3:] if word != "--whole")])
