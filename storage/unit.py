"""A unit over SQL: one transaction and the ports that may be used in it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from storage.transaction import Transaction

if TYPE_CHECKING:
    from storage.accounts import SqlAccounts
    from storage.boxes import SqlBoxes
    from storage.cases import SqlCases
    from storage.envelopes import SqlEnvelopes
    from storage.erasure import SqlErasures
    from storage.filing import SqlFiling
    from storage.forms import SqlForms
    from storage.groups import SqlGroups
    from storage.history import SqlHistory
    from storage.inbox import SqlInbox
    from storage.judgements import SqlJudgements
    from storage.ledger import SqlLedger
    from storage.outbox import SqlOutbox
    from storage.register import SqlRegister
    from storage.staff import SqlStaff
    from storage.usage import SqlUsages


class SqlUnit(Transaction):
    """Fulfils `core.ports.store.Unit`. A port is imported and made when it is first asked for."""

    @cached_property
    def envelopes(self) -> SqlEnvelopes:
        from storage.envelopes import SqlEnvelopes

        return SqlEnvelopes(self)

    @cached_property
    def filing(self) -> SqlFiling:
        from storage.filing import SqlFiling

        return SqlFiling(self)

    @cached_property
    def cases(self) -> SqlCases:
        from storage.cases import SqlCases

        return SqlCases(self)

    @cached_property
    def outbox(self) -> SqlOutbox:
        from storage.outbox import SqlOutbox

        return SqlOutbox(self)

    @cached_property
    def accounts(self) -> SqlAccounts:
        from storage.accounts import SqlAccounts

        return SqlAccounts(self)

    @cached_property
    def ledger(self) -> SqlLedger:
        from storage.ledger import SqlLedger

        return SqlLedger(self)

    @cached_property
    def history(self) -> SqlHistory:
        from storage.history import SqlHistory

        return SqlHistory(self)

    @cached_property
    def inbox(self) -> SqlInbox:
        from storage.inbox import SqlInbox

        return SqlInbox(self)

    @cached_property
    def usages(self) -> SqlUsages:
        from storage.usage import SqlUsages

        return SqlUsages(self)

    @cached_property
    def staff(self) -> SqlStaff:
        from storage.staff import SqlStaff

        return SqlStaff(self)

    @cached_property
    def register(self) -> SqlRegister:
        from storage.register import SqlRegister

        return SqlRegister(self)

    @cached_property
    def groups(self) -> SqlGroups:
        from storage.groups import SqlGroups

        return SqlGroups(self)

    @cached_property
    def forms(self) -> SqlForms:
        from storage.forms import SqlForms

        return SqlForms(self)

    @cached_property
    def boxes(self) -> SqlBoxes:
        from storage.boxes import SqlBoxes

        return SqlBoxes(self)

    @cached_property
    def judgements(self) -> SqlJudgements:
        from storage.judgements import SqlJudgements

        return SqlJudgements(self)

    @cached_property
    def erasures(self) -> SqlErasures:
        from storage.erasure import SqlErasures

        return SqlErasures(self)
