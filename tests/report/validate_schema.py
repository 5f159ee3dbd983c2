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


def main():
    schema = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
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
