#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The example of a fleet: two workers share a Redis stream, and every entry has one report.

    redis_streams.py PROGRAM SOURCE    (exits 77, loudly, where redis-server or its Python library is missing)
"""
import base64
import json
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

PROGRAM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
WORKER = SOURCE / "examples/streams/redis_worker.py"
SAMPLE = SOURCE / "samples/ses-perfect"
try:
    import redis
except ImportError:
    redis = None
if redis is None or not shutil.which("redis-server"):
    print("SKIPPED: redis-server or python3-redis is missing; tools/setup --tests installs them")
    sys.exit(77)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def line_of(identity):
    raw = base64.b64encode((SAMPLE / "message.eml").read_bytes()).decode()
    return json.dumps({"id": identity, "raw": raw})


def connect(url):
    for _ in range(200):
        try:
            client = redis.Redis.from_url(url, decode_responses=True)
            client.ping()
            return client
        except redis.ConnectionError:
            time.sleep(0.05)
    raise SystemExit("redis-server does not answer")


def worker(url, name):
    return subprocess.Popen([str(WORKER), "--redis", url, "--name", name, "--once", "--program", PROGRAM, "--window", "8", "--",
                             "--dns", f"zone:{SAMPLE}/zone.txt"], stderr=subprocess.PIPE, text=True)


def check(holds, what):
    if not holds:
        raise SystemExit(f"FAILED: {what}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        server = subprocess.Popen(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder],
                                  stdout=subprocess.DEVNULL)
        try:
            run(f"redis://127.0.0.1:{port}/0")
        finally:
            server.terminate()
            server.wait()


def run(url):
    client = connect(url)
    good = {client.xadd("mail", {"line": line_of(str(i))}): str(i) for i in range(60)}
    bad = [client.xadd("mail", {"line": "no JSON"}), client.xadd("mail", {"other": "field"})]
    late = client.xadd("mail", {"line": line_of("late")})
    last = client.xadd("mail", {"line": "not either"})  # nothing behind it shows that it was refused
    workers = [worker(url, name) for name in ("one", "two")]
    for each in workers:
        _, errors = each.communicate(timeout=60)
        check(each.returncode == 0, f"a worker ended with {each.returncode}: {errors}")
    reports = client.xrange("reports")
    told = {fields["mail"]: json.loads(fields["report"]) for _, fields in reports}
    check(len(reports) == len(told), "an entry has two reports")
    check(set(told) == {*good, late}, "not every message has a report")
    check(all(told[entry]["input"]["id"] == identity for entry, identity in good.items()), "a report stands under another's id")
    check(all(report["verdict"]["dmarc"] == "pass" for report in told.values()), "a message that is right did not pass")
    refused = sorted(fields["mail"] for _, fields in client.xrange("refused"))
    check(refused == sorted([*bad, last]), "what is no message was not refused, once each")
    check(client.xpending("mail", "alignmail")["pending"] == 0, "an entry is left without acknowledgement")
    print("63 entries, two workers: every message has one report, what is none was refused")


if __name__ == "__main__":
    main()
