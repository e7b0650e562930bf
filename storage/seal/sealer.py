"""Keys, sealed values and keyed hashes, all rooted in one master key."""

from __future__ import annotations

import hashlib
import os
import zlib
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import StoreError
from storage.seal.master import MASTER_KEY_BYTES

FORMAT = b"\x01"  # first byte of every sealed value, so that another cipher can follow one day
PACKED = b"\x02"  # the same, of what was deflated before
PACKED_LEAST, PACKED_MOST = 256, 16 * 1024
"""Bytes of a value that deflating is worth its time: a third to a half of a text, in 10 to 30 microseconds.
What is longer carries files, which hardly shrink."""

WINDOW_BITS, MEMORY_LEVEL = (
    -12,
    5,
)  # a short window: to prepare zlib's own takes longer than to deflate a mail
NONCE_BYTES = 12
KEY_BYTES = 32
HASH_BYTES = 16
CACHED_KEYS = 4096
KEY_CONTEXT = b"aduan data key"


@dataclass(frozen=True, slots=True)
class DataKey:
    """The key of one person or message: `plain` seals, `wrapped` is what the database stores."""

    plain: bytes = field(repr=False)
    wrapped: bytes


class Sealer:
    """Seals and opens values. Safe to use from several threads.

    `context` names the place a value belongs to (table, column, row): a value that was moved to
    another place does not open there.
    """

    def __init__(self, master_key: bytes) -> None:
        if len(master_key) != MASTER_KEY_BYTES:
            raise ValueError(f"a master key has {MASTER_KEY_BYTES} bytes")
        self._wrapping_key = _subkey(master_key, b"aduan wrap 1")
        self._hash_key = _subkey(master_key, b"aduan hash 1")
        self._domains: dict[str, hashlib.blake2b] = {}
        self._unwrap = lru_cache(maxsize=CACHED_KEYS)(self._unwrap_anew)
        self._cipher = lru_cache(maxsize=CACHED_KEYS)(AESGCM)
        self.key_check = _subkey(master_key, b"aduan check 1")[:HASH_BYTES]
        """Stored in the database; tells whether a master key is the database's own, and nothing of it."""

    def new_key(self) -> DataKey:
        """A fresh random key with its wrapped form."""
        plain = os.urandom(KEY_BYTES)
        return DataKey(plain, self.seal(self._wrapping_key, plain, KEY_CONTEXT))

    def unwrap(self, wrapped: bytes) -> bytes:
        """The plain key. Raises StoreError when `wrapped` is damaged or of another master key."""
        return self._unwrap(wrapped)

    def forget(self) -> None:
        """Drops all keys from memory; to be called after an erasure."""
        self._unwrap.cache_clear()
        self._cipher.cache_clear()

    def seal(self, key: bytes, value: bytes, context: bytes) -> bytes:
        """The value encrypted and bound to its context; 29 bytes longer than it was."""
        nonce = os.urandom(NONCE_BYTES)
        return FORMAT + nonce + self._cipher(key).encrypt(nonce, value, context)

    def seal_packed(self, key: bytes, value: bytes, context: bytes) -> bytes:
        """As `seal`, for words and mails: deflated where that makes them shorter. How well they deflate can
        be told from the length, as the length of a text can anyway.
        """
        if PACKED_LEAST <= len(value) <= PACKED_MOST:
            packing = zlib.compressobj(zlib.Z_BEST_SPEED, zlib.DEFLATED, WINDOW_BITS, MEMORY_LEVEL)
            packed = packing.compress(value) + packing.flush()
            if len(packed) < len(value):
                nonce = os.urandom(NONCE_BYTES)
                return PACKED + nonce + self._cipher(key).encrypt(nonce, packed, PACKED + context)
        return self.seal(key, value, context)

    def open(self, key: bytes, sealed: bytes, context: bytes) -> bytes:
        """What `seal` or `seal_packed` was given. Raises StoreError when anything of the three is not what
        it was.
        """
        if sealed[:1] == PACKED:
            return zlib.decompress(self._decrypted(key, sealed, PACKED + context), WINDOW_BITS)
        if sealed[:1] != FORMAT:
            raise StoreError(
                "a sealed value has an unknown format: it is damaged, or a newer version wrote it"
            )
        return self._decrypted(key, sealed, context)

    def _decrypted(self, key: bytes, sealed: bytes, context: bytes) -> bytes:
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return self._cipher(key).decrypt(nonce, body, context)
        except (InvalidTag, ValueError) as error:
            raise StoreError(
                "a sealed value does not open: it is damaged, was moved, or was sealed with another key"
            ) from error

    def seal_text(self, key: bytes, text: str, context: bytes) -> bytes:
        """As `seal`, for text."""
        return self.seal(key, text.encode("utf-8"), context)

    def open_text(self, key: bytes, sealed: bytes, context: bytes) -> str:
        """As `open`, for text."""
        return self.open(key, sealed, context).decode("utf-8")

    def keyed_hash(self, domain: str, value: str | bytes) -> bytes:
        """16 bytes that stand for the value in look-ups. `domain` is a constant of the code, such as
        "address": equal values of different domains have different hashes.
        """
        start = self._domains.get(domain)
        if start is None:
            domain_key = hashlib.blake2b(domain.encode(), key=self._hash_key).digest()
            start = self._domains[domain] = hashlib.blake2b(key=domain_key, digest_size=HASH_BYTES)
        keyed = start.copy()
        keyed.update(value.encode("utf-8") if isinstance(value, str) else value)
        return keyed.digest()

    def _unwrap_anew(self, wrapped: bytes) -> bytes:
        return self.open(self._wrapping_key, wrapped, KEY_CONTEXT)


def _subkey(master_key: bytes, purpose: bytes) -> bytes:
    """HKDF (RFC 5869): the keys that wrap, hash and check say nothing of one another."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(master_key)
