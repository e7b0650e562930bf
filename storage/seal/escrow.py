"""The escrow copy of the master key: four rows on paper, each of which finds its own typing errors."""

from __future__ import annotations

import hashlib

from core.errors import ConfigError
from storage.seal.master import MASTER_KEY_BYTES

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
ROWS = 4
ROW_BYTES = MASTER_KEY_BYTES // ROWS
CHECK_BYTES = 2
ROW_LETTERS = (ROW_BYTES + CHECK_BYTES) * 8 // 5
GROUP = 4


def escrow_text(key: bytes) -> str:
    """Four numbered rows of four groups of four letters: 8 bytes of the key and 2 of checksum each."""
    rows = (key[i * ROW_BYTES : (i + 1) * ROW_BYTES] for i in range(ROWS))
    return "\n".join(f"{n}: {_groups(_letters(row + _check(n, row)))}" for n, row in enumerate(rows, 1))


def parse_escrow(text: str) -> bytes:
    """Reads a typed escrow sheet; case, spaces, row numbers and O/0, I/L/1 do not matter.

    Raises ConfigError naming the row that is wrong; it never repeats the row.
    """
    rows = [row for row in text.splitlines() if row.strip()]
    if len(rows) != ROWS:
        raise ConfigError(f"the escrow sheet has {ROWS} rows, {len(rows)} were typed")
    return b"".join(_row(number, row) for number, row in enumerate(rows, 1))


def _row(number: int, text: str) -> bytes:
    letters = "".join(text.rpartition(":")[2].upper().translate(LOOKALIKES).replace("-", " ").split())
    if len(letters) != ROW_LETTERS or not set(letters) <= set(ALPHABET):
        raise ConfigError(
            f"row {number} of the escrow sheet needs {ROW_LETTERS} letters or digits: type it again"
        )
    value = 0
    for letter in letters:
        value = value * len(ALPHABET) + ALPHABET.index(letter)
    raw = value.to_bytes(ROW_BYTES + CHECK_BYTES, "big")
    row, check = raw[:ROW_BYTES], raw[ROW_BYTES:]
    if check != _check(number, row):
        raise ConfigError(
            f"row {number} of the escrow sheet has a typing error: compare it and type it again"
        )
    return row


def _check(number: int, row: bytes) -> bytes:
    """The row's number is part of it, so that swapped rows are found too."""
    return hashlib.blake2b(bytes([number]) + row, digest_size=CHECK_BYTES, person=b"aduan escrow 1").digest()


def _letters(raw: bytes) -> str:
    value = int.from_bytes(raw, "big")
    return "".join(ALPHABET[value >> shift & 31] for shift in range(len(raw) * 8 - 5, -1, -5))


def _groups(letters: str) -> str:
    return " ".join(letters[i : i + GROUP] for i in range(0, len(letters), GROUP))
