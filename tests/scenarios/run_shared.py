#!/usr/bin/env python3
"""Runs the program on a folder of cases kept outside the project, when there is one.

    run_shared.py [--server] PROGRAM FOLDER [NAME...]

--server asks a real name server (nsd) that holds the case's zone, faults included, instead of reading the zone file.
Two kinds of cases: set-ups with paths into the report ("must" in expected.json), and hostile messages
with allowed words for each protocol. Exits 77 (skipped) when the folder is not there.
"""
import json
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]
import expectations  # noqa: E402
import nsd  # noqa: E402


try:
    import jsonschema
except ImportError:  # tools/setup --tests installs it
    jsonschema = None
SCHEMA = json.loads((HERE.parent.parent / "docs" / "report-v1.schema.json").read_text())


def run(program, case, arguments):
    started = time.monotonic()
    result = subprocess.run([program, "check", *arguments, "message.eml"], cwd=case, capture_output=True, timeout=60, check=False)
    return result, time.monotonic() - started


def set_up_faults(program, case, expected, dns):
    arguments_file = case / "args.txt"
    extra = arguments_file.read_text().splitlines() if arguments_file.exists() else []
    common = [*dns, "--at", expected["at"], *[line for line in extra if line]]
    result, _ = run(program, case, ["-f", "json", *common])
    if result.returncode not in (0, 1, 2):
        yield f"exit status {result.returncode}: {result.stderr.decode(errors='replace').strip()}"
        return
    report = json.loads(result.stdout)
    if jsonschema:
        for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(report):
            yield f"not valid under the schema: {error.message[:200]}"
    yield from expectations.faults(expected, report, result.returncode)
    if "text_must" in expected or "text_must_not" in expected:
        text, _ = run(program, case, ["-f", "text", "--color", "never", *common])
        yield from expectations.text_faults(expected, text.stdout.decode(errors="replace"))


def words(report):
    signatures = report["checks"]["dkim"]
    return {
        "spf": [report["checks"]["spf"]["observed"]],
        "dkim": [s["observed"] for s in signatures if s.get("evaluated", "yes") == "yes"] or ["none"],
        "dmarc": [report["verdict"]["dmarc"]],
        "arc": [report["checks"].get("arc", {}).get("observed", "none")],
    }


def attack_faults(program, case, expected, dns):
    # The words are ours to compare: a reason that the older vocabulary calls neutral is permerror here.
    result, seconds = run(program, case, ["-f", "json", *dns, "--at", expected["at"], "--authserv-id",
                                          expected["authserv_id"], *expected["args"]])
    if "exit" in expected and result.returncode not in (expected["exit"] if isinstance(expected["exit"], list) else [expected["exit"]]):
        yield f"exit status {result.returncode}, wanted {expected['exit']}"
    if result.returncode not in (0, 1, 2):
        if "exit" not in expected:
            yield f"exit status {result.returncode}: {result.stderr.decode(errors='replace').strip()[:300]}"
        return
    report = json.loads(result.stdout)
    for protocol, found in words(report).items():
        allowed = expected.get(protocol)
        for word in found if allowed else []:
            if word not in allowed:
                yield f"{protocol} is {word}, allowed {allowed}"
    ids = [finding["id"] for finding in report["findings"]]
    for wanted in expected["findings"]:
        if wanted not in ids:
            yield f"finding {wanted} is missing among {ids}"
    if seconds > 5:
        yield f"took {seconds:.1f} s"


def faults_of(program, case, by_server):
    expected = json.loads((case / "expected.json").read_text())
    judge = set_up_faults if "must" in expected else attack_faults
    program = str(pathlib.Path(program).resolve())
    if not by_server:
        return list(judge(program, case, expected, ["--dns", "zone:zone.txt"]))
    with nsd.Nsd((case / "zone.txt").read_text()) as server:
        return list(judge(program, case, expected, ["--dns", server.address, "--dns-timeout", "300"]))


def main():
    arguments = sys.argv[1:]
    by_server = arguments[0] == "--server"
    program, folder, names = arguments[by_server], pathlib.Path(arguments[by_server + 1]), arguments[by_server + 2:]
    cases = sorted(path.parent for path in folder.glob("*/expected.json")) if folder.is_dir() else []
    cases = [case for case in cases if not names or any(case.name.startswith(name) for name in names)]
    if not cases:
        print(f"skipped: no cases in {folder}")
        return 77
    failed = 0
    for case in cases:
        found = faults_of(program, case, by_server)
        failed += bool(found)
        print(("FAIL " if found else "ok   ") + case.name)
        for fault in found:
            print("     " + fault)
    print(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
