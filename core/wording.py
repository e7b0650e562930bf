"""A notice in the length that its account's channel carries: decided here, by the channel's capabilities."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from core.capabilities import Capabilities
from core.case.complaint import Complaint
from core.classify.labels import Language
from core.desk import Desk
from core.notice.notices import Length, Notice, Text
from core.notice.template import Values
from core.notice.values import case_values

ANY = Capabilities()


def word(
    notice: Notice,
    language: Language,
    account: str,
    desk: Desk,
    values: Callable[[Length], Values] = lambda _: {},
    *,
    late: bool = False,
    before: str = "",
) -> Text:
    """The longest text that the channel carries in one message, with what stands `before` it there. `late`:
    the channel's window may be shut by the time the text leaves, and what passes then (a template) takes a
    short text only.
    """
    able = desk.capabilities.get(account, ANY)
    for length in () if able.brief or (late and able.window) else (Length.MAIL, Length.CHAT):
        text = desk.notices.render(notice, language, length, values(length))
        if able.carries(f"{before}\n\n{text.body}" if before else text.body):
            return text
    return desk.notices.render(notice, language, Length.SHORT, values(Length.SHORT))


def word_case(
    notice: Notice,
    case: Complaint,
    desk: Desk,
    now: datetime,
    *,
    account: str = "",
    heard: datetime | None = None,
    check_code: str = "",
    due_days: int = 0,
    reason: str = "",
    text: str = "",
    before: str = "",
) -> Text:
    """A notice about a case, in the citizen's language, to leave by `account` (default: as it came in).

    `heard` is when the citizen wrote last, as far as is known: a channel's window is counted from there.
    `text` is an officer's own (Notice.REPLY). For `before` see `word`, for the rest `case_values`.
    """
    language = case.labels.language
    channel = case.party.addresses[0].kind if case.party.addresses else ""

    def values(length: Length) -> Values:
        told = case_values(
            desk.notices,
            language,
            length,
            case,
            desk.bases,
            channel=channel,
            check_code=check_code,
            due_days=due_days,
            reason=reason,
        )
        return told | ({"text": text} if text else {})

    account = account or case.account
    window = desk.capabilities.get(account, ANY).window
    late = window is not None and now - (heard or case.received_at) > window
    return word(notice, language, account, desk, values, late=late, before=before)
