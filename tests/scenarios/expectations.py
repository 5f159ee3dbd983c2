"""Expectations about a report: paths into its JSON with wanted values, findings, words of the text.

A path is keys joined by dots; [n] is an element, [*] every element, [?key=value] those whose key has
that value. A path that leads nowhere fails, several values must all fit, lists are compared as sets.
"""
import re

STEP = re.compile(r"([^.\[]+)|\[([^\]]*)\]")


def select(value, path):
    """The values that the path leads to."""
    current = [value]
    for match in STEP.finditer(path):
        key, bracket = match.groups()
        following = []
        for item in current:
            if key is not None:
                if isinstance(item, dict) and key in item:
                    following.append(item[key])
            else:
                # A further filter looks at the element that the one before it picked.
                following.extend(pick(item if isinstance(item, list) else [item], bracket))
        current = following
    return current


def pick(items, bracket):
    if bracket == "*":
        return items
    if bracket.startswith("?"):
        key, _, wanted = bracket[1:].partition("=")
        return [i for i in items if isinstance(i, dict) and normal(i.get(key)) == normal(wanted)]
    index = int(bracket)
    return items[index:index + 1]


def normal(value):
    """Strings without letter case and final dot, lists as sets."""
    if isinstance(value, str):
        return value.lower().removesuffix(".")
    if isinstance(value, list):
        return frozenset(normal(v) for v in value)
    return value


def fits(actual, wanted):
    if isinstance(actual, list):
        choices = wanted if wanted and isinstance(wanted[0], list) else [wanted]
        return any(normal(actual) == normal(choice) for choice in choices)
    if isinstance(wanted, list):
        return any(normal(actual) == normal(choice) for choice in wanted)
    return normal(actual) == normal(wanted)


def faults(expected, report, status):
    """What in the report is not as expected, a sentence each."""
    wanted = expected.get("exit")
    if wanted is not None and status not in (wanted if isinstance(wanted, list) else [wanted]):
        yield f"exit status {status}, wanted {wanted}"
    for path, value in expected.get("must", {}).items():
        found = select(report, path)
        if not found:
            yield f"{path} leads nowhere, wanted {value}"
        for actual in found:
            if not fits(actual, value):
                yield f"{path} is {actual}, wanted {value}"
    ids = [finding["id"] for finding in report["findings"]]
    for wanted_id in expected.get("findings", []):
        choices = wanted_id if isinstance(wanted_id, list) else [wanted_id]
        if not any(choice in ids for choice in choices):
            yield f"finding {wanted_id} is missing among {ids}"
    for unwanted in expected.get("not_findings", []):
        if unwanted in ids:
            yield f"finding {unwanted} is a false alarm"
    if "next_action" in expected and report["verdict"]["next_action"] not in expected["next_action"]:
        yield f"next_action is {report['verdict']['next_action']}, wanted {expected['next_action']}"


def text_faults(expected, text):
    for pattern in expected.get("text_must", []):
        if not re.search(pattern, text, re.IGNORECASE):
            yield f"the text lacks /{pattern}/"
    for pattern in expected.get("text_must_not", []):
        if re.search(pattern, text, re.IGNORECASE):
            yield f"the text has /{pattern}/"
