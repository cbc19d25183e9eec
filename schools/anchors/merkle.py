"""A tree of hashes over the events of a record, as RFC 6962 lays it out. Pure.

A signed statement holds the root. With the few hashes on the way from one event to the root, whoever holds the event
sees that it is in the record the statement is about, and learns nothing of any other (S16.23).
"""

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256

LEAF, NODE = b"\x00", b"\x01"


def leaf(content: bytes) -> bytes:
    """The hash of one leaf."""
    return sha256(LEAF + content).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two nodes."""
    return sha256(NODE + left + right).digest()


def root_of(contents: Iterable[bytes]) -> bytes:
    """The root over leaves that come one by one: as many hashes are held as the tree has levels."""
    edge: list[tuple[int, bytes]] = []  # whole trees from left to right, each with its height
    for content in contents:
        height, hash = 0, leaf(content)
        while edge and edge[-1][0] == height:
            height, hash = height + 1, node(edge.pop()[1], hash)
        edge.append((height, hash))
    if not edge:
        return sha256(b"").digest()
    _, hash = edge.pop()
    while edge:
        hash = node(edge.pop()[1], hash)
    return hash


class Tree:
    """A tree held whole, for the ways to its root; one for every size that it had."""

    def __init__(self, contents: Sequence[bytes]) -> None:
        self._leaves = [leaf(content) for content in contents]
        self._hash = cache(self._hash_of)

    def __len__(self) -> int:
        return len(self._leaves)

    def root(self, size: int) -> bytes:
        """The root when the tree had `size` leaves."""
        return self._hash(0, size) if size else sha256(b"").digest()

    def way(self, place: int, size: int) -> list[bytes]:
        """The hashes from the leaf at `place`, counted from 0, to the root of the first `size` leaves."""
        return self._way(place, 0, size)

    def _hash_of(self, start: int, end: int) -> bytes:
        if end - start == 1:
            return self._leaves[start]
        middle = start + _split(end - start)
        return node(self._hash(start, middle), self._hash(middle, end))

    def _way(self, place: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + _split(end - start)
        if place < middle:
            return [*self._way(place, start, middle), self._hash(middle, end)]
        return [*self._way(place, middle, end), self._hash(start, middle)]


def _split(size: int) -> int:
    """The largest power of two below `size`: how many leaves the left side has."""
    return 1 << ((size - 1).bit_length() - 1)


def leads_to(root: bytes, content: bytes, place: int, size: int, way: Sequence[bytes]) -> bool:
    """Whether a way leads from this leaf, at this place, to the root of a tree of that size."""
    hash, last, rest = leaf(content), size - 1, list(way)
    if not 0 <= place < size:
        return False
    while last:
        if place % 2 or place != last:
            if not rest:
                return False
            beside = rest.pop(0)
            hash = node(beside, hash) if place % 2 else node(hash, beside)
        place, last = place // 2, last // 2
    return not rest and hash == root
