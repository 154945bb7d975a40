"""How an event is written down and hashed: pure."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from json.encoder import encode_basestring
from typing import Any

import rfc8785

ALGORITHMS: dict[str, Callable[[bytes], str]] = {"sha256": lambda data: hashlib.sha256(data).hexdigest()}


def sm3(data: bytes) -> str:
    """SM3 (GB/T 32905) where 国密 is configured."""
    from cryptography.hazmat.primitives import hashes

    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()


ALGORITHMS["sm3"] = sm3


@dataclass(frozen=True, slots=True)
class Link:
    """One event as it is hashed. `payload` is canonical JSON text; `at` is UTC with microseconds.

    Keys stand in alphabetical order and strings carry the fewest escapes, so that `canonical` is RFC 8785 form
    as it is built.
    """

    actor: int | None
    algorithm: str
    at: str
    behalf: int | None
    correlation: str
    from_state: str
    kind: str
    matter: int | None
    payload: str
    previous: str
    seq: int
    to_state: str

    def canonical(self) -> str:
        quote = encode_basestring
        return (
            f'{{"actor":{"null" if self.actor is None else self.actor}'
            f',"algorithm":{quote(self.algorithm)}'
            f',"at":{quote(self.at)}'
            f',"behalf":{"null" if self.behalf is None else self.behalf}'
            f',"correlation":{quote(self.correlation)}'
            f',"from":{quote(self.from_state)}'
            f',"kind":{quote(self.kind)}'
            f',"matter":{"null" if self.matter is None else self.matter}'
            f',"payload":{self.payload}'
            f',"previous":{quote(self.previous)}'
            f',"seq":{self.seq}'
            f',"to":{quote(self.to_state)}}}'
        )

    def hash(self) -> str:
        return ALGORITHMS[self.algorithm](self.canonical().encode())


def moment(at: datetime) -> str:
    """A moment as it is hashed.

    >>> moment(datetime(2026, 2, 3, 4, 5, 6, 7, tzinfo=UTC))
    '2026-02-03T04:05:06.000007Z'
    """
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical(value: Any) -> str:
    """Canonical JSON text (RFC 8785) of a payload."""
    return rfc8785.dumps(value).decode()


def commitment(salt: str, text: str) -> str:
    """What stands in the log for a personal text: HMAC-SHA256 under a salt that is erased with the text."""
    return hmac.new(bytes.fromhex(salt), text.encode(), hashlib.sha256).hexdigest()


SHORT = 4  # characters of a text that may be a name


def masked(text: str) -> str:
    """A personal text as pages show it before anybody gave a purpose: the first character of a name or of an account,
    a number or an address; of longer words only their length.

    The values of a list of (label, text) pairs are masked one by one.

    >>> masked("林乙"), masked("电话回访核实地址"), masked("he"), masked('[["电话", "0550"]]')
    ('林＊', '〔已遮盖8字〕', 'h＊＊＊', '[["电话", "0＊＊＊"]]')
    """
    if text.startswith("[["):
        with contextlib.suppress(ValueError):
            return json.dumps(
                [[label, masked(value)] for label, value in json.loads(text)], ensure_ascii=False
            )
    if text.isascii():
        return f"{text[:1]}＊＊＊"
    return text[:1] + "＊" * (len(text) - 1) if len(text) <= SHORT else f"〔已遮盖{len(text)}字〕"


CHUNK = 1 << 14


def merkle_root(leaves: Iterable[str]) -> str:
    """The Merkle root over hex hashes in order, as in RFC 6962 (leaf 0x00, node 0x01); '' over none.

    Reckoned level by level in whole subtrees, about a microsecond for each leaf; memory stays small.

    >>> merkle_root(["aa"]) == hashlib.sha256(bytes.fromhex("00aa")).hexdigest()
    True
    """
    rest = iter(leaves)
    stack: list[tuple[int, bytes]] = []
    while chunk := [bytes.fromhex(leaf) for leaf in islice(rest, CHUNK)]:
        stack.append((len(chunk), _subtree([_sha(b"\x00" + leaf).digest() for leaf in chunk])))
        while len(stack) > 1 and stack[-1][0] == stack[-2][0]:
            size, right = stack.pop()
            _, left = stack.pop()
            stack.append((size * 2, _sha(b"\x01" + left + right).digest()))
    if not stack:
        return ""
    _, root = stack.pop()
    while stack:
        _, left = stack.pop()
        root = _sha(b"\x01" + left + root).digest()
    return root.hex()


def _subtree(level: list[bytes]) -> bytes:
    """The root over hashed leaves. An odd one at the end goes up as it is, which is what the standard's split gives."""
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        level = [_sha(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)] + odd
    return level[0]


_sha = hashlib.sha256
