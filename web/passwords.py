"""Passwords: argon2id, off the loop, at most two at once (each takes 64 MiB)."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from functools import cached_property
from secrets import token_bytes
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

TIME_COST, MEMORY_KIB, LANES = 3, 64 * 1024, 4
AT_ONCE = 2


class Passwords:
    """Makes and checks hashes. A check against no hash at all takes as long as any other, so that the
    answer's time does not tell who exists.
    """

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)
        self._nobody = _hash_of_no_password()

    @cached_property
    def _hasher(self) -> PasswordHasher:
        from argon2 import PasswordHasher  # with the first password: a service that only takes in needs none

        return PasswordHasher(TIME_COST, MEMORY_KIB, LANES)

    async def hash(self, password: str) -> str:
        async with self._places:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def fits(self, password: str, stored: str | None) -> bool:
        """Whether the password belongs to the stored hash; never, when there is none."""
        async with self._places:
            return await asyncio.to_thread(self._verify, password, stored or self._nobody)

    def outdated(self, stored: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def _verify(self, password: str, stored: str) -> bool:
        from argon2.exceptions import InvalidHashError, VerificationError

        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


def _hash_of_no_password() -> str:
    """A well-formed hash of random bytes: checking it costs the same, and nothing fits it."""
    salt, digest = (b64encode(token_bytes(length)).decode().rstrip("=") for length in (16, 32))
    return f"$argon2id$v=19$m={MEMORY_KIB},t={TIME_COST},p={LANES}${salt}${digest}"
