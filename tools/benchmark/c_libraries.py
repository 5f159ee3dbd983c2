# SPDX-License-Identifier: Apache-2.0
"""The usual C libraries over the same messages (c_peer.cpp); built only where their headers are installed."""
import pathlib
import re
import subprocess

from benchmark import corpus

HEADERS = ("opendkim/dkim.h", "spf2/spf.h", "opendmarc/dmarc.h")
PROGRAM = corpus.FOLDER / "c_peer"


def build():
    """Whether there is such a program now."""
    if not all((pathlib.Path("/usr/include") / header).exists() for header in HEADERS):
        return False
    source = corpus.ROOT / "tools/benchmark/c_peer.cpp"
    if not PROGRAM.exists() or PROGRAM.stat().st_mtime < source.stat().st_mtime:
        subprocess.run(["g++", "-std=c++20", "-O2", source, "-o", PROGRAM, "-lopendkim", "-lspf2", "-lopendmarc"], check=True)
    return True


def answers(folder):
    """Every TXT record of the zone on a line, under its aliases too."""
    text = "\n".join(line for line in corpus.zone(folder).splitlines() if not line.startswith(";"))
    text = re.sub(r"\(([^)]*)\)", lambda found: " ".join(found[1].split("\n")), text)
    records = [line.split(None, 4) for line in text.splitlines() if len(line.split(None, 4)) == 5]
    texts = {name: "".join(re.findall(r'"([^"]*)"', value)) for name, _, _, kind, value in records if kind == "TXT"}
    for name, _, _, kind, value in records:
        if kind == "CNAME" and value.strip() in texts:
            texts[name] = texts[value.strip()]
    path = corpus.FOLDER / "answers.txt"
    path.write_text("".join(f"{name.rstrip('.')} {value}\n" for name, value in texts.items()))
    return path


def rate(folder, paths):
    """Messages in a second of the processor, on the first core."""
    command = ["taskset", "-c", "0", PROGRAM, answers(folder), *paths]
    count, seconds = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=True).stdout.split()
    return int(count) / float(seconds)
