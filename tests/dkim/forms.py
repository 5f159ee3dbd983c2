#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Signatures made by tests/support/signing.py, which shares no code with the program, in every form that
RFC 6376 allows and in many that it does not.

usage: forms.py PROGRAM KEY.pem OTHER.pem
"""
import base64
import json
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
import signing  # noqa: E402

LETTER = [b"From: Ann <ann@example.com>\r\n", b"To: Bob <bob@example.net>\r\n", b"Subject: Order  66\r\n\tof today\r\n",
          b"Date: Mon, 2 Nov 2026 09:00:00 +0000\r\n"]
BODY = b"Hello Bob,\r\n\r\nyour order  is on its way. \r\n\r\n"
TAGS = "v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s1; h={h};\r\n bh={bh};\r\n b={b}"
SELECTOR = "s1._domainkey.example.com"
BODIES = [b"", b"\r\n", b"\r\n\r\n\r\n", b"no final line end", b"a\r\n \t \r\n\t\r\n", b" ", b" \r\n", b"a \t", b"a\t\tb  c \r\n\r\n",
          b"  a\r\n\tb\r\n", b"\xff\xfe\x00a\r\n", b".\r\n..\r\n", b"a\rb\r\r\nc\r\n", b"a\nb\r\n\nc\r\n", b"a \rb\r\n", b"a\x0b\x0c \r\n",
          b"\r\n\r\na\r\n\r\nb"]
ODD_FIELDS = [b"FROM :  Ann\t<ann@example.com> \t \r\n", b"to:\r\n\tBob\r\n  <b@example.net>\r\n \r\n", b"Subject:\r\n", b"Date:Mon\r\n\t  \r\n",
              b"X-Empty: \r\n \r\n", b"X-Octets: \xc3\xa4 \xff\r\n", b"X-Colon:: a:b \r\n", b"X-CR: a\rb\r\n"]


def tag(name, value):
    return re.sub(rf"(^|[; \n]){name}=[^;]*", lambda match: f"{match.group(1)}{name}={value}", TAGS)


def plus(text):
    return TAGS.replace(" h={h}", f" {text}; h={{h}}")


def canonicalizations():
    """Sections 3.4 and 3.7."""
    for header in ("simple", "relaxed"):
        for content in ("simple", "relaxed"):
            how = {"header": header, "content": content}
            yield f"c={header}/{content}", "pass", {"tags": tag("c", f"{header}/{content}"), **how}
        yield f"odd fields, {header}", "pass", {"tags": tag("c", f"{header}/relaxed"), "header": header, "fields": ODD_FIELDS,
                                                "names": "from:to:subject:date:x-empty:x-octets:x-colon:x-cr"}
    for content in ("simple", "relaxed"):
        for body in BODIES:
            yield f"{content} {body!r}", "pass", {"tags": tag("c", f"relaxed/{content}"), "content": content, "body": body}
    for body in BODIES:
        if signing.canonical_body(body, "relaxed"):
            yield f"l=1 {body!r}", "pass", {"tags": plus("l=1"), "body": body, "length": 1}
    simple = {"header": "simple", "content": "simple"}
    yield "c=relaxed", "pass", {"tags": tag("c", "relaxed"), "content": "simple"}
    yield "c=simple", "pass", {"tags": tag("c", "simple"), **simple}
    yield "no c=", "pass", {"tags": TAGS.replace(" c=relaxed/relaxed;", ""), **simple}
    for value in ("", "relaxed/", "/relaxed", "relaxed/relaxed/relaxed", "other", "relaxed/other", "rel axed", "relaxed / relaxed"):
        yield f"c={value}", "permerror", {"tags": tag("c", value)}
    for text in ("b={b}; {rest}", " b = {b} ; {rest};", "{rest}; b =\r\n\t{b}"):
        rest = "v=1; a=rsa-sha256; c=simple/simple; d=example.com; s=s1; h={h}; bh={bh}"
        yield f"b= stands as in {text!r}", "pass", {"tags": text.replace("{rest}", rest), **simple}
    yield "folds and case, relaxed", "pass", {"way": lambda f: [x.replace(b"Subject: Order  66\r\n\tof", b"SUBJECT:Order 66 \r\n \t of") for x in f]}
    yield "another fold, simple", "fail", {"tags": tag("c", "simple/relaxed"), "header": "simple",
                                           "way": lambda f: [x.replace(b"\r\n\tof", b"\r\n of") for x in f]}


def lists():
    """Section 3.2."""
    for text in (TAGS + ";", TAGS + "; \r\n\t ", TAGS.replace("d=example.com", "d = \r\n example.com ").replace("s=s1", "s\t=\ts1"), plus("new="),
                 plus("new==a=b="), plus("n_1=x"), plus("new=1; NEW=2"), plus("xb=q; bb=z"), tag("d", "EXAMPLE.Com"), tag("s", "S1")):
        yield f"the list {text[:70]!r}", "pass", {"tags": text}
    for text in ("; " + TAGS, TAGS + ";;", TAGS.replace("; d=", ";; d="), plus("1n=x"), plus("n-1=x"), plus("word"), plus("=x"), plus("new=1; new=2")):
        yield f"the list {text[:70]!r}", "permerror", {"tags": text}
    for name in ("v=1", "a=rsa-sha256", "d=example.com", "s=s1", "h={h}", "bh={bh}"):
        yield f"{name} twice", "permerror", {"tags": TAGS.replace(name + ";", f"{name}; {name};")}
    for name in ("v", "a", "b", "bh", "d", "h", "s"):
        yield f"no {name}=", "permerror", {"tags": re.sub(rf"(^|[; \n]){name}=[^;]*;?", r"\1", TAGS)}
    yield "v= not in front", "pass", {"tags": TAGS.replace("v=1; ", "").replace("d=example.com;", "d=example.com; v=1;")}


def values():
    """Section 3.5; the time of judgement is 1793613600."""
    valid = {"i": ("@example.com", "ann@example.com", "@sub.example.com", "x@SUB.Example.COM", '"a@b"@example.com', "a=3Bb@example.com",
                   "ann=40example.com", "an\r\n n@exam\r\n ple.com"),
             "l": (f"{len(signing.canonical_body(BODY, 'relaxed')):020}",),
             "q": ("dns/txt", "DNS/TXT", "dns/txt:other", "other/x : dns/txt"), "t": ("0", "1793613000", "1893613600", "999999999999"),
             "x": ("1793700000", "1793613500", "999999999999"), "z": ("From:ann|To:b=7Cx", "|||")}
    invalid = {"v": ("", "0", "2", "1.0", "01", "1 0"), "a": ("", "rsa", "sha256", "rsa-sha512", "rsa -sha256"),
               "d": ("", "example.com.", ".example.com", "exam ple.com", "[192.0.2.1]", "-x.example.com", "@example.com"),
               "s": ("", "s1.", "s 1", "s1..x", "-s", "*"), "bh": ("", "*", "AAA"),
               "i": ("", "ann", "ann@", "@example.org", "@badexample.com", "@com", "ann@example.com.", "<ann@example.com>", "@@example.com"),
               "l": ("", "-1", "+5", "1 0", "0x10", "9" * 77), "q": ("", "dns", "other", "dns/txt:"), "t": ("", "-5", "abc", "1 2"), "x": ("", "abc")}
    for names, result in ((valid, "pass"), (invalid, "permerror")):
        for name, texts in names.items():
            for text in texts:
                yield f"{name}={text}", result, {"tags": tag(name, text) if name in ("v", "a", "d", "s", "bh") else plus(f"{name}={text}")}
    yield "x= before t=", "permerror", {"tags": plus("t=1793700000; x=1793690000")}
    yield "x= in the past", "policy", {"tags": plus("x=1793500000")}
    yield "rsa-sha1", "policy", {"tags": tag("a", "rsa-sha1"), "method": "sha1"}
    yield "l= and text behind it", "pass", {"tags": plus("l=10"), "length": 10, "received": BODY + b"more\r\n"}
    yield "l=0", "pass", {"tags": plus("l=0"), "length": 0, "received": b"anything\r\n"}
    yield "l= of one octet too many", "fail", {"tags": plus(f"l={len(signing.canonical_body(BODY, 'relaxed')) + 1}")}
    yield "l= beyond 64 bits", "fail", {"tags": plus("l=" + "9" * 76)}
    yield "bh= with blanks", "pass", {"tags": TAGS.replace("{bh}", " ".join(signing.body_hash(BODY, "relaxed")))}


def fields():
    """Sections 3.5 (h=) and 5.4.2."""
    two = [b"To: A\r\n"] + LETTER + [b"To: C\r\n"]
    for names in ("FROM:To", "from:x-none:to", "from:from:to:to", "from:dkim-signature:dkim-signature"):
        yield f"h={names}", "pass", {"names": names}
    for names in ("from:to", "from:to:to", "from:to:to:to:to"):
        yield f"h={names} of three", "pass", {"names": names, "fields": two}
    yield "blanks around colons", "pass", {"tags": tag("h", " from : to \r\n :\tsubject"), "names": "from:to:subject"}
    for text in ("", "from:", "from::to", ":from", "from to", "fr om:to", "to:subject"):
        yield f"h={text}", "permerror", {"tags": tag("h", text)}
    yield "the top one changed", "pass", {"names": "from:to", "fields": two, "way": lambda f: [x.replace(b"To: A", b"To: B") for x in f]}
    yield "the bottom one changed", "fail", {"names": "from:to", "fields": two, "way": lambda f: [x.replace(b"To: C", b"To: B") for x in f]}
    yield "one added to an over-signed name", "fail", {"names": "from:to:to", "way": lambda f: f[:1] + [b"To: x\r\n"] + f[1:]}
    yield "another signature signed", "pass", {"fields": [b"DKIM-Signature: v=1; b=xyz\r\n"] + LETTER, "names": "from:dkim-signature"}
    yield "the signature at the bottom", "pass", {"way": lambda f: f[1:] + f[:1]}


def keys(key, other):
    """Section 3.6.1."""
    p = key.public_key()
    bare = base64.b64encode(signing.der(0x30, signing.der_number(key.modulus) + signing.der_number(key.public))).decode()
    good = "v=DKIM1; k=rsa; p=" + p
    records = {
        "pass": (f"v=DKIM1; p={bare}", f"p={p}", f"v = DKIM1 ; p = {p}", f"V=DKIM1; p={p}", good + ";", good + "; h=sha1 : sha256",
                 good + "; h=other:sha256", good + "; n=a note=3B", good + "; g=", good + "; s=*", good + "; s=other : email", good + "; t=y : s",
                 good + "; t=other", good + "; new=1", f"v=DKIM1; p={p[:50]} {p[50:90]}   {p[90:]}", f"n=x; p={p}"),
        "permerror": (f"k=rsa; v=DKIM1; p={p}", f"v=dkim1; p={p}", f"v=DKIM1.0; p={p}", f"v=; p={p}", good + "; h=sha1", good + "; h=", good + "; s=other",
                      good + "; s=", good + ";;", good + "; p=" + p, good + "; new=1; new=2", good.replace("k=rsa", "k="), good.replace("k=rsa", "k=dsa"),
                      good.replace("k=rsa", "k=ed25519"), good[:-40], "v=DKIM1; p=", "v=DKIM1; p=;", "v=DKIM1; k=rsa", "v=DKIM1; p=!!!!", "", "hello", f'"{good}"'),
        "fail": ("v=DKIM1; p=" + other.public_key(),)}
    for result, texts in records.items():
        for text in texts:
            yield f"the key {text.replace(p, '...')}", result, {"zone": signing.zone_text([(SELECTOR, text)])}
    strict = signing.zone_text([(SELECTOR, good + "; t=s")])
    yield "t=s and i= below d=", "permerror", {"tags": plus("i=@sub.example.com"), "zone": strict}
    yield "t=s and i= at d=", "pass", {"tags": plus("i=x@EXAMPLE.com"), "zone": strict}
    yield "t=s and no i=", "pass", {"zone": strict}
    yield "no key", "permerror", {"zone": "example.com. TXT x\n"}
    yield "a server that fails", "temperror", {"zone": f";! {SELECTOR}. TXT SERVFAIL\nexample.com. TXT x\n"}
    yield "two keys", "pass", {"zone": signing.zone_text([(SELECTOR, "v=DKIM1; p=" + other.public_key()), (SELECTOR, good)])}


def judge(program, folder, key, case):
    body = case.get("body", BODY)
    how = {name: case[name] for name in ("header", "content", "names", "length", "method") if name in case}
    letter = case.get("fields", LETTER)
    signed = [signing.signature_field(key, letter, body, case.get("tags", TAGS), **how)] + letter
    signed = case.get("way", lambda same: same)(signed)
    message, records = folder / "message.eml", folder / "zone"
    message.write_bytes(b"".join(signed) + b"\r\n" + case.get("received", body))
    records.write_text(case.get("zone") or signing.zone_text([(SELECTOR, "v=DKIM1; p=" + key.public_key())]), "utf-8")
    run = subprocess.run([program, "dkim", message, "--dns", f"zone:{records}", "--json", "--at", "2026-11-02T10:00:00Z", "--message"],
                         stdout=subprocess.PIPE, check=False)
    return json.loads(run.stdout)["signatures"][0]


def main():
    program, *paths = sys.argv[1:]
    key, other = [signing.Key(path) for path in paths]
    cases = [case for part in (canonicalizations(), lists(), values(), fields(), keys(key, other)) for case in part]
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, result, case in cases:
            answer = judge(program, pathlib.Path(folder), key, case)
            if answer["result"] != result:
                wrong += 1
                print(f"{name}: {answer['result']} ({answer['reason']}); expected {result}")
    print(f"{len(cases)} signatures, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
