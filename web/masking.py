"""What officers see of a person: a name where one is known, else a masked address (domain 7.2)."""

from __future__ import annotations

from core.case.complaint import Party
from core.case.masking import masked
from core.message import Address
from web.language import translate


def writer(sender: str) -> str:
    """Who wrote a message, from "Name <handle>": the name, or the handle masked."""
    name, bracket, _ = sender.rpartition(" <")
    return name if bracket else masked(Address("", sender))


def called(party: Party) -> str:
    """What to call the person in a list. A display name is a proposal and is marked so on the case page."""
    if party.name:
        return party.name
    for address in party.addresses:
        if address.display_name:
            return address.display_name
    for address in party.addresses:
        return masked(address)
    return translate("Tanpa nama")
