#!/usr/bin/env python3
"""Every test that docs/faults.md names exists in the file that it names."""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def named_tests():
    """(file, test) of each row: a file in backquotes, then the tests in it."""
    for line in (ROOT / "docs/faults.md").read_text(encoding="utf-8").splitlines():
        cells = line.strip().strip("|").split("|")
        if len(cells) != 3 or "`" not in cells[2]:
            continue
        file = None
        for name in re.findall(r"`([^`]+)`", cells[2]):
            if name.startswith("tests/"):
                file = name
            else:
                yield file, name


class FaultPage(unittest.TestCase):
    def test_each_named_test_exists(self):
        rows = list(named_tests())
        self.assertGreater(len(rows), 30)
        for file, name in rows:
            with self.subTest(file=file, name=name):
                text = (ROOT / file).read_text(encoding="utf-8")
                self.assertIn(f"def {name}(" if file.endswith(".py") else f'"{name}"', text)


if __name__ == "__main__":
    unittest.main()
