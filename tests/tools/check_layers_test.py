#!/usr/bin/env python3
"""tools/check-layers finds what breaks the architecture, and is silent about what does not."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def run(tree):
    return subprocess.run([sys.executable, ROOT / "tools/check-layers", tree], capture_output=True, text=True, check=False)


class CheckLayers(unittest.TestCase):
    # file, its content, what the complaint must name (empty: none)
    CASES = [
        ("src/spf/a.cpp", '#include "dns/idn.hpp"', ""),
        ("src/spf/a.cpp", '#include "alignmail/dns.hpp"', ""),
        ("src/spf/a.cpp", "#include <string>", ""),
        ("src/dns/a.cpp", '#include "alignmail/spf.hpp"', "dns may not include spf"),
        ("src/dmarc/a.cpp", '#include "alignmail/message.hpp"', "dmarc may not include message"),
        ("src/message/a.cpp", '#include "dns/idn.hpp"', "message may not include dns"),
        ("src/trust/a.cpp", '#include "dns/idn.hpp"', ""),
        ("src/trust/a.cpp", '#include "alignmail/spf.hpp"', "trust may not include spf"),
        ("src/spf/a.cpp", "#include <openssl/evp.h>", "belongs into src/dkim/crypto.cpp only"),
        ("src/cli/a.cpp", "#include <nlohmann/json.hpp>", "belongs into"),
        ("src/other/a.cpp", "", "not in the table"),
        ("include/alignmail/other.hpp", "", "not in the table"),
        ("include/alignmail/spf.hpp", '#include "alignmail/dkim.hpp"', "spf may not include dkim"),
    ]

    def test_each_kind_of_fault_is_named_and_nothing_else(self):
        for name, content, complaint in self.CASES:
            with self.subTest(file=name, content=content), tempfile.TemporaryDirectory() as folder:
                tree = pathlib.Path(folder)
                (tree / "include/alignmail").mkdir(parents=True)
                (tree / "src/dns").mkdir(parents=True)
                (tree / "src/dns/idn.hpp").write_text("")
                path = tree / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(content + "\n")
                result = run(tree)
                self.assertEqual(result.returncode, 1 if complaint else 0, result.stdout)
                self.assertIn(complaint, result.stdout)

    def test_this_tree_keeps_the_architecture(self):
        result = run(ROOT)
        self.assertEqual(result.stdout, "")
        self.assertEqual(result.returncode, 0)


if __name__ == "__main__":
    unittest.main()
