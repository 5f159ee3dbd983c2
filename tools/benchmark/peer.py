#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The same judgement with other libraries: dkimpy for both signatures, pyspf, and DMARC by a plain look-up.

    peer.py DNS_PORT MESSAGE...    (prints messages and processor seconds; exits 77 without the libraries)

Answers come from a name server on loopback. Modules are loaded before the clock starts; what has to be
pass for a corpus of ours has to be pass here, or nothing is printed.
"""
import re
import resource
import sys

try:
    import dkim
    import dns.resolver
    import spf
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(77)


def resolver_at(port):
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], port
    resolver.cache = dns.resolver.LRUCache(10_000)  # as ours: a question is asked once
    return resolver


def main():
    resolver = resolver_at(int(sys.argv[1]))
    dns.resolver.default_resolver = resolver

    def txt(name, timeout=5):
        try:
            answer = resolver.resolve(name.decode() if isinstance(name, bytes) else name, "TXT")
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return None
        return b"".join(answer[0].strings)

    def lookup(name, kind, tcpfallback=True, timeout=5):
        try:
            answer = resolver.resolve(name, kind)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        return [((name, kind), record.strings if kind == "TXT" else record.to_text()) for record in answer]

    spf.DNSLookup = lookup
    messages = [open(path, "rb").read() for path in sys.argv[2:]]
    begin = resource.getrusage(resource.RUSAGE_SELF)
    passed = sum(judge(message, txt) for message in messages)
    end = resource.getrusage(resource.RUSAGE_SELF)
    if passed != len(messages):
        sys.exit(f"{len(messages) - passed} of {len(messages)} messages did not pass")
    print(len(messages), end.ru_utime + end.ru_stime - begin.ru_utime - begin.ru_stime)


def judge(message, txt):
    verifier = dkim.DKIM(message)
    signed = all(verifier.verify(idx=i, dnsfunc=txt) for i in (0, 1))
    head = message[:message.index(b"\r\n\r\n")].decode()
    sender = re.search(r"^Return-Path: <(.*)>", head, re.M)[1]
    client = re.search(r"client-ip=([0-9.]+)", head)[1]
    result = spf.check2(i=client, s=sender, h=sender.split("@")[1])[0]
    author = re.search(r"^From: .*@([^>]+)>", head, re.M)[1]
    policy = txt(f"_dmarc.{author}")
    return signed and result == "pass" and policy is not None and policy.startswith(b"v=DMARC1")


if __name__ == "__main__":
    main()
