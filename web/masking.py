"""What officers see of a person: a name where one is known, else a masked address (domain 7.2)."""

from __future__ import annotations

from core.case.complaint import Party
from core.case.masking import masked
from core.contact import ON_PAGE
from web.language import translate


def writer(sender: str) -> str:
    """The name that a message was written under, from "Name <handle>"; "" where there was none."""
    name, bracket, _ = sender.rpartition(" <")
    return name if bracket else ""


def called(party: Party) -> str:
    """What to call the person in a list. A display name is a proposal and is marked so on the case page; the
    number of a form is nobody's name.
    """
    if party.name:
        return party.name
    for address in party.addresses:
        if address.display_name:
            return address.display_name
    reachable = (masked(address) for address in party.addresses if address.kind != ON_PAGE)
    return next(reachable, translate("Tanpa nama"))
