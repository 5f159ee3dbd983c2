#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Validates JSON reports against the schema.

usage: validate_schema.py SCHEMA FOLDER|REPORT...    a folder stands for every */report.json in it

A report may hold several objects one after the other, as several messages give.
Exits 1 when a report is not valid or there is none.
"""
import json
import pathlib
import sys

import jsonschema


def reports(arguments):
    for argument in map(pathlib.Path, arguments):
        yield from sorted(argument.glob("*/report.json")) if argument.is_dir() else [argument]


def objects(text):
    decoder = json.JSONDecoder()
    at = 0
    while at < len(text):
        value, end = decoder.raw_decode(text, at)
        yield value
        at = end + len(text[end:]) - len(text[end:].lstrip())


def may_be_null(schema, root):
    if "$ref" in schema:
        return may_be_null(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    types = schema.get("type", [])
    choices = schema.get("anyOf", []) + schema.get("oneOf", [])
    return "null" in ([types] if isinstance(types, str) else types) or None in schema.get("enum", []) or any(
        may_be_null(choice, root) for choice in choices)


def as_promised(schema, root):
    """The schema with what no schema can say: a key that may be null is always there."""
    strict = dict(schema)
    for keyword in ("properties", "$defs"):
        if keyword in schema:
            strict[keyword] = {name: as_promised(each, root) for name, each in schema[keyword].items()}
    for keyword in ("allOf", "anyOf", "oneOf"):
        if keyword in schema:
            strict[keyword] = [as_promised(each, root) for each in schema[keyword]]
    if "items" in schema:
        strict["items"] = as_promised(schema["items"], root)
    nullable = [name for name, each in schema.get("properties", {}).items() if may_be_null(each, root)]
    if nullable:
        strict["required"] = sorted({*schema.get("required", []), *nullable})
    return strict


def main():
    schema = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    strict = as_promised(schema, schema)
    validator = jsonschema.Draft202012Validator(strict, format_checker=jsonschema.FormatChecker())
    seen = 0
    faults = 0
    for path in reports(sys.argv[2:]):
        for report in objects(path.read_text(encoding="utf-8")):
            seen += 1
            for error in validator.iter_errors(report):
                faults += 1
                print(f"{path}: /{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}")
    print(f"{seen} reports, {faults} faults")
    return 1 if faults or not seen else 0


if __name__ == "__main__":
    sys.exit(main())
