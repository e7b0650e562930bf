"""A delivery that was read: its messages with what the classifier found, before anything is decided."""

from __future__ import annotations

from dataclasses import dataclass

from core.case.own_words import own_words
from core.classify.labels import Classification
from core.message import DeliveryReport, InboundMessage
from core.ports.envelopes import Leased
from core.ports.filing import SealedFile


@dataclass(frozen=True, slots=True)
class Reading:
    """One item of an envelope. `parsed` is None for a delivery that holds nothing for us;
    `classification` is None for machines' messages and reports.
    """

    leased: Leased
    position: int
    last: bool
    parsed: InboundMessage | DeliveryReport | None
    classification: Classification | None = None
    files: tuple[SealedFile, ...] = ()


def classified_text(message: InboundMessage) -> str:
    """The text that is classified."""
    return own_words(message.subject, message.text)
