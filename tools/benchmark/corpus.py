# SPDX-License-Identifier: Apache-2.0
"""Messages and zones, made with our signer and keys; kept in build/bench from run to run."""
import base64
import json
import pathlib
import subprocess

from benchmark.machine import call

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "build/bench"
PROGRAM = ROOT / "build/release/src/cli/alignmail"
# How often a run goes through a class, so that its start is no part of the rate.
PASSES = {"4 KB": 4, "60 KB": 6, "1 MB": 12}
CLASSES = {"4 KB": (2000, 4 << 10), "60 KB": (500, 60 << 10), "1 MB": (40, 1 << 20)}
IDENTITY = '"v=spf1 include:amazonses.com ~all"'


def build():
    quiet = {"cwd": ROOT, "stdout": subprocess.DEVNULL}
    call("cmake", "--preset", "release", "-DALIGNMAIL_BUILD_TOOLS=ON", **quiet)
    call("ninja", "-C", "build/release", "alignmail-cli", "make-samples", "bench_render", **quiet)


def messages(name, count, octets):
    """A folder with bench-N.eml and zone.txt."""
    folder = FOLDER / name.replace(" ", "")
    if not (folder / "zone.txt").exists():
        call(ROOT / "build/release/tools/make_samples/make-samples", ROOT / "samples/keys", folder, count, octets)
    return folder


def of_class(name):
    return messages(name, *CLASSES[name])


def zone(folder):
    return (folder / "zone.txt").read_text()


def chained(text):
    """The zone with four SPF records between MAIL FROM and amazonses.com: five TXT in a row."""
    assert IDENTITY in text
    text = text.replace(IDENTITY, '"v=spf1 include:spf1.example.com ~all"')
    for i in range(1, 4):
        target = f"spf{i + 1}.example.com" if i < 3 else "amazonses.com"
        text += f'\nspf{i}.example.com. 300 IN TXT "v=spf1 include:{target} ~all"'
    return text + "\n"


def as_lines(folder, count):
    """The same messages for --input ndjson."""
    path = FOLDER / f"{folder.name}-{count}.ndjson"
    if not path.exists():
        with path.open("w", encoding="ascii") as lines:
            for i in range(count):
                raw = base64.b64encode((folder / f"bench-{i}.eml").read_bytes()).decode()
                lines.write(json.dumps({"id": str(i), "raw": raw}) + "\n")
    return path
