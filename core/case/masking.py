"""What is shown of a person to whom it is not needed: enough to know it again, not enough to reach it (domain 7.2)."""

from __future__ import annotations

from core.message import Address


def masked(address: Address) -> str:
    """`w***@example.com`, `+6281*****222`; a handle without a known form shows its first letter only. What a
    platform writes before it (`whatsapp:`) says nothing that the channel does not say.
    """
    name, at, host = address.handle.rpartition("@")
    if at and name:
        return f"{name[:1]}***@{host}"
    handle = address.handle.rpartition(":")[2]
    if sum(letter.isdecimal() for letter in handle) >= 8:
        return f"{handle[:5]}*****{handle[-3:]}"
    return f"{handle[:1]}***" if handle else ""


def initials(name: str) -> str:
    """`Siti Nur Aminah` as `S. N. A.`"""
    return " ".join(f"{word[:1].upper()}." for word in name.split())
