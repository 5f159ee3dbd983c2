#!/usr/bin/env python3
"""Pasted headers, as clipboards and mail programs mangle them.

    paste_mangles.py PROGRAM SAMPLES

A clean message of SES to Gmail, one by way of Fastmail, one to Microsoft: each goes through every mangle alone and
through ten combinations, with and without its body. What the receiver claimed and what aligns must be what it is for
the clean header, no signature may be called wrong, and the report must name the repair.
"""
import html
import json
import pathlib
import re
import subprocess
import sys
import tempfile

FIELD = re.compile(r"^[!-9;-~]+:")
TABLE = """Original Message
Message ID\t<x@y.example>
Created at:\tSat, Nov 21, 2026 at 10:00 AM (Delivered after 3 seconds)
From:\tSomebody <somebody@other.example>
To:\tyou@example.org
Subject:\tShown
SPF:\tPASS with IP 192.0.2.1 Learn more
DKIM:\t'PASS' with domain other.example Learn more
DMARC:\t'PASS' Learn more

Download Original
Copy to clipboard
"""


def lines(text):
    return text.split("\n")[:-1]


def join(parts):
    return "\n".join(parts) + "\n"


def each(change):
    return lambda text: join([change(line) for line in lines(text)])


def unfolded(text):
    return re.sub(r"\n[ \t]+", " ", text)


def folds_lost(text):
    return join([line.lstrip() for line in lines(text)])


def wrapped(width):
    """Cut at the width wherever in a word that is, fold by fold."""
    def mangle(text):
        return join([line[i:i + width] for line in lines(text) for i in range(0, max(len(line), 1), width)])
    return mangle


def wrapped_unfolded(width):
    return lambda text: wrapped(width)(unfolded(text))


def quoted_printable(text):
    result = []
    for line in lines(text):
        line = line.replace("=", "=3D")
        while len(line) > 76:
            cut = 75 if "=" not in line[73:75] else line.rindex("=", 0, 75)
            result.append(line[:cut] + "=")
            line = line[cut:]
        result.append(line)
    return join(result)


def markdown(text):
    text = re.sub(r"<(\S+@[a-z0-9.-]+)>", r"<[\1](mailto:\1)>", text)
    return "```\n" + text + "```\n"


def links(text):
    return re.sub(r"^(To|Delivered-To): (\S+)$", r"\1: \2<mailto:\2>", re.sub(r"<(\S+@[a-z0-9.-]+)>", r"\1<mailto:\1>", text), flags=re.M)


def lone_links(text):
    """As Outlook leaves them: the link in the place of the address."""
    return re.sub(r"<(\S+@[a-z0-9.-]+)>", r"<mailto:\1>", text)


def redacted(text):
    text = re.sub(r"^(To|Delivered-To): .*$", r"\1: [email protected]", text, flags=re.M)
    return re.sub(r"for <\S+>", "for <REDACTED>", text)


def reversed_fields(text):
    fields = re.split(r"\n(?![ \t])", text.rstrip("\n"))
    return "\n".join(reversed(fields)) + "\n"


def truncated(text):
    """The second signature is cut in its b=, and all behind it is put in front: nothing else may be lost."""
    fields = re.split(r"\n(?![ \t])", text.rstrip("\n"))
    signature = [f for f in fields if f.startswith("DKIM-Signature")][-1]
    return "\n".join([signature.split("b=")[0] + "b=Abc..." if f is signature else f for f in fields]) + "\n"


def numbered(form):
    return lambda text: join([form % n + line for n, line in enumerate(lines(text), 1)])


MANGLES = {
    "01 folding spaces lost": folds_lost,
    "02 a time begins a line": lambda t: re.sub(r"(\d\d \w\w\w 2026) (\d\d:\d\d:\d\d)", r"\1\n\2", t),
    "03 re-wrapped at 76 within words": wrapped(76),
    "03b unfolded and re-wrapped at 72": wrapped_unfolded(72),
    "03c re-wrapped at 80": wrapped_unfolded(80),
    "04 all on one line": lambda t: re.sub(r"\s+", " ", t).strip() + "\n",
    "05 quoted": each(lambda line: "> " + line),
    "05b quoted twice": each(lambda line: "> > " + line),
    "06 Gmail's table on top": lambda t: TABLE + "\n" + t,
    "07 Gmail's buttons": lambda t: "Download Original\nCopy to clipboard\n" + t + "\nDownload Original\nCopy to clipboard\n",
    "08 CR alone": lambda t: t.replace("\n", "\r"),
    "08b CR CR LF": lambda t: t.replace("\n", "\r\r\n"),
    "09 an empty line between all lines": lambda t: t.replace("\n", "\n\n"),
    "10 no-break spaces and zero widths": lambda t: t.replace("\n ", "\n\u00a0").replace("dkim=pass", "dkim=\u200bpass").replace("\t", "\u00a0"),
    "10b tabs to spaces": lambda t: t.replace("\t", "    ").replace("d=example", "d=exam\u200bple"),
    "11 typographic punctuation": lambda t: t.replace("rsa-sha256", "rsa\u2011sha256").replace('"', "\u201c").replace("From: Example Shop", "From: \u201cExample Shop\u201d"),
    "12 copied as HTML": lambda t: "".join(html.escape(line) + "<br>\n" for line in lines(t)),
    "12b HTML on few lines": lambda t: "<pre>" + "<br>".join(html.escape(line) for line in lines(t)) + "</pre>\n",
    "13 Markdown links in a fence": markdown,
    "13b links behind addresses": links,
    "13c links in the place of addresses": lone_links,
    "14 redacted": redacted,
    "15 the body follows at once": lambda t: t + "Hello Ann,\nyour order is on its way.\n\nBest wishes: the shop\n",
    "16 indented": each(lambda line: "    " + line),
    "17 a sentence above": lambda t: "Here are the headers you asked for:\n\n" + t,
    "17b a sentence directly above": lambda t: "Hi Bob, see below\n" + t,
    "18 upside down": reversed_fields,
    "19 line numbers": numbered("%d: "),
    "19b grep": numbered("t.eml:%d:"),
    "19c cat -n": numbered("%6d\t"),
    "20 quoted-printable": quoted_printable,
    "21 UTF-16": lambda t: ("\ufeff" + t.replace("\n", "\r\n")).encode("utf-16-le"),
    "21b UTF-16, other order": lambda t: ("\ufeff" + t).encode("utf-16-be"),
    "21c byte order mark": lambda t: b"\xef\xbb\xbf" + t.encode(),
    "22 a signature cut": truncated,
    "23 names in another case, display on top": lambda t: "Von: Shop <shop@other.example>\nGesendet: heute\nAn: Ann\nBetreff: Hallo\n\n" +
        re.sub(r"^([\w-]+):", lambda m: m[1].upper() + ":", t, flags=re.M),
}


def combine(*names):
    def mangle(text):
        for name in names:
            text = next(change for key, change in MANGLES.items() if key.startswith(name + " "))(text)
        return text
    return mangle


COMBINATIONS = [("01", "05"), ("01", "16", "17"), ("10", "05"), ("12", "17"), ("16", "13"), ("04", "12"), ("03b", "05b"), ("09", "16"),
                ("19", "17b"), ("18", "05", "21")]
for names in COMBINATIONS:
    MANGLES["combined " + "+".join(names)] = combine(*names)

# What stands above a whole message, and the repairs that name it: the message is checked all the same.
ABOVE = {
    "Gmail's table": (TABLE.encode() + b"\n", ["summary", "buttons"]),
    "a byte order mark": (b"\xef\xbb\xbf", ["byte-order-mark"]),
    "both": (b"\xef\xbb\xbf" + TABLE.encode(), ["byte-order-mark", "summary", "buttons"]),
}


def run(program, octets, zone, *options):
    with tempfile.NamedTemporaryFile(suffix=".txt") as file:
        file.write(octets if isinstance(octets, bytes) else octets.encode())
        file.flush()
        result = subprocess.run([program, "check", "-f", "json", "--dns", "zone:" + str(zone), *options, file.name],
                                capture_output=True, timeout=60, check=False)
    if result.returncode not in (0, 1, 2):
        raise AssertionError(f"exit status {result.returncode}: {result.stderr.decode()}")
    return json.loads(result.stdout)


def essence(report):
    """What no mangle may change."""
    checks = report["checks"]
    return {
        "claimed": [checks["spf"]["claimed"], checks["dmarc"]["claimed"], checks["arc"]["claimed"]] + [d["claimed"] for d in checks["dkim"]],
        "domains": [checks["spf"]["domain"]] + [d["domain"] for d in checks["dkim"]],
        "aligned": [checks["spf"]["alignment"]] + [d["alignment"] for d in checks["dkim"]],
        "spf": checks["spf"]["observed"],
        "from": report["message"]["from_domain"],
        "ip": report["message"]["client_ip"],
    }


def faults(clean, mangled):
    if essence(clean) != essence(mangled):
        for key, value in essence(clean).items():
            if essence(mangled)[key] != value:
                yield f"{key}: {essence(mangled)[key]}, clean: {value}"
    for signature in mangled["checks"]["dkim"]:
        if signature["observed"] == "fail" or signature["observed"] != "not_checked":
            yield f"a signature is {signature['observed']}"
    if mangled["checks"]["arc"]["observed"] == "fail":
        yield "the ARC chain is called wrong"
    named = any(f["id"] == "INPUT001" for f in mangled["findings"])
    if not (named and mangled["input"]["repairs"]):
        yield "no repair is named"


def without_lines(value):
    """The same without the numbers of lines, which are those of the text as it was given."""
    if isinstance(value, dict):
        return {key: without_lines(each) for key, each in value.items() if key != "line"}
    return [without_lines(each) for each in value] if isinstance(value, list) else value


def faults_of_whole(clean, found, repairs):
    """A whole message below something: nothing of its checks may differ."""
    if without_lines(clean["checks"]) != without_lines(found["checks"]):
        yield "its checks differ: " + json.dumps([d["observed"] for d in found["checks"]["dkim"]])
    if found["input"]["kind"] != "message" or found["input"]["body"] != "present":
        yield "its body is lost"
    if [repair["id"] for repair in found["input"]["repairs"]] != repairs:
        yield f"repairs: {found['input']['repairs']}"
    if not any(f["id"] == "INPUT001" for f in found["findings"]):
        yield "INPUT001 is missing"


def main():
    program, samples = sys.argv[1], pathlib.Path(sys.argv[2])
    failed = 0
    for sample in ("headers-only", "ses-perfect", "microsoft-no-authserv-id", "arc-sealed"):
        octets = (samples / sample / "message.eml").read_bytes().decode()
        zone = samples / sample / "zone.txt"
        header = octets.replace("\r\n", "\n").partition("\n\n")[0].rstrip("\n") + "\n"
        clean = run(program, header, zone)
        for name, mangle in MANGLES.items():
            if len(sys.argv) > 3 and not any(word in name for word in sys.argv[3:]):
                continue
            found = list(faults(clean, run(program, mangle(header), zone)))
            for fault in found:
                print(f"{sample}: {name}: {fault}")
            failed += len(found)
        for text in (octets, octets.replace("\r\n", "\n")):
            whole = run(program, text, zone)
            if whole["input"]["repairs"]:
                print(f"{sample}: a clean message was repaired")
                failed += 1
            for name, (above, repairs) in ABOVE.items():
                if "\n\n" not in text.replace("\r", ""):
                    continue  # a header alone
                found = list(faults_of_whole(whole, run(program, above + text.encode(), zone), repairs))
                for fault in found:
                    print(f"{sample}: {name} above the whole message: {fault}")
                failed += len(found)
    print("ok" if not failed else f"{failed} faults")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
