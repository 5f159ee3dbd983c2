#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random messages, signed by another implementation and then changed at random: alignmail, dkimpy
and Mail::DKIM must come to the same result.

usage: independent.py PROGRAM KEY.pem
Ends with 77 when dkimpy is not installed; Mail::DKIM joins when it is there.
"""
import base64
import json
import pathlib
import random
import subprocess
import sys
import tempfile

try:
    import dkim
except ImportError:
    print("SKIPPED: python3-dkim is not installed (tools/setup --tests)")
    sys.exit(77)

MESSAGES = 150
SEED = 6376
NOW = "2026-11-02T10:00:00Z"
WORDS = ["tea", "kettle  ", " order", "\tparcel", "a=b", ">From", "From ", ".", "..", "--", "-- ", "caf\xe9", "", " ", "\t"]
FIELDS = ["From", "To", "Subject", "Date", "Message-ID", "Cc", "X-Note"]
# Mail::DKIM asks DNS through this object.
PERL = r"""
use Mail::DKIM::Verifier;
package Stub; sub new { bless {}, shift }
package main;
my $record = do { local (@ARGV, $/) = ($ARGV[0]); <> };
{ no warnings 'redefine';
  *Mail::DKIM::DNS::query = sub { ($record) };
  *Mail::DKIM::PublicKey::fetch = sub { my ($class) = @_; my $key = $class->parse($record); $key };
  *Mail::DKIM::PublicKey::fetch_async = sub {
    my ($class, %prms) = @_; my $key = $class->parse($record);
    my $done = $prms{Callbacks}{Success} || sub { $_[0] };
    return sub { $done->($key) } }; }
while (my $file = <STDIN>) {
  chomp $file;
  my $verifier = Mail::DKIM::Verifier->new;
  open my $in, '<:raw', $file or die $file;
  local $/; my $text = <$in>; $/ = "\n";
  $verifier->PRINT($text); $verifier->CLOSE;
  print "$file ", $verifier->result, "\n";
}
"""


def some_words(rng, most):
    return " ".join(rng.choice(WORDS) for _ in range(rng.randrange(most)))


def header(rng):
    values = {
        "From": "Ann <ann@example.com>",
        "To": "Bob\r\n <bob@example.net>" if rng.random() < 0.5 else "Bob  <bob@example.net>  ",
        "Subject": some_words(rng, 6) + rng.choice(["", "\r\n folded", " \t "]),
        "Date": "Mon, 2 Nov 2026 09:00:00 +0000",
        "Message-ID": "<1@example.com>",
        "Cc": "all@example.org",
        "X-Note": some_words(rng, 3),
    }
    names = ["From"] + rng.sample(FIELDS[1:], rng.randrange(1, len(FIELDS)))
    rng.shuffle(names)
    lines = [f"{name}:{rng.choice(['', ' ', '  '])}{values[name]}" for name in names]
    if rng.random() < 0.3:
        lines.append("X-Note: a second one")
    return "\r\n".join(lines) + "\r\n"


def body(rng):
    lines = [some_words(rng, 5) for _ in range(rng.randrange(8))]
    return "\r\n".join(lines) + rng.choice(["", "\r\n", "\r\n\r\n", "\r\n \r\n\t\r\n"])


def ascii_header(text):
    # 8-bit text in a header is nobody's standard; the implementations need not agree on it.
    return text.replace("\xe9", "e")


def sign(rng, message, key):
    modes = [b"simple", b"relaxed"]
    present = [line.split(b":")[0] for line in message.split(b"\r\n\r\n")[0].split(b"\r\n")
               if b":" in line and line[:1] not in b" \t"]
    chosen = [name for name in dict.fromkeys(present) if name != b"From" and rng.random() < 0.7]
    names = [b"From"] + chosen + ([b"From"] if rng.random() < 0.3 else []) + ([b"Reply-To"] if rng.random() < 0.3 else [])
    return dkim.sign(message, b"s1", b"example.com", key, canonicalize=(rng.choice(modes), rng.choice(modes)),
                     include_headers=names) + message


def change(rng, message):
    """One random change, as programs on the way make them, or none."""
    kind = rng.randrange(9)
    head, _, rest = message.partition(b"\r\n\r\n")
    if kind == 0:
        return message + b"a footer\r\n"
    if kind == 1:
        return head.replace(b"Subject:", b"Subject: [list] ") + b"\r\n\r\n" + rest
    if kind == 2:
        return b"X-Added: a\r\n" + message
    if kind == 3:
        return b"From: eve@example.org\r\n" + message
    if kind == 4:
        return head + b"\r\n\r\n" + rest.replace(b" ", b"  ")
    if kind == 5:
        return head + b"\r\n\r\n" + rest.rstrip(b"\r\n \t")
    if kind == 6:
        at = rng.randrange(len(message))
        return message[:at] + bytes([message[at] ^ 1]) + message[at + 1:] if message[at] > 0x40 else message
    if kind == 7:
        return message + b"\r\n\r\n"
    return message


def record_of(key_file):
    der = subprocess.run(["openssl", "rsa", "-in", key_file, "-pubout", "-outform", "DER"], capture_output=True,
                         check=True).stdout
    return "v=DKIM1; k=rsa; p=" + base64.b64encode(der).decode()


def by_alignmail(program, zone, files):
    result = subprocess.run([program, "-f", "ndjson", "--at", NOW, "--dns", f"zone:{zone}", *files],
                            capture_output=True, text=True, timeout=300, check=False)
    reports = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(reports) == len(files), result.stderr
    # A change may have hit the name of the signature's field.
    return [any(row["observed"] == "pass" for row in report["checks"]["dkim"]) for report in reports]


def by_mail_dkim(record_file, files):
    result = subprocess.run(["perl", "-e", PERL, record_file], input="\n".join(files), capture_output=True, text=True,
                            timeout=300, check=False)
    if result.returncode != 0:
        print("Mail::DKIM does not join:", result.stderr.splitlines()[:1])
        return None
    return [line.split()[1] == "pass" for line in result.stdout.splitlines()]


# Where another implementation is known to see it otherwise, and the RFC is with us.
def dkimpy_differs(message):
    # It keeps a space at the end of a last line that was not ended (RFC 6376 section 3.4.4), and
    # refuses any message with a second From, which is no rule of section 6.
    if message.endswith((b" ", b"\t")):
        return True
    return message.partition(b"\r\n\r\n")[0].count(b"\r\nFrom:") + message.startswith(b"From:") > 1


def mail_dkim_differs(message):
    # It does not end the last line of a body that was not ended (RFC 6376 section 3.4.3).
    return not message.endswith(b"\r\n")


KNOWN = {"dkimpy": dkimpy_differs, "Mail::DKIM": mail_dkim_differs}


def main():
    program, key_file = sys.argv[1:]
    key = pathlib.Path(key_file).read_bytes()
    record = record_of(key_file)
    rng = random.Random(SEED)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        strings = " ".join(f'"{record[at:at + 200]}"' for at in range(0, len(record), 200))
        (folder / "zone.txt").write_text(f"s1._domainkey.example.com. 300 IN TXT {strings}\n")
        (folder / "record.txt").write_text(record)
        files, theirs = [], []
        for number in range(MESSAGES):
            text = ascii_header(header(rng)) + "\r\n" + body(rng)
            message = change(rng, sign(rng, text.encode("latin-1"), key))
            path = folder / f"{number}.eml"
            path.write_bytes(message)
            files.append(str(path))
            try:
                verdict = dkim.verify(message, dnsfunc=lambda *_, **__: record.encode())
            except dkim.DKIMException:
                verdict = False
            theirs.append(bool(verdict))
        ours = by_alignmail(program, folder / "zone.txt", files)
        others = {"dkimpy": theirs, "Mail::DKIM": by_mail_dkim(str(folder / "record.txt"), files)}
        wrong = 0
        for who, verdicts in others.items():
            for path, mine, other in zip(files, ours, verdicts or ours):
                message = pathlib.Path(path).read_bytes()
                if mine != other and not KNOWN[who](message):
                    wrong += 1
                    print(f"{who} says {other}, alignmail {mine}:\n{message!r}\n")
        compared = [who for who, verdicts in others.items() if verdicts]
        print(f"{MESSAGES} messages, {sum(ours)} good, compared with {', '.join(compared)}: {wrong} differences")
        return 1 if wrong or not 0 < sum(ours) < MESSAGES else 0


if __name__ == "__main__":
    sys.exit(main())
