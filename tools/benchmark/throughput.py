# SPDX-License-Identifier: Apache-2.0
"""Messages in a second: whole judgement, answers cached, beside the bound of the same minute."""
import statistics

from benchmark import corpus, machine

FORMS = {"-q": ["-q"], "-f ndjson": ["-f", "ndjson"], "ndjson in and out": ["-f", "ndjson", "--input", "ndjson"]}


def command(name, form, jobs, dns=None):
    folder, (count, _) = corpus.of_class(name), corpus.CLASSES[name]
    source = corpus.as_lines(folder, count) if "--input" in FORMS[form] else folder
    sources = [source] * corpus.PASSES[name]
    return [corpus.PROGRAM, *FORMS[form], "--dns", dns or f"zone:{folder}/zone.txt", "--jobs", jobs, *sources]


def messages_of(name):
    return corpus.CLASSES[name][0] * corpus.PASSES[name]


def one_core(runs, dns=None):
    rows = []
    for name, (_, octets) in corpus.CLASSES.items():
        count = messages_of(name)
        for form in FORMS:
            if dns and form != "-q":
                continue
            # The bound is measured beside each row: the speed of a shared machine changes within minutes.
            limit = machine.limits()
            cpu = machine.medians(machine.pinned(command(name, form, 1, dns), 0), runs)[1]
            rows.append({"class": name, "form": form, "dns": "nsd" if dns else "zone file",
                         "messages_per_cpu_second": round(count / cpu), "bound": round(machine.bound(limit, octets)),
                         "of_bound": round(count / cpu / machine.bound(limit, octets), 3)})
    return rows


def two_cores(runs):
    """How much more two cores do than one, and how much more two processes do that know nothing of each other, which is what the
    machine can give; runs of each take turns."""
    rows = []
    for name in corpus.CLASSES:
        count = messages_of(name)
        pairs = []
        for _ in range(runs):
            one = machine.once(machine.pinned(command(name, "-q", 1), 0))[0]
            both = machine.once(command(name, "-q", 2))[0]
            apart = machine.beside_each_other([machine.pinned(command(name, "-q", 1), core) for core in (0, 1)])
            pairs.append((one / both, 2 * one / apart, count / one, count / both))
        ratio, limit, one, both = [statistics.median(column) for column in zip(*pairs)]
        rows.append({"class": name, "one_core": round(one), "two_cores": round(both), "ratio": round(ratio, 2),
                     "two_processes": round(limit, 2)})
    return rows


def memory():
    """Peaks in MB: one message of 60 KB, one of 50 MB, and small ones to 100,000."""
    small, large, one = corpus.of_class("4 KB"), corpus.messages("50 MB", 1, 50_000_000), corpus.of_class("60 KB")
    count = corpus.CLASSES["4 KB"][0]
    zone = [corpus.PROGRAM, "-q", "--dns", f"zone:{small}/zone.txt"]
    size = (large / "bench-0.eml").stat().st_size / (1 << 20)
    whole = machine.peak([*zone, large / "bench-0.eml"])
    return {"start_up": machine.peak([corpus.PROGRAM, "--version"]),
            "one_60_kb": machine.peak([*zone, one / "bench-0.eml"]),
            "one_50_mb": whole, "one_50_mb_beyond_the_file": round(whole - size, 1),
            "one_50_mb_seconds": round(machine.medians([*zone, large / "bench-0.eml"])[0], 3),
            "ten_thousand": machine.peak([*zone, *[small] * (10_000 // count)]),
            "hundred_thousand": machine.peak([*zone, *[small] * (100_000 // count)])}
