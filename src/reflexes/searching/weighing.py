"""Weights of many records at once, as bit planes in Python's long integers.

Bit `n` of an integer stands for record `n`. A set of records is one integer; a small number for
each record is a list of integers, its binary digits, lowest first (a bit-sliced index: O'Neil and
Quass, 1997). To add the weights of a word to the scores of 100,000 records then takes some dozens
of operations on integers of 12 kilobytes, a few microseconds each, where a loop takes milliseconds.
"""

from array import array
from collections.abc import Iterable, Sequence

LEVEL_BITS = 4
LEVELS = (1 << LEVEL_BITS) - 1
"""The weight of a word in a record, from 1 to this."""
DENSE = 32
"""A word held by more than one record in this many is kept as planes, others as lists."""


FEW = 64
"""So few records are kept as lists, however few there are in all."""


def as_set(numbers: Iterable[int], size: int) -> int:
    """The set of these records, out of `size`."""
    bits = bytearray(size // 8 + 1)
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(bits, "little")


def members(records: int) -> Iterable[int]:
    """The records of a set, lowest first."""
    digits = bin(records)[:1:-1]
    at = digits.find("1")
    while at >= 0:
        yield at
        at = digits.find("1", at + 1)


def entry(number: int, level: int) -> int:
    """A record and its weight in one number."""
    return number << LEVEL_BITS | level


def planes_of(entries: Iterable[int], size: int) -> tuple[int, ...]:
    """The planes of a weight given for some records, as entries."""
    kept = [bytearray(size // 8 + 1) for _ in range(LEVEL_BITS)]
    first, second, third, fourth = kept
    for one in entries:
        at, bit = one >> LEVEL_BITS + 3, 1 << (one >> LEVEL_BITS & 7)
        if one & 1:
            first[at] |= bit
        if one & 2:
            second[at] |= bit
        if one & 4:
            third[at] |= bit
        if one & 8:
            fourth[at] |= bit
    return tuple(int.from_bytes(bits, "little") for bits in kept)


class Postings:
    """The records that hold a word, out of `size`, each with its weight, from 1 to `LEVELS`.

    Kept as planes when the word is common, else as entries, from which planes are made when they
    are asked for.
    """

    __slots__ = ("_entries", "_kept", "_size", "count")

    def __init__(self, entries: "array[int]", size: int) -> None:
        """Choose the form that costs least."""
        self.count = len(entries)
        self._size = size
        common = self.count > max(FEW, size // DENSE)
        self._kept = planes_of(entries, size) if common else ()
        self._entries = None if common else entries

    @property
    def planes(self) -> tuple[int, ...]:
        """The weights as planes."""
        return self._kept if self._entries is None else planes_of(self._entries, self._size)


def add(total: list[int], planes: Sequence[int], shift: int = 0) -> None:
    """Add to each record's total its weight, doubled `shift` times."""
    carry = 0
    at = shift
    while at < shift + len(planes) or carry:
        plane = planes[at - shift] if at - shift < len(planes) else 0
        while len(total) <= at:
            total.append(0)
        sofar = total[at]
        either = sofar ^ plane
        total[at] = either ^ carry
        carry = (sofar & plane) | (carry & either)
        at += 1


def add_times(total: list[int], planes: Sequence[int], times: int) -> None:
    """Add to each record's total its weight, `times` times."""
    shift = 0
    while times:
        if times & 1:
            add(total, planes, shift)
        times >>= 1
        shift += 1


def greatest(total: Sequence[int], among: int) -> tuple[int, int]:
    """The greatest total among some records, and the records that have it."""
    value = 0
    for place in reversed(range(len(total))):
        with_bit = among & total[place]
        if with_bit:
            among = with_bit
            value |= 1 << place
    return value, among


def best(total: Sequence[int], among: int, most: int) -> list[tuple[int, int]]:
    """The `most` records with the greatest totals, as (total, record), greatest first.

    Equal totals keep the order of the records.
    """
    chosen, rest, wanted = 0, among, most
    for plane in reversed(total):
        high = rest & plane
        count = high.bit_count()
        if count >= wanted:
            rest = high
        else:
            chosen |= high
            wanted -= count
            rest &= ~plane
    picked = [*members(chosen), *(n for n, _ in zip(members(rest), range(wanted), strict=False))]
    return sorted(zip(values(total, picked), picked, strict=True), key=lambda p: (-p[0], p[1]))


def values(total: Sequence[int], picked: Sequence[int]) -> list[int]:
    """The totals of some records."""
    found = [0] * len(picked)
    for place, plane in enumerate(total):
        bits = plane.to_bytes(plane.bit_length() // 8 + 1, "little")
        end = len(bits)
        for at, number in enumerate(picked):
            byte = number >> 3
            if byte < end and bits[byte] >> (number & 7) & 1:
                found[at] |= 1 << place
    return found
