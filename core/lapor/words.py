"""What LAPOR! calls kinds of report and states of a case (domain 4.2 and 4.6). States are the office's to change:
the machine's names of version 4 could not be verified.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from core.case.complaint import State
from core.classify.labels import Kind
from core.errors import ConfigError

KINDS: Final[Mapping[str, Kind]] = {
    "pengaduan": Kind.COMPLAINT,
    "aspirasi": Kind.SUGGESTION,
    "permintaan informasi": Kind.INFORMATION_REQUEST,
}
OTHER = "lainnya"
STATES: Final[Mapping[State, str]] = {
    State.RECEIVED: "belum diverifikasi",
    State.AWAITING_DATA: "tunda",
    State.UNDER_REVIEW: "proses tindak lanjut",
    State.ANSWERED: "ada tanggapan",
    State.CLOSED: "selesai",
    State.REDIRECTED: "bukan wewenang",
    State.WITHDRAWN: "arsip",
    State.SPAM: "arsip",
}


def kind_word(kind: Kind) -> str:
    return next((word for word, found in KINDS.items() if found is kind), OTHER)


def state_words(changed: Sequence[str]) -> Mapping[State, str]:
    """The words with the office's own, each written as `state = word`. Raises ConfigError."""
    own: dict[State, str] = {}
    for line in changed:
        state, equals, word = (part.strip() for part in line.partition("="))
        if not equals or not word or state not in set(State):
            raise ConfigError(
                f'state_words: write each as "state = word", the state one of {", ".join(State)}; not {line!r}'
            )
        own[State(state)] = word
    return {**STATES, **own}
