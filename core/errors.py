"""What can go wrong, named by what happened; the class alone decides what is done about it.

AduanError
├── ConfigError          the configuration is wrong: key, file and remedy are named
├── StoreError           the database cannot serve
│   ├── StoreMissing     there is none where the configuration points
│   ├── StoreLocked      another process holds it
│   ├── StoreReadOnly    it cannot be written
│   ├── StoreNewer       a newer Aduan made it
│   ├── StoreFull        the disk is full
│   ├── StoreRefused     it will not take a value: the one that brought it is set aside
│   └── StoreBusy        the queue of waiting units is full: answer 503, nothing was kept
├── Stale                somebody changed the case, or took the lease, in the meantime
├── NotAllowed           this person or this state does not permit the step
├── Unreadable           a delivery cannot be read: it goes to quarantine
├── Forged               a delivery's signature is wrong
└── ChannelError         a platform did not do what was asked
    ├── Unreachable      no connection, time-out, or its own fault: try again
    ├── Throttled        it asks to wait
    ├── Unauthorised     it refuses our credentials: the account pauses, operators are told
    ├── Contested        another program holds the account: operators are told, we try again
    ├── OutOfCredit      the platform wants money first: the account pauses, operators are told
    ├── OverBudget       the month's ceiling that we set is reached: the same
    ├── Refused          it will never take this message: a person must see it
    ├── ByHand           no program may send here: a person does, with the text and link we give
    ├── RecipientGone    this recipient cannot be reached: stop, a person must see it
    └── Uncertain        the message may or may not have left: settle it, never just resend
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta


class AduanError(Exception):
    """Root of all errors that this project raises on purpose."""


class ConfigError(AduanError):
    """The configuration is wrong; the text names the file, the key and the remedy."""


class StoreError(AduanError):
    """The database cannot serve; the text names it and the remedy."""


class StoreMissing(StoreError):
    pass


class StoreLocked(StoreError):
    pass


class StoreReadOnly(StoreError):
    pass


class StoreNewer(StoreError):
    pass


class StoreFull(StoreError):
    pass


class StoreRefused(StoreError):
    pass


class StoreBusy(StoreError):
    pass


class Stale(AduanError):
    """Somebody was faster: read anew and decide again."""


class NotAllowed(AduanError):
    """The step is not open to this person or in this state."""


class Unreadable(AduanError):
    """A delivery that cannot be read. `code` is a short word for the quarantine list."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class Forged(AduanError):
    """A delivery whose signature is wrong or missing."""


class ChannelError(AduanError):
    """A platform did not do what was asked.

    `code` stands in lists and metrics, `retry` says whether trying again can help, `tell_ops`
    whether operators must hear of it. The text never holds personal data or secrets.
    """

    code = "channel"
    retry = False
    tell_ops = False

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.code)
        self.detail = detail


class Unreachable(ChannelError):
    code = "unreachable"
    retry = True


class Throttled(ChannelError):
    code = "throttled"
    retry = True

    def __init__(self, detail: str = "", wait: timedelta | None = None) -> None:
        super().__init__(detail)
        self.wait = wait


class Unauthorised(ChannelError):
    code = "unauthorised"
    retry = True
    tell_ops = True


class Contested(ChannelError):
    code = "contested"
    retry = True
    tell_ops = True


class OutOfCredit(ChannelError):
    """The platform serves for money, and what was paid is used up."""

    code = "out-of-credit"
    retry = True
    tell_ops = True


class OverBudget(ChannelError):
    """One step more could pass the ceiling that the office set for the month. Nobody was asked."""

    code = "over-budget"
    retry = True
    tell_ops = True


class Refused(ChannelError):
    code = "refused"


class ByHand(ChannelError):
    """The account cannot send this: an officer does it by hand. `link` is where (no personal data)."""

    code = "by-hand"

    def __init__(self, detail: str = "", link: str = "") -> None:
        super().__init__(detail)
        self.link = link


class RecipientGone(ChannelError):
    code = "recipient-gone"


class Uncertain(ChannelError):
    code = "uncertain"


def remedy(unknown: str, known: Iterable[str]) -> str:
    """What to write in the place of a word that is not known: the nearest that is, or one of all."""
    names = list(known)
    near = nearest(unknown, names)
    return f"did you mean {near!r}?" if near else f"known are: {', '.join(names)}"


def nearest(unknown: str, known: Sequence[str]) -> str:
    """The known word that looks most like this one; "" where none does."""
    import difflib  # only who errs needs it

    return next(iter(difflib.get_close_matches(unknown, known, n=1)), "")
