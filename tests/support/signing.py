# SPDX-License-Identifier: Apache-2.0
"""Signs messages as RFC 6376 and RFC 8617 say, written apart from the program's own code, so that
both would have to be wrong in the same way.

A message is a list of raw header fields, top down, each with its final CRLF, and a body.
"""
import base64
import hashlib
import pathlib
import re
import textwrap


def der_numbers(octets):
    """The integers of a DER structure, in order, looking into sequences and octet strings."""
    found, at = [], 0
    while at < len(octets):
        tag, length, at = octets[at], octets[at + 1], at + 2
        if length & 0x80:
            size = length & 0x7F
            length, at = int.from_bytes(octets[at:at + size], "big"), at + size
        content, at = octets[at:at + length], at + length
        if tag == 0x02:
            found.append(int.from_bytes(content, "big"))
        elif tag == 0x30 or (tag == 0x04 and content[:1] == b"\x30"):
            found += der_numbers(content)
    return found


def der(tag, content):
    size = len(content).to_bytes((len(content).bit_length() + 7) // 8 or 1, "big")
    return bytes([tag]) + (bytes([len(content)]) if len(content) < 0x80 else bytes([0x80 | len(size)]) + size) + content


def der_number(value):
    return der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


class Key:
    """An RSA key; the numbers of a PEM file are enough."""

    def __init__(self, path):
        text = pathlib.Path(path).read_text("ascii")
        numbers = der_numbers(base64.b64decode("".join(l for l in text.splitlines() if not l.startswith("--"))))
        numbers = [n for n in numbers if n > 2]  # the versions
        self.modulus, self.public, self.private = numbers[0], numbers[1], numbers[2]
        self.octets = (self.modulus.bit_length() + 7) // 8

    def sign(self, octets, method="sha256"):
        prefix = {"sha256": "3031300d060960864801650304020105000420", "sha1": "3021300906052b0e03021a05000414"}[method]
        digest = bytes.fromhex(prefix) + hashlib.new(method, octets).digest()
        padded = b"\x00\x01" + b"\xff" * (self.octets - 3 - len(digest)) + b"\x00" + digest
        value = pow(int.from_bytes(padded, "big"), self.private, self.modulus)
        return base64.b64encode(value.to_bytes(self.octets, "big")).decode("ascii")

    def public_key(self):
        """p= as a SubjectPublicKeyInfo."""
        key = der(0x30, der_number(self.modulus) + der_number(self.public))
        algorithm = der(0x30, bytes.fromhex("06092a864886f70d0101010500"))
        return base64.b64encode(der(0x30, algorithm + der(0x03, b"\x00" + key))).decode("ascii")


def relaxed_field(field):
    name, value = field.split(b":", 1)
    value = re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b""))
    return name.rstrip(b" \t").lower() + b":" + value.strip(b" ") + b"\r\n"


def canonical_field(field, how):
    return relaxed_field(field) if how == "relaxed" else field


def canonical_body(body, how):
    if how == "relaxed":
        body = re.sub(rb"[ \t]+", b" ", body).replace(b" \r\n", b"\r\n")
        body = body[:-1] if body.endswith(b" ") else body
    while body.endswith(b"\r\n"):
        body = body[:-2]
    if not body and how == "relaxed":
        return b""
    return body + b"\r\n"


def body_hash(body, how, length=None, method="sha256"):
    return base64.b64encode(hashlib.new(method, canonical_body(body, how)[:length]).digest()).decode("ascii")


def name_of(field):
    return field.split(b":", 1)[0].rstrip(b" \t").lower()


def chosen(fields, names):
    """The fields that h= names: of each name from the bottom up."""
    left = {}
    for field in fields:
        left.setdefault(name_of(field), []).append(field)
    for name in names:
        instances = left.get(name.strip().lower().encode())
        if instances:
            yield instances.pop()


def without_signature(field):
    """With b= emptied, wherever it stands."""
    name, value = field.split(b":", 1)
    tags = value.split(b";")
    for i, tag in enumerate(tags):
        if tag.split(b"=", 1)[0].strip() == b"b":
            tags[i] = tag.split(b"=", 1)[0] + b"="
    return name + b":" + b";".join(tags)


def wrapped(text):
    return "\r\n  ".join(textwrap.wrap(text, 70))


def signature_field(key, fields, body, tags, name="DKIM-Signature", header="relaxed", content="relaxed",
                    names="from:to:subject:date", length=None, method="sha256", hash_text=None):
    """A field with these tags: text in which {h}, {bh} and {b} stand for what belongs there."""
    text = tags.replace("{h}", names).replace("{bh}", hash_text or body_hash(body, content, length, method))
    empty = f"{name}: {text}".replace("{b}", "").encode("utf-8", "surrogateescape")
    listed = [part for part in names.split(":")]
    octets = b"".join(canonical_field(field, header) for field in chosen(fields, listed))
    octets += canonical_field(without_signature(empty + b"\r\n"), header).removesuffix(b"\r\n")
    return f"{name}: {text}".replace("{b}", wrapped(key.sign(octets, method))).encode("utf-8", "surrogateescape") + b"\r\n"


def zone_text(records):
    """A master file: TXT records by name, in strings of at most 255 octets."""
    lines = []
    for name, text in records:
        escaped = [c if c not in '"\\' else "\\" + c for c in text]
        strings = ['"' + "".join(escaped[i:i + 250]) + '"' for i in range(0, len(escaped), 250)] or ['""']
        lines.append(f"{name}. 300 IN TXT ( {' '.join(strings)} )")
    return "\n".join(lines) + "\n"
