"""The master key: 32 random bytes, kept as base64 outside the database."""

from __future__ import annotations

import base64
import secrets

from core.errors import ConfigError

MASTER_KEY_BYTES = 32


def generate_master_key() -> bytes:
    """A new master key from the operating system's random source."""
    return secrets.token_bytes(MASTER_KEY_BYTES)


def master_key_text(key: bytes) -> str:
    """The key as it stands in the environment or the secrets file (base64)."""
    return base64.b64encode(key).decode("ascii")


def parse_master_key(text: str) -> bytes:
    """Reads what `master_key_text` wrote. Raises ConfigError, which never repeats the text."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except ValueError as error:
        raise ConfigError(
            "the master key is not base64: copy it whole, or type it in from its escrow copy with `aduan init --escrow`"
        ) from error
    if len(key) != MASTER_KEY_BYTES:
        raise ConfigError(
            f"the master key has {len(key)} bytes instead of {MASTER_KEY_BYTES}: copy it whole, "
            "or type it in from its escrow copy with `aduan init --escrow`"
        )
    return key
