#!/usr/bin/env python3
"""Answers the question for a DKIM key with octets kept outside the project, when there are any.

    run_wire.py PROGRAM FOLDER

Each FOLDER/*.bin is one UDP answer to a TXT question with the id 0x1234. Whatever it is, the program ends in time and in order; those
named below must be read as they are meant. Exits 77 (skipped) when the folder is not there.
"""
import contextlib
import json
import pathlib
import socket
import struct
import subprocess
import sys
import threading

ID = b"\x12\x34"
MESSAGE = b"""DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; d=example.com; s=s1; h=From;\r
 bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA\r
From: a@example.com\r
\r
"""

# What the program says of the key, by what must have come of the answer.
SAYS = {
    "answer": "no TXT record that is a key",  # the text "hello" was read
    "no data": "no TXT record at",
    "no name": "no such name",
    "malformed": "malformed",
    "silence": "timeout",  # the answer was no answer
    "servfail": "servfail",
    "refused": "refused",
}

MEANT = {
    "ok": ["answer"],
    "cname-then-txt": ["answer"],
    "trailing-garbage": ["answer", "malformed"],
    "two-opt": ["answer", "malformed"],
    "class-chaos": ["no data"],
    "nul-in-label": ["no data"],
    "out-of-bailiwick-additional": ["no data"],
    "cname-unrelated-txt": ["no data", "silence", "malformed"],
    "nxdomain-with-answer": ["no name"],
    "refused": ["refused"],
    "servfail": ["servfail"],
    "tc-with-answer": ["no data"],  # what TCP says, not the part that fitted
    "pointer-chain-300": ["malformed", "no data"],
    "short-header": ["malformed", "silence"],
    "question-count-0": ["malformed", "silence"],
    "question-mismatch": ["malformed", "silence"],
    "not-a-response": ["silence"],
    "wrong-id": ["silence"],
    "zero-length-datagram": ["silence"],
    "txt-empty-rdata": ["malformed", "no data"],
    **{
        name: ["malformed"]
        for name in ("ancount-65535", "cname-loop", "label-overrun", "label-type-01", "name-over-255", "pointer-forward",
                     "pointer-self-loop", "pointer-two-loop", "rdlength-overrun", "txt-string-overrun")
    },
}


class Server:
    """One answer over UDP, again and again; over TCP there is no such record."""

    def __init__(self, answer):
        self.answer = answer
        for _ in range(20):  # a port that is free for UDP may be taken for TCP
            self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.udp.bind(("127.0.0.1", 0))
            self.port = self.udp.getsockname()[1]
            try:
                self.tcp = socket.create_server(("127.0.0.1", self.port))
                break
            except OSError:
                self.udp.close()
        self.open = True
        self.threads = [threading.Thread(target=self.serve_udp), threading.Thread(target=self.serve_tcp)]
        for one in (self.udp, self.tcp):
            one.settimeout(0.1)
        for thread in self.threads:
            thread.start()

    def serve_udp(self):
        while self.open:
            with contextlib.suppress(OSError):
                question, client = self.udp.recvfrom(4096)
                # An answer with another id stays one.
                octets = question[:2] + self.answer[2:] if self.answer.startswith(ID) else self.answer
                self.udp.sendto(octets, client)

    def serve_tcp(self):
        while self.open:
            with contextlib.suppress(OSError):
                connection, _ = self.tcp.accept()
                with connection:
                    connection.settimeout(5)
                    question = connection.recv(4096)[2:]
                    header = question[:2] + b"\x81\x80" + struct.pack(">HHHH", 1, 0, 0, 0)
                    name_end = question.index(b"\0", 12) + 1
                    answer = header + question[12:name_end + 4]
                    connection.sendall(struct.pack(">H", len(answer)) + answer)

    def close(self):
        self.open = False
        for thread in self.threads:
            thread.join()
        self.udp.close()
        self.tcp.close()


def faults(program, case):
    server = Server(case.read_bytes())
    try:
        result = subprocess.run(
            [program, "dkim", "--json", "--dns", f"127.0.0.1:{server.port}", "--dns-timeout", "300", "-"],
            input=MESSAGE, capture_output=True, timeout=30, check=False)
    finally:
        server.close()
    if result.returncode not in (0, 1, 2) or result.stderr:
        yield f"exit status {result.returncode}: {result.stderr.decode(errors='replace').strip()}"
        return
    reason = json.loads(result.stdout)["signatures"][0]["reason"]
    meant = MEANT.get(case.stem)
    if meant is not None and not any(SAYS[word] in reason for word in meant):
        yield f"expected {' or '.join(meant)}, and it says: {reason}"


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    cases = sorted(folder.glob("*.bin"))
    if not cases:
        print(f"skipped: no cases in {folder}")
        return 77
    failed = 0
    for case in cases:
        for fault in faults(program, case):
            print(f"{case.stem}: {fault}")
            failed += 1
    print(f"{len(cases)} answers, {failed} faults")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
