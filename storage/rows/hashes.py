"""By which keyed hash things are found again; equal words of different kinds never meet."""

from __future__ import annotations

import base64

from core.message import Address
from storage.seal import Sealer


def address_hash(sealer: Sealer, kind: str, handle: str) -> bytes:
    return sealer.keyed_hash("address", f"{kind}\0{handle}")


def conversation_hash(sealer: Sealer, account: str, to: Address) -> bytes:
    """One account talking with one address: the messages between them leave in order."""
    return sealer.keyed_hash("conversation", f"{account}\0{to.kind}\0{to.handle}")


def envelope_hash(sealer: Sealer, key: str) -> bytes:
    """The key of a delivery within its account."""
    return sealer.keyed_hash("envelope", key)


def item_hash(sealer: Sealer, external_id: str) -> bytes:
    return sealer.keyed_hash("item", external_id)


def thread_hash(sealer: Sealer, account: str, key: str) -> bytes:
    """A platform's ids are its own: the same number in another account is another thread."""
    return sealer.keyed_hash("thread", f"{account}\0{key}")


def sent_hash(sealer: Sealer, account: str, external_id: str) -> bytes:
    """The platform's id of a message of ours, as delivery reports name it."""
    return sealer.keyed_hash("sent", f"{account}\0{external_id}")


def check_hash(sealer: Sealer, ticket: str, check_code: str) -> bytes:
    return sealer.keyed_hash("check code", f"{ticket}\0{check_code}")


def token(sealer: Sealer, outbound_id: int) -> str:
    """The name of a message of ours for ever; it cannot be guessed from the id."""
    short = sealer.keyed_hash("token", str(outbound_id))[:5]
    return f"{outbound_id}-{base64.b32encode(short).decode().lower()}"


def form_hash(sealer: Sealer, code: str) -> bytes:
    """The code of a blank paper form."""
    return sealer.keyed_hash("paper form", code)


def opening_hash(sealer: Sealer, key: str) -> bytes:
    """What makes two submissions one opening of the box."""
    return sealer.keyed_hash("box opening", key)


NOBODY = bytes(16)
"""Stands where the hash of an erased person's address stood; no address has it."""
