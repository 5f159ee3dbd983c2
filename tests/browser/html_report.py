#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The HTML report in a browser: quiet, alone, readable at every width, accessible, and never more than text.

usage: html_report.py PROGRAM SAMPLES AXE SCREENSHOTS [TEST...]

Exits 77, which CTest takes for skipped, when Chromium or axe-core is missing.
"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

import browser

PROGRAM = ""
SAMPLES = pathlib.Path()
AXE = pathlib.Path()
SCREENSHOTS = pathlib.Path()
AT = "2026-11-21T12:00:00Z"
TOKENS = [word for token in ["oahrv6o34b5itgyfp66mazdy4ikf32ix", "benucfkxesomg7ndf73hingi6eali6oi",
                             "vsclut7mr3xxvlkdiraw2klxh3eq7332"] for word in ("--ses-dkim-token", token)]
WIDTHS = [360, 800, 1280]
SHOWN = ["ses-default-mail-from", "ses-doubled-cname", "ses-perfect", "list-footer", "spf-too-many-lookups",
         "dmarc-record-in-between", "many-signatures", "no-from", "from-two-domains", "dns-timeout", "arc-sealed"]
PICTURED = [*SHOWN[:6], "domain"]
TAGS = {"html", "head", "meta", "title", "style", "body", "main", "article", "header", "section", "h1", "h2", "h3", "p", "dl",
        "dt", "dd", "div", "span", "strong", "code", "pre", "ul", "ol", "li", "del", "ins", "details", "summary", "table",
        "thead", "tbody", "tr", "th", "td", "svg", "g", "path", "circle", "rect", "line", "text"}

LONG = ".".join(["a-rather-long-label-for-a-name"] * 7) + ".example.com"
HOSTILE = {
    "markup": "From: \"\\\"><script>alert(1)</script>\" <x@example.com>\r\n"
              "Subject: <img src=x onerror=alert(1)> {{7*7}} javascript:alert(1) &lt;b&gt; <!-- ]]> --!>\r\n"
              "Received: from </style><script>alert(2)</script> by '\"><svg/onload=alert(3)>; Tue, 3 Nov 2026 10:00:00 +0000\r\n"
              "DKIM-Signature: v=1; a=rsa-sha256; d=<b>.example.com; s='\"><iframe>; h=from; bh=AA==; b=AA==\r\n",
    "bidi": "From: \"\u202egro.elpmaxe\u202c\" <x@example.com>\r\nSubject: pay\u200bpal \ufeff\u2066x\u2069 \U000e0041\u2028y\r\n",
    "octets": "From: \"\x00\x1b[2J\x07\" <x@example.com>\r\nSubject: \x80\x9b31m \xff\r\n",
    "long": f"Return-Path: <x@{LONG}>\r\nFrom: <x@{LONG}>\r\nSubject: {'W' * 900}\r\n"
            f"Received: from {LONG} by {LONG}; Tue, 3 Nov 2026 10:00:00 +0000\r\n"
            f"DKIM-Signature: v=1; a=rsa-sha256; d={LONG}; s={'s' * 63}; h=from; bh=AA==; b=AA==\r\n",
}

# Text that is drawn outside of its picture, and anything wider than the screen.
OVERFLOW = """(() => {
  const faults = [];
  if (document.documentElement.scrollWidth > innerWidth) faults.push("page " + document.documentElement.scrollWidth);
  for (const svg of document.querySelectorAll(".picture svg")) {
    const outer = svg.getBoundingClientRect();
    if (outer.width === 0) continue;
    for (const text of svg.querySelectorAll("text")) {
      const inner = text.getBoundingClientRect();
      if (inner.right > outer.right + 1 || inner.bottom > outer.bottom + 1 || inner.left < outer.left - 1)
        faults.push(text.textContent + " " + Math.round(inner.right - outer.right) + " " + Math.round(inner.bottom - outer.bottom));
    }
  }
  return faults.slice(0, 5);
})()"""

VIOLATIONS = """axe.run(document, {resultTypes: ["violations"]}).then(result => result.violations.map(
  violation => violation.id + ": " + violation.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")))"""


def render(path, message, *options, command=()):
    subprocess.run([PROGRAM, *command, "-f", "html", "-o", str(path), "--at", AT, *options, str(message)], check=False, timeout=60,
                   stderr=subprocess.DEVNULL)
    return "file://" + str(path)


class HtmlReport(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        folder = pathlib.Path(cls.folder.name)
        cls.pages = {}
        for name in SHOWN:
            sample = SAMPLES / name
            cls.pages[name] = render(folder / f"{name}.html", sample / "message.eml", "--dns", f"zone:{sample / 'zone.txt'}")
        for name, header in HOSTILE.items():
            message = folder / f"{name}.eml"
            encoding = "latin-1" if name == "octets" else "utf-8"
            message.write_bytes((header + "To: <user@example.org>\r\n\r\nx\r\n").encode(encoding))
            cls.pages[name] = render(folder / f"{name}.html", message, "--dns", "none")
        cls.pages["domain"] = render(folder / "domain.html", "example.com", "--dns",
                                     f"zone:{SAMPLES / 'ses-doubled-cname' / 'zone.txt'}", *TOKENS, command=["domain"])
        cls.browser = browser.Browser(browser.find())
        cls.axe = AXE.read_text(encoding="utf-8")

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.folder.cleanup()

    def each(self, names, check, screens=((1280, False),)):
        """check(page, name, width, dark) for each page on each screen; all that fail are told."""
        for name in names:
            for width, dark in screens:
                page = self.browser.page(self.pages[name], width, dark)
                with self.subTest(page=name, width=width, dark=dark):
                    check(page, name, width, dark)
                page.close()

    def test_a_page_is_quiet_and_asks_for_nothing(self):
        def check(page, *_):
            self.assertEqual(page.complaints(), [])
            self.assertEqual(page.requests(), [])

        self.each(self.pages, check)

    def test_the_browser_holds_to_the_policy_of_the_page(self):
        page = self.browser.page(self.pages["ses-perfect"])
        page.evaluate("const s = document.createElement('script'); s.textContent = 'window.ran = true';"
                      "document.body.append(s); const i = document.createElement('img'); i.src = 'https://example.org/x';"
                      "document.body.append(i)")
        self.assertIsNone(page.evaluate("window.ran"))
        self.assertTrue(page.complaints())  # each refusal is told
        page.close()

    def test_everything_fits_at_every_width(self):
        def check(page, name, width, dark):
            if name in PICTURED:
                page.screenshot(SCREENSHOTS / f"{name}-{width}-{'dark' if dark else 'light'}.png")
            self.assertEqual(page.evaluate(OVERFLOW), [])

        self.each(self.pages, check, [(width, False) for width in WIDTHS])
        self.each(PICTURED, check, [(width, True) for width in WIDTHS])

    def test_axe_finds_no_violation(self):
        def check(page, *_):
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            page.evaluate(self.axe + ";0")
            self.assertEqual(page.evaluate(VIOLATIONS), [])

        self.each(self.pages, check, [(360, False), (1280, True)])

    def test_axe_would_find_one(self):
        page = self.browser.page(self.pages["ses-perfect"])
        page.evaluate("document.documentElement.lang = ''; document.querySelector('svg').removeAttribute('aria-label');"
                      "document.querySelector('.colophon').style.color = '#bbb'")
        page.evaluate(self.axe + ";0")
        found = " ".join(page.evaluate(VIOLATIONS))
        for fault in ["html-has-lang", "color-contrast"]:
            self.assertIn(fault, found)
        page.close()

    def test_a_message_adds_no_element_and_no_character_that_deceives(self):
        def check(page, name, *_):
            tags = set(page.evaluate("[...new Set([...document.querySelectorAll('*')].map(each => each.localName))]"))
            self.assertLessEqual(tags, TAGS)
            handlers = page.evaluate("[...document.querySelectorAll('*')].flatMap(each => each.getAttributeNames())"
                                     ".filter(name => name.startsWith('on') || name === 'href' || name === 'src')")
            self.assertEqual(handlers, [])
            text = page.evaluate("document.body.innerText")
            for code in set(map(ord, text)) - set(map(ord, "\n\t")):
                hidden = code < 0x20 or 0x7F <= code < 0xA0 or code in (0x200B, 0x2028, 0x202E, 0x2066, 0xFEFF)
                self.assertFalse(hidden, hex(code))
            if name == "markup":
                self.assertIn("<img src=x onerror=alert(1)>", text)

        self.each(HOSTILE, check)

    def test_all_of_a_record_is_selected_at_once_and_copied_on_one_line(self):
        page = self.browser.page(self.pages["spf-too-many-lookups"], 360)
        copied = page.evaluate("(() => { const record = document.querySelector('pre.copy'); const range = document.createRange();"
                               "range.selectNodeContents(record); getSelection().removeAllRanges(); getSelection().addRange(range);"
                               "return [getComputedStyle(record).userSelect, getSelection().toString()]; })()")
        self.assertEqual(copied[0], "all")
        self.assertNotIn("\n", copied[1].strip())
        page.close()

    def test_paper_shows_the_wide_pictures(self):
        page = self.browser.page(self.pages["ses-perfect"], 600)
        shown = "getComputedStyle(document.querySelector('svg.w')).display"
        self.assertEqual(page.evaluate(shown), "none")
        page.send("Emulation.setEmulatedMedia", media="print")
        self.assertEqual(page.evaluate(shown), "block")
        page.close()


if __name__ == "__main__":
    PROGRAM, SAMPLES, AXE, SCREENSHOTS = sys.argv[1], *map(pathlib.Path, sys.argv[2:5])
    missing = [name for name, found in [("Chromium", browser.find()), ("axe-core", AXE.exists())] if not found]
    if missing:
        print(f"SKIPPED: {' and '.join(missing)} not found; tools/setup --tests installs them")
        sys.exit(77)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    unittest.main(argv=[sys.argv[0], *sys.argv[5:]])
