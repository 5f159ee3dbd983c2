#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Chains sealed by tests/support/signing.py, which shares no code with the program, and what RFC 8617
makes of them.

usage: chains.py PROGRAM KEY.pem
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
import signing  # noqa: E402

FROM = b"From: Ann <ann@example.com>\r\n"
LETTER = [FROM, b"To: Bob <bob@example.net>\r\n", b"Subject: Order  66\r\n\tof today\r\n", b"Date: Mon, 2 Nov 2026 09:00:00 +0000\r\n"]
BODY = b"Hello Bob,\r\n\r\nyour order  is on its way. \r\n\r\n"
RESULTS = " i={i}; hop.test; spf=pass smtp.mailfrom=example.com"
MESSAGE = "i={i}; a=rsa-sha256; c=relaxed/relaxed; d=hop.test; s=s1; t=1793613600; h={h};\r\n bh={bh};\r\n b={b}"
SEAL = "i={i}; a=rsa-sha256; cv={cv}; d=hop.test; s=s1; t=1793613600;\r\n b={b}"
SELECTOR = "s1._domainkey.hop.test"
KINDS = (b"arc-authentication-results", b"arc-message-signature", b"arc-seal")


def instance_of(field):
    """Of a field that a sealer here made: the first number behind an "i"."""
    text = re.sub(rb"\([^)]*\)", b"", field.split(b":", 1)[1])
    found = re.search(rb"(?:^|;)\s*[iI]\s*=\s*\+?(\d+)", text)
    return int(found.group(1)) if found else 0


class Sealer:
    def __init__(self, key):
        self.key = key
        self.record = "v=DKIM1; k=rsa; p=" + key.public_key()

    def seal(self, fields, i, cv=None, results=RESULTS, message=MESSAGE, seal=SEAL, alone=False, order=(0, 1, 2), body=BODY, **how):
        """One set more on top; `alone` as section 5.1.2 seals a failed chain."""
        due = "none" if i == 1 else "pass"

        def fill(text):
            return text.replace("{i}", str(i)).replace("{cv}", due if cv is None else cv)
        top = ("ARC-Authentication-Results:" + fill(results) + "\r\n").encode()
        signed = signing.signature_field(self.key, fields, body, fill(message), name="ARC-Message-Signature", **how)
        covered = b""
        for instance in range(i if alone else 1, i + 1):
            for kind in KINDS:
                for field in [top, signed] + fields:
                    if signing.name_of(field) == kind and instance_of(field) == instance:
                        covered += signing.relaxed_field(field)
        empty = ("ARC-Seal: " + fill(seal).replace("{b}", "") + "\r\n").encode()
        covered += signing.relaxed_field(signing.without_signature(empty)).removesuffix(b"\r\n")
        text = fill(seal).replace("{b}", signing.wrapped(self.key.sign(covered)))
        made = [("ARC-Seal: " + text + "\r\n").encode(), signed, top]
        return [made[place] for place in order] + fields


def changed(fields, name, old, new):
    return [f.replace(old, new) if signing.name_of(f) == name else f for f in fields]


def structure(s, one, two):
    """Section 5.2, steps 1 to 3."""
    three = s.seal(two, 3)
    many = LETTER
    for i in range(1, 51):
        many = s.seal(many, i)
    yield "no set", LETTER, "none"
    yield "one set", one, "pass"
    yield "two sets", two, "pass"
    yield "three sets", three, "pass"
    yield "fifty sets", many, "pass"
    yield "fifty-one sets", s.seal(many, 51), "fail"
    yield "the fields of a set in any order", s.seal(s.seal(LETTER, 1, order=(2, 1, 0)), 2, order=(1, 0, 2)), "pass"
    yield "the sets in any order", two[3:6] + two[:3] + LETTER, "pass"
    yield "the sets below the letter", LETTER + one[:3], "pass"
    yield "a set from two on", s.seal(LETTER, 2), "fail"
    yield "a gap", s.seal(one, 3), "fail"
    for place, kind in enumerate(("a seal", "a message signature", "results")):
        yield f"{kind} missing", one[:place] + one[place + 1:], "fail"
        yield f"{kind} of the older set missing", two[:3 + place] + two[4 + place:], "fail"
        yield f"{kind} twice", [one[place]] + one, "fail"
    for cv, result in (("none", "pass"), ("None", "pass"), ("none ", "pass"), ("(c;d) none", "pass"), ("none (c)", "fail"), ("pass", "fail"), ("fail", "fail"),
                       ("", "fail"), ("no ne", "fail"), ("nothing", "fail")):
        yield f"cv={cv} of the first set", s.seal(LETTER, 1, cv=cv), result
    for cv, result in (("pass", "pass"), ("PASS", "pass"), ("none", "fail"), ("fail", "fail")):
        yield f"cv={cv} of the second set", s.seal(one, 2, cv=cv), result
    yield "a failed chain sealed alone", s.seal(changed(two, b"subject", b"Order", b"order"), 3, cv="fail", alone=True), "fail"
    yield "a set on top of a failed one", s.seal(s.seal(one, 2, cv="fail"), 3), "fail"


def instances(s, one, _):
    """Sections 3.9 and 4.2.1."""
    for position, result in (("01", "pass"), (" 1 ", "pass"), ("\r\n\t1", "pass"), ("(a;b) 1 (d)", "pass"), ("001", "fail"), ("+1", "fail"),
                             ("1.0", "fail"), ("1a", "fail"), ("0x1", "fail"), ("", "fail"), ("0", "fail")):
        texts = [text.replace("i={i}", f"i={position}") for text in (RESULTS, MESSAGE, SEAL)]
        yield f"i={position}", s.seal(LETTER, 1, None, *texts), result
    commented = [text.replace("i={i}", "(a) i (b) = (c) 1 (d)") for text in (RESULTS, MESSAGE, SEAL)]
    yield "comments around the instance", s.seal(LETTER, 1, None, *commented), "pass"
    yield "comments around cv", s.seal(LETTER, 1, seal=SEAL.replace("cv={cv}", "cv (a) = (b) none")), "pass"
    yield "I= in a seal", s.seal(LETTER, 1, seal=SEAL.replace("i={i}", "I=1")), "fail"
    yield "CV= in a seal", s.seal(LETTER, 1, seal=SEAL.replace("cv=", "CV=")), "fail"
    yield "results whose instance does not come first", s.seal(LETTER, 1, results=" hop.test; i=1; spf=pass"), "fail"
    yield "two instances in a message signature", s.seal(LETTER, 1, message="i=1; " + MESSAGE), "fail"
    # 3.4: what the results say has no part in the chain
    for text in (" i=1", " i=1; hop.test; none", "i=1;\r\n hop.test;\r\n\tspf=pass", " i=1; ;;;  =?= (((( \"x", " i=1; i=2; spf=pass"):
        yield f"results {text!r}", s.seal(LETTER, 1, results=text), "pass"
    yield "field names in other case", [one[0].replace(b"ARC-Seal", b"arc-seal")] + changed(one[1:], b"x", b"", b""), "pass"


def seals(s, one, _):
    """Section 4.1.3."""
    yield "h= in a seal", s.seal(LETTER, 1, seal="h=from; " + SEAL), "fail"
    yield "h= in an older seal", s.seal(s.seal(LETTER, 1, seal=SEAL.replace("t=", "h=from; t=")), 2), "fail"
    for tag in ("c=simple/simple", "bh=AAAA", "v=2", "x=1", "l=0", "q=other", "z=From:x", "new=1", "H=from"):
        yield f"{tag} in a seal means nothing", s.seal(LETTER, 1, seal=SEAL.replace(" d=", f" {tag}; d=")), "pass"
    yield "a seal without t=", s.seal(LETTER, 1, seal=SEAL.replace("t=1793613600;", "")), "pass"
    yield "a seal from the future", s.seal(LETTER, 1, seal=SEAL.replace("t=1793613600", "t=4102444800")), "pass"
    for tag in ("a=rsa-sha256;", "cv={cv};", "d=hop.test;", "s=s1;"):
        yield f"a seal without {tag}", s.seal(LETTER, 1, seal=SEAL.replace(tag, "")), "fail"
        yield f"a seal with an empty {tag}", s.seal(LETTER, 1, seal=SEAL.replace(tag, tag.split("=")[0] + "=;")), "fail"
        yield f"a seal with two {tag}", s.seal(LETTER, 1, seal=SEAL.replace(tag, tag + tag)), "fail"
    yield "a seal without b=", s.seal(LETTER, 1, seal=SEAL.replace("\r\n b={b}", "")), "fail"
    yield "a seal with an empty b=", s.seal(LETTER, 1, seal=SEAL.replace("{b}", "")), "fail"
    yield "a seal with a b= that is not valid base64", s.seal(LETTER, 1, seal=SEAL.replace("{b}", "!{b}")), "fail"
    yield "a seal with b= in the middle", s.seal(LETTER, 1, seal="i=1; b  =  {b}  ; a=rsa-sha256; cv=none; d=hop.test; s=s1;"), "pass"
    yield "a seal by rsa-sha1", s.seal(LETTER, 1, seal=SEAL.replace("sha256", "sha1")), "fail"
    yield "a seal by an unknown algorithm", s.seal(LETTER, 1, seal=SEAL.replace("sha256", "sha512")), "fail"
    yield "changed results", changed(one, KINDS[0], b"spf=pass", b"spf=fail"), "fail"
    yield "changed results of an older set", s.seal(changed(one, KINDS[0], b"spf=pass", b"spf=fail"), 2), "fail"
    yield "results folded anew", changed(one, KINDS[0], b"; hop.test; ", b";\r\n\t hop.test;  "), "pass"


def message_signatures(s, one, _):
    """Section 4.1.2."""
    plain = MESSAGE.replace("relaxed/relaxed", "simple/simple")
    for text in (plain, plain.replace("c=simple/simple; ", ""), plain.replace("/simple", "")):
        yield f"signed as {text[20:45]}", s.seal(LETTER, 1, message=text, header="simple", content="simple"), "pass"
    yield "c=relaxed", s.seal(LETTER, 1, message=MESSAGE.replace("/relaxed", ""), content="simple"), "pass"
    for tag in ("v=1", "v=2", "v=", "new=1", "q=dns/txt"):
        yield f"{tag} in a message signature", s.seal(LETTER, 1, message=MESSAGE.replace(" d=", f" {tag}; d=")), "pass"
    for tag in ("q=http", "x=1", "l=99999", "bh=AAAA"):
        yield f"{tag} in a message signature", s.seal(LETTER, 1, message=MESSAGE.replace(" d=", f" {tag}; d=")), "fail"
    for tag in ("a=rsa-sha256;", "d=hop.test;", "s=s1;", "h={h};", "bh={bh};"):
        yield f"a message signature without {tag}", s.seal(LETTER, 1, message=MESSAGE.replace(tag, "")), "fail"
    yield "From not signed", s.seal(LETTER, 1, names="to:subject"), "fail"
    for kind in KINDS:
        yield f"a message signature over {kind.decode()}", s.seal(one, 2, names="from:to:" + kind.decode()), "fail"
    signed = [b"DKIM-Signature: v=1; b=xyz\r\n"] + LETTER
    yield "a message signature over DKIM-Signature", s.seal(signed, 1, names="From:DKIM-Signature:dkim-signature"), "pass"
    yield "a changed field", changed(one, b"subject", b"Order", b"order"), "fail"
    yield "a field folded anew", changed(one, b"subject", b"Order  66\r\n\tof", b"Order 66 \r\n of"), "pass"
    yield "an older message signature that broke", s.seal(changed(one, b"subject", b"Order", b"order"), 2), "pass"


def keys(s, one):
    for name, record, result in (
            ("revoked", "v=DKIM1; p=", "fail"), ("missing", None, "fail"), ("testing", s.record + "; t=y", "pass"),
            ("t=s", s.record + "; t=s", "pass"), ("h=sha1", s.record + "; h=sha1", "fail"), ("k=other", s.record.replace("k=rsa", "k=other"), "fail"),
            ("s=other", s.record + "; s=other", "fail"), ("cut", s.record[:-20], "fail"), ("v=DKIM2", s.record.replace("DKIM1", "DKIM2"), "fail"),
            ("without v=", s.record.replace("v=DKIM1; ", ""), "pass")):
        yield f"a key: {name}", one, result, signing.zone_text([(SELECTOR, record)] if record else [("example.com", "x")]), BODY
    for fault in ("TIMEOUT", "SERVFAIL"):  # 5.2.1: all failures are permanent
        yield f"a key: {fault}", one, "fail", f";! {SELECTOR}. TXT {fault}\nexample.com. TXT x\n", BODY
    zone = signing.zone_text([(SELECTOR, s.record)])
    yield "a changed body", one, "fail", zone, BODY + b"More\r\n"
    yield "empty lines behind the body", one, "pass", zone, BODY + b"\r\n\r\n"


def main():
    program, key = sys.argv[1:]
    sealer = Sealer(signing.Key(key))
    one = sealer.seal(LETTER, 1)
    two = sealer.seal(one, 2)
    zone = signing.zone_text([(SELECTOR, sealer.record)])
    cases = [(*row, zone, BODY) for part in (structure, instances, seals, message_signatures) for row in part(sealer, one, two)]
    cases += keys(sealer, one)
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        message, records = pathlib.Path(folder) / "message.eml", pathlib.Path(folder) / "zone"
        for name, fields, result, zone, body in cases:
            message.write_bytes(b"".join(fields) + b"\r\n" + body)
            records.write_text(zone, "utf-8")
            run = subprocess.run([program, "arc", message, "--dns", f"zone:{records}", "--json", "--at", "2026-11-02T10:00:00Z"],
                                 stdout=subprocess.PIPE, check=False)
            answer = json.loads(run.stdout)
            if answer["result"] != result:
                wrong += 1
                print(f"{name}: {answer['result']} ({answer['reason']}); expected {result}")
    print(f"{len(cases)} chains, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
