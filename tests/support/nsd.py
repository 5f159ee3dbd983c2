"""A real name server for program tests: nsd on a free loopback port, and faults in front of it.

    with Nsd(zone_text) as server:
        run([..., "--dns", server.address])

The zone is a master file of absolute names and is served as the root zone. Lines ";! NAME TYPE FAULT"
make that question fail (TIMEOUT, SERVFAIL, REFUSED): a small forwarder sees every question first.
"""
import os
import pathlib
import pwd
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
import time

PROGRAM = "/usr/sbin/nsd"
TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28}
RCODES = {"SERVFAIL": 2, "REFUSED": 5}
PATIENCE = 20  # seconds, of a busy machine


def free_port():
    """A port that is free for UDP and TCP at this moment."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
            udp.bind(("127.0.0.1", 0))
            port = udp.getsockname()[1]
            try:
                tcp.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def faults_of(zone_text):
    """(name, type) -> the word of the fault."""
    faults = {}
    for line in zone_text.splitlines():
        if line.startswith(";!"):
            name, kind, word = line[2:].split()
            faults[(name.lower().rstrip("."), TYPES[kind])] = word
    return faults


def question_of(query):
    labels, at = [], 12
    while at < len(query) and query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode("latin-1").lower())
        at += 1 + query[at]
    return ".".join(labels), struct.unpack("!H", query[at + 1:at + 3])[0]


def failure(query, rcode):
    """The query as an answer without records."""
    flags = 0x8000 | (struct.unpack("!H", query[2:4])[0] & 0x0100) | rcode
    end = query.index(b"\0", 12) + 5
    return query[:2] + struct.pack("!HHHHH", flags, 1, 0, 0, 0) + query[12:end]


class Forwarder:
    """Passes questions on to another port, but those that are to fail."""

    def __init__(self, target, faults):
        self.target, self.faults = target, faults
        while True:
            self.port = free_port()
            try:
                self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                self.udp.bind(("127.0.0.1", self.port))
                self.tcp = socket.create_server(("127.0.0.1", self.port))
                break
            except OSError:
                self.udp.close()
        for serve in (self.serve_udp, self.serve_tcp):
            threading.Thread(target=serve, daemon=True).start()

    def answer(self, query, ask):
        word = self.faults.get(question_of(query))
        if word == "TIMEOUT":
            return None
        return failure(query, RCODES[word]) if word else ask(query)

    def serve_udp(self):
        def ask(query):
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as upstream:
                upstream.settimeout(PATIENCE)
                upstream.sendto(query, ("127.0.0.1", self.target))
                return upstream.recv(65535)

        def handle(query, sender):
            reply = self.answer(query, ask)
            if reply:
                self.udp.sendto(reply, sender)

        while True:
            try:
                query, sender = self.udp.recvfrom(65535)
            except OSError:
                return
            threading.Thread(target=handle, args=(query, sender), daemon=True).start()

    def serve_tcp(self):
        def read(stream):
            size = struct.unpack("!H", stream.read(2))[0]
            return stream.read(size)

        def ask(query):
            with socket.create_connection(("127.0.0.1", self.target), PATIENCE) as upstream:
                upstream.sendall(struct.pack("!H", len(query)) + query)
                return read(upstream.makefile("rb"))

        def handle(connection):
            with connection:
                stream = connection.makefile("rb")
                try:
                    while True:
                        reply = self.answer(read(stream), ask)
                        if reply is None:
                            return
                        connection.sendall(struct.pack("!H", len(reply)) + reply)
                except (struct.error, OSError):
                    return

        while True:
            try:
                connection, _ = self.tcp.accept()
            except OSError:
                return
            threading.Thread(target=handle, args=(connection,), daemon=True).start()

    def close(self):
        self.udp.close()
        self.tcp.close()


class Nsd:
    def __init__(self, zone_text):
        if not os.access(PROGRAM, os.X_OK):
            raise RuntimeError(f"{PROGRAM} is missing; tools/setup --tests installs it")
        self.faults = faults_of(zone_text)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="nsd."))
        (self.folder / "root.zone").write_text(
            "$TTL 300\n. IN SOA ns.nsd.invalid. host.nsd.invalid. 1 3600 600 86400 60\n. IN NS ns.nsd.invalid.\n"
            "$ORIGIN .\n" + zone_text + "\n")
        self.process, self.forwarder = None, None

    def __enter__(self):
        try:
            for _ in range(5):
                if self.start():
                    self.forwarder = Forwarder(self.port, self.faults)
                    self.address = f"127.0.0.1:{self.forwarder.port}"
                    return self
            raise RuntimeError("nsd found no port: " + self.log())
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        if self.forwarder:
            self.forwarder.close()
        if self.process:
            self.process.terminate()  # it ends its own children
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self):
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def start(self):
        """False when the port was taken meanwhile."""
        self.port = free_port()
        (self.folder / "nsd.conf").write_text(
            f"server:\n  ip-address: 127.0.0.1\n  port: {self.port}\n  username: \"\"\n  chroot: \"\"\n"
            f"  database: \"\"\n  xfrdfile: \"\"\n  pidfile: \"{self.folder}/pid\"\n  zonesdir: \"{self.folder}\"\n"
            f"  xfrdir: \"{self.folder}\"\n  zonelistfile: \"{self.folder}/zones\"\n  server-count: 1\n"
            "  rrl-ratelimit: 0\n  do-ip6: no\nremote-control:\n  control-enable: no\n"
            "zone:\n  name: \".\"\n  zonefile: \"root.zone\"\n")
        user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        if user:  # an unprivileged server, which needs its folder
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "-d", "-c", str(self.folder / "nsd.conf")], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                **({"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}))
        query = struct.pack("!HHHHHH", 1, 0, 1, 0, 0, 0) + b"\x05ready\x07invalid\0" + struct.pack("!HH", 1, 1)
        end = time.monotonic() + PATIENCE
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.settimeout(0.05)
            while time.monotonic() < end:
                if self.process.poll() is not None:
                    return False
                try:
                    probe.sendto(query, ("127.0.0.1", self.port))
                    rcode = probe.recv(512)[3] & 0x0F
                except OSError:
                    time.sleep(0.02)
                    continue
                if rcode == 2:
                    raise RuntimeError("nsd refuses the zone: " + self.log())
                return True
        raise RuntimeError("nsd does not answer: " + self.log())
