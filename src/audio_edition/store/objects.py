"""One stored object as bytes: a header that says what it is, then its payload, each with its digest.

Enters: kind, key, facts about the payload, and the payload. Leaves: the same, if every digest is right. Refuses: any
damage (``DamagedObjectError``): flipped bits, truncation, another object in its place, an unknown version.

    offset  size
    0       8     b"AEstore" and the version, 1
    8       4     length of the header, big-endian
    12      n     header, JSON: kind, key, size and sha256 of the payload, facts
    12+n    32    SHA-256 of everything before it
    44+n    ...   payload
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, BinaryIO

from msgspec import Struct

MAGIC = b"AEstore\x01"
_MOST_HEADER_BYTES = 16 << 20


class DamagedObjectError(ValueError):
    """The bytes are not the object that was asked for."""


class Header(Struct, frozen=True):
    """What an object says about itself."""

    kind: str
    """``clip`` or ``segment``."""
    key: str
    payload_size: int
    payload_sha256: str
    facts: Mapping[str, Any]
    """What can be known without reading the payload."""
    offset: int
    """Where the payload begins."""

    @property
    def file_size(self) -> int:
        """Size of the whole object."""
        return self.offset + self.payload_size


def pack_object(kind: str, key: str, facts: Mapping[str, Any], payload: bytes) -> bytes:
    """Make the bytes of an object."""
    described = {
        "kind": kind,
        "key": key,
        "size": len(payload),
        "sha256": hashlib.sha256(payload).hexdigest(),
        "facts": facts,
    }
    header = json.dumps(described, sort_keys=True, separators=(",", ":")).encode()
    head = MAGIC + len(header).to_bytes(4, "big") + header
    return head + hashlib.sha256(head).digest() + payload


def read_header(source: BinaryIO, kind: str, key: str) -> Header:
    """Read and verify the header of the object ``key``.

    Raises:
        DamagedObjectError: It is damaged, of another version, or another object.
    """
    start = source.read(len(MAGIC) + 4)
    if len(start) != len(MAGIC) + 4 or start[: len(MAGIC)] != MAGIC:
        raise DamagedObjectError("not an object of this version")
    length = int.from_bytes(start[len(MAGIC) :], "big")
    if length > _MOST_HEADER_BYTES:
        raise DamagedObjectError("its header is too long")
    header = source.read(length)
    if hashlib.sha256(start + header).digest() != source.read(32):
        raise DamagedObjectError("its header is damaged")
    described = json.loads(header)
    if described["kind"] != kind or described["key"] != key:
        raise DamagedObjectError("it is another object")
    return Header(kind, key, described["size"], described["sha256"], described["facts"], len(start) + length + 32)


def read_payload(source: BinaryIO, header: Header) -> bytes:
    """Read and verify the payload, which follows the header.

    Raises:
        DamagedObjectError: It is damaged, or something follows it.
    """
    payload = source.read(header.payload_size + 1)
    if len(payload) != header.payload_size or hashlib.sha256(payload).hexdigest() != header.payload_sha256:
        raise DamagedObjectError("its payload is damaged")
    return payload
