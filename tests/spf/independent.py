#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random SPF records in random zones: alignmail and pyspf must come to the same result.

usage: independent.py PROGRAM
Ends with 77 when pyspf is not installed.
"""
import concurrent.futures
import json
import pathlib
import random
import subprocess
import sys
import tempfile

try:
    import spf
except ImportError:
    print("SKIPPED: python3-spf is not installed (tools/setup --tests)")
    sys.exit(77)

WORLDS = 300
SEED = 7208
DOMAINS = [f"d{i}.example.com" for i in range(5)]
HOSTS = [f"h{i}.example.net" for i in range(4)] + ["nothing.example.net"]
ADDRESSES = ["192.0.2.1", "192.0.2.77", "198.51.100.9", "203.0.113.200"]
ADDRESSES6 = ["2001:db8::1", "2001:db8:1::77"]
BROKEN = ["ip4:300.1.1.1", "a:", "foo", "include:", "ip4:192.0.2.1/33"]
ALL = ["-all", "~all", "?all", "+all", "all", ""]


def term(rng):
    kind = rng.randrange(14)
    host = rng.choice(HOSTS + DOMAINS)
    sign = rng.choice(["", "", "", "-", "~", "?", "+"])
    if kind < 3:
        return f"{sign}ip4:{rng.choice(ADDRESSES)}{rng.choice(['', '/24', '/32', '/0', '/26'])}"
    if kind == 3:
        return f"{sign}ip6:{rng.choice(ADDRESSES6)}{rng.choice(['', '/64', '/128'])}"
    if kind < 6:
        return f"{sign}a{rng.choice(['', ':' + host])}{rng.choice(['', '/24', '//64', '/16//48'])}"
    if kind < 8:
        return f"{sign}mx{rng.choice(['', ':' + host])}{rng.choice(['', '/28'])}"
    if kind < 11:
        return f"{sign}include:{rng.choice(DOMAINS + HOSTS[:1])}"
    if kind == 11:
        return f"{sign}exists:{rng.choice(['%{i}.' + host, host, '%{ir}.%{v}.' + host, '%{l}.' + host, '%{d2}'])}"
    if kind == 12:
        return rng.choice(["unknown=x", "exp=exp.example.net", *BROKEN])
    return f"redirect={rng.choice(DOMAINS)}"


def record(rng):
    terms = [term(rng) for _ in range(rng.randrange(6))]
    # Rarely what breaks a record, or most worlds would end in permerror.
    terms = [t for t in terms if t not in BROKEN or rng.random() < 0.2]
    terms.append(rng.choice(ALL))
    return ("v=spf1 " + " ".join(t for t in terms if t)).strip()


def world(rng):
    """Answers by (name, type)."""
    facts = {}
    for domain in DOMAINS:
        texts = [record(rng)]
        if rng.random() < 0.05:
            texts.append(record(rng))
        if rng.random() < 0.3:
            texts.append("something else")
        if rng.random() < 0.1:
            texts = []
        facts[(domain, "TXT")] = texts
        if rng.random() < 0.6:
            facts[(domain, "A")] = rng.sample(ADDRESSES, rng.randrange(1, 3))
        if rng.random() < 0.5:
            facts[(domain, "MX")] = rng.sample(HOSTS, rng.randrange(1, 3))
    for host in HOSTS[:-1]:
        if rng.random() < 0.8:
            facts[(host, "A")] = rng.sample(ADDRESSES, rng.randrange(1, 3))
        if rng.random() < 0.4:
            facts[(host, "AAAA")] = rng.sample(ADDRESSES6, 1)
        if rng.random() < 0.4:
            facts[(host, "MX")] = rng.sample(HOSTS, rng.randrange(1, 4))
    for address in ADDRESSES[:2]:
        facts[(f"{address}.{HOSTS[0]}", "A")] = ["127.0.0.2"]
    return {key: values for key, values in facts.items() if values}


def zone_of(facts):
    lines = []
    for (name, kind), values in facts.items():
        for value in values:
            data = {"TXT": f'"{value}"', "MX": f"10 {value}."}.get(kind, value)
            lines.append(f"{name}. 300 IN {kind} {data}")
    return "\n".join(lines) + "\n"


def answers(facts):
    def look_up(name, kind, *_, **__):
        name = name.rstrip(".").lower()
        found = []
        for value in facts.get((name, kind), []):
            data = {"TXT": (value.encode(),), "MX": (10, value)}.get(kind, value)
            found.append(((name, kind), data))
        return found

    return look_up


def by_pyspf(facts, address, sender, helo):
    spf.DNSLookup = answers(facts)
    return spf.check2(i=address, s=sender, h=helo, timeout=0)


def by_alignmail(program, zone, address, sender, helo):
    result = subprocess.run([program, "spf", "--json", "--dns", f"zone:{zone}", "--ip", address, "--mail-from", sender,
                             "--helo", helo], capture_output=True, text=True, timeout=60, check=False)
    return json.loads(result.stdout)


# Where pyspf is known to end in permerror, and RFC 7208 is with us: a record that includes itself is
# broken for it even where a term before matches (section 4.6 ends there), and it counts the names
# behind an mx as void look-ups, which are limited by a rule of their own (section 4.6.4).
KNOWN = ("trivial recursion", "Void lookup limit")


def main():
    program = sys.argv[1]
    rng = random.Random(SEED)
    cases = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(WORLDS):
            facts = world(rng)
            zone = pathlib.Path(folder) / f"{number}.txt"
            zone.write_text(zone_of(facts))
            address = rng.choice(ADDRESSES + ADDRESSES6[:1])
            cases.append((facts, zone, address, f"user@{DOMAINS[0]}", HOSTS[0]))
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            ours = list(pool.map(lambda case: by_alignmail(program, *case[1:]), cases))
        wrong, words = 0, {}
        for (facts, zone, *identity), mine in zip(cases, ours):
            other, why = by_pyspf(facts, *identity)
            words[mine["result"]] = words.get(mine["result"], 0) + 1
            if mine["result"] != other and not any(reason in why for reason in KNOWN):
                wrong += 1
                print(f"pyspf says {other} ({why}), alignmail {mine['result']} ({mine['reason']}) for {identity}:")
                print(zone.read_text())
    print(f"{WORLDS} worlds {words}: {wrong} differences")
    return 1 if wrong or len(words) < 5 else 0


if __name__ == "__main__":
    sys.exit(main())
