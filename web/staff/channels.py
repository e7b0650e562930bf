"""The ops page: every channel in one line, and the books of the last days. No personal data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from core.message import Terminal
from core.meter import SLOWING
from core.ports.inbox import Session
from core.ports.send import SendState
from ops.health import COUNTED, Condition, report
from web.abilities import abilities, columns
from web.deadlines import Tone
from web.language import N_, translate
from web.site import Site

# What is on its way or an officer's task, and what a person should look at; what has arrived needs no line.
WAITING = (SendState.PROPOSED, SendState.DUE, SendState.SENDING, SendState.BY_HAND)
TONES = {
    Condition.OK: Tone.CALM,
    Condition.STARTING: Tone.QUIET,
    Condition.LATE: Tone.NEAR,
    Condition.FAILING: Tone.OVERDUE,
    Condition.PAUSED: Tone.URGENT,
    Condition.SILENT: Tone.OVERDUE,
}
TROUBLES: Final[Mapping[str, str]] = {  # an account's error, in words and with the step to take
    "unreachable": N_(
        "Tidak dapat dihubungi; dicoba lagi sendiri. Bila lama, periksa jaringan dan alamat servernya."
    ),
    "throttled": N_("Platform meminta menunggu; dicoba lagi sendiri."),
    "unauthorised": N_("Akses kita ditolak: perbarui kata sandi atau token akun ini."),
    "contested": N_("Program lain membaca akun ini juga: hentikan program itu."),
    "out-of-credit": N_("Saldo di penyedia habis: isi saldonya."),
    "over-budget": N_("Batas biaya bulan ini tercapai: naikkan batasnya, atau tunggu bulan depan."),
    "refused": N_("Permintaan kita ditolak platform: beri tahu pengelola sistem."),
    "forged": N_("Kiriman bertanda tangan salah ditolak: periksa rahasia webhook akun ini."),
}
TROUBLED = (SendState.UNKNOWN, SendState.FAILED, SendState.HELD)


async def show(site: Site, request: Request, session: Session) -> Response:
    now = site.now()
    found = await site.store.read(lambda unit: report(unit, now))
    return site.pages.show(
        request,
        "channels.html",
        session=session,
        report=found,
        today=site.today(),
        terminals=Terminal,
        waiting=WAITING,
        troubled=TROUBLED,
        tones=TONES,
        counted=COUNTED,
        columns=columns(),
        trouble=trouble,
        abilities={
            name: abilities(can)
            for name, can in site.settings.capabilities.items()
            if name in {account.account for account in found.accounts}
        },
        slowing=SLOWING,
        kinds={account.account: account.kind for account in found.accounts},
    )


def trouble(code: str) -> str:
    """What ails an account; the code stays beside the words, for the documents name it. An unknown one goes alone."""
    return f"{translate(TROUBLES[code])} ({code})" if code in TROUBLES else code
