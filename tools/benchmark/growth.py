# SPDX-License-Identifier: Apache-2.0
"""Doubling anything may double the time, not more."""
import statistics

from benchmark import corpus, machine

MOST = 2.2


def head(extra=""):
    return ("Received: from a14-71.smtp-out.amazonses.com (a14-71.smtp-out.amazonses.com [54.240.14.71]) by mx.example.org;"
            " Sat, 14 Nov 2026 07:06:28 -0800\r\n" + extra +
            "From: Example Shop <orders@example.com>\r\nTo: you@example.org\r\nSubject: Your parcel\r\n"
            "Date: Sat, 14 Nov 2026 15:06:27 +0000\r\nMessage-ID: <1@example.com>\r\n")


def signature(number, names="From:To:Subject"):
    return (f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s{number}; h={names};\r\n"
            "\tbh=GfP70ZqnEMzFo9zMD1zev5Q4oyMmAWe0msx5msY9TXU=; b=" + "JQ15" * 85 + "\r\n")


def parts(count):
    one = "--x\r\nContent-Type: text/plain\r\n\r\nhello\r\n"
    return head("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n") + "\r\n" + one * count + "--x--\r\n"


# What is doubled, from which number on; each makes a message. The numbers are such that the work shows.
KINDS = {
    "header fields": (2500, lambda n: head("".join(f"X-Field-{i}: value {i}\r\n" for i in range(n))) + "\r\nhello\r\n"),
    "length of a field": (400_000, lambda n: head("X-Long: " + "word word\r\n " * (n // 12) + "\r\n") + "\r\nhello\r\n"),
    "length of From": (100_000, lambda n: head().replace("<orders", "(" + "word " * (n // 5) + ") <orders") + "\r\nhello\r\n"),
    "authors": (1500, lambda n: head().replace("From: ", "From: " + "A <a@example.net>, " * n) + "\r\nhello\r\n"),
    "signatures": (400, lambda n: head("".join(signature(i) for i in range(n))) + "\r\nhello\r\n"),
    "names in h=": (450, lambda n: head(signature(0, ":".join(["From"] + [f"X-{i}" for i in range(n)]))) + "\r\nhello\r\n"),
    "nesting of comments": (20_000, lambda n: head().replace("From: ", "From: " + "(" * n + ")" * n + " ") + "\r\nhello\r\n"),
    "comments": (20_000, lambda n: head().replace("From: ", "From: " + "(a) " * n) + "\r\nhello\r\n"),
    "results reported": (2000, lambda n: "Authentication-Results: mx.example.org" + "; dkim=pass header.d=example.com" * n + "\r\n"
                         + head() + "\r\nhello\r\n"),
    "Received fields": (1500, lambda n: head("".join(f"Received: from a{i}.example.net by b{i}.example.net; Sat, 14 Nov 2026 07:06:28 -0800\r\n"
                                                     for i in range(n))) + "\r\nhello\r\n"),
    "MIME parts": (30_000, parts),
    "body, signed": (8_000_000, lambda n: head(signature(0)) + "\r\n" + "Tasting every  Saturday: jasmine, and tea.\r\n" * (n // 44)),
    "body, one line": (8_000_000, lambda n: head(signature(0)) + "\r\n" + "a b " * (n // 4) + "\r\n"),
    "body, empty lines": (4_000_000, lambda n: head(signature(0)) + "\r\n" + "\r\n" * (n // 2) + "x\r\n"),
    "body, bare CR": (4_000_000, lambda n: head(signature(0)) + "\r\n" + "\r." * (n // 2) + "\r\n"),
}


REPEATS = 40  # of a message in one run, so that its own time shows beside the start; long bodies need fewer


def seconds(zone, paths, runs):
    command = [corpus.PROGRAM, "-q", "--dns", f"zone:{zone}", "--jobs", "1", *paths]
    return statistics.median(machine.once(command, (0, 1, 2, 65))[1] for _ in range(runs))


def measure(runs):
    folder, rows = corpus.FOLDER / "growth", []
    folder.mkdir(exist_ok=True)
    small = corpus.of_class("4 KB")
    zone, plain = small / "zone.txt", folder / "plain.eml"
    plain.write_bytes((head() + "\r\nhello\r\n").encode())
    floors = {repeats: seconds(zone, [plain] * repeats, runs) for repeats in (2, REPEATS)}
    for name, (count, make) in KINDS.items():
        times, repeats = [], 2 if name.startswith("body") else REPEATS
        for factor in (1, 2):
            path = folder / f"{name.replace(' ', '-')}-{factor}.eml"
            path.write_bytes(make(count * factor).encode())
            times.append((seconds(zone, [path] * repeats, runs) - floors[repeats]) / repeats)
        rows.append(row_of(name, count, times))
    times = [seconds(zone, [small] * factor, runs) for factor in (1, 2)]
    rows.append(row_of("messages", corpus.CLASSES["4 KB"][0], times))
    return rows


def row_of(name, count, times):
    """What took less than the clock can tell grows as it may."""
    once, twice = [max(time, 0.00002) for time in times]
    return {"what": name, "from": count, "ms": round(once * 1000, 2), "ms_doubled": round(twice * 1000, 2),
            "ratio": round(twice / once, 2), "holds": twice / once <= MOST or twice < 0.0002}
