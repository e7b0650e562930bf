"""`aduan status`: what came in, what became of it, and how each account fares."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from core.message import Terminal
from core.ports.accounts import Balance
from core.ports.clock import JAKARTA
from core.ports.store import Unit
from ops.health import AccountReport, Condition


@click.command()
@click.option("--days", type=click.IntRange(min=1), default=7, show_default=True, help="How many days back.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.pass_obj
def command(config: Path, days: int, as_json: bool) -> None:
    """Per account and day: received, waiting, and each way of ending. Exit 1 when they do not add up.

    Then how each account fares, as the ops page says it: a service that has stopped is silent, whatever it said
    before.
    """
    from datetime import timedelta

    from app.build import build_store
    from app.clock import SystemClock
    from app.config import read_config
    from core.law.deadline import jakarta_date
    from ops.health import report

    now = SystemClock().now()
    since = jakarta_date(now) - timedelta(days=days - 1)

    def ask(unit: Unit) -> tuple[Sequence[Balance], Sequence[AccountReport]]:
        return unit.ledger.balances(since), report(unit, now).accounts

    store = build_store(read_config(config), write=False)
    try:
        balances, accounts = asyncio.run(store.read(ask))
    finally:
        store.close_now()
    if as_json:
        click.echo(
            json.dumps({"balances": [_line(b) for b in balances], "accounts": [_health(a) for a in accounts]})
        )
    else:
        _print(balances, accounts)
    if any(balance.missing for balance in balances):
        sys.exit(1)


def _line(balance: Balance) -> dict[str, Any]:
    return {
        "account": balance.account,
        "day": balance.day.isoformat(),
        "received": balance.received,
        "waiting": balance.waiting,
        **{state.value: balance.ended.get(state, 0) for state in Terminal},
        "missing": balance.missing,
    }


def _health(account: AccountReport) -> dict[str, Any]:
    return {
        "account": account.account,
        "kind": account.kind,
        "state": account.condition.value,
        "last_success": account.last_success.isoformat() if account.last_success else None,
        "error": account.error,
        "next_try": account.next_try.isoformat() if account.next_try else None,
        "backlog": account.backlog,
        "unread": account.unread,
        "quarantined": account.quarantined,
        "stuck": account.stuck,
        "expires_at": account.expires_at.isoformat() if account.expires_at else None,
    }


def _print(balances: Sequence[Balance], accounts: Sequence[AccountReport]) -> None:
    columns = ["account", "day", "received", "waiting", *[state.value for state in Terminal]]
    lines = [_line(balance) for balance in balances]
    widths = (
        [max(len(column), *(len(str(line[column])) for line in lines), 0) for column in columns]
        if lines
        else []
    )
    if lines:
        click.echo("  ".join(column.ljust(width) for column, width in zip(columns, widths, strict=True)))
    for line, balance in zip(lines, balances, strict=True):
        cells = "  ".join(
            str(line[column]).ljust(width) for column, width in zip(columns, widths, strict=True)
        )
        wrong = f"  DOES NOT ADD UP: {balance.missing:+d}" if balance.missing else ""
        click.echo(f"{cells.rstrip()}{wrong}")
    for account in accounts:
        name = f"{account.account} ({account.kind})" if account.kind else account.account
        click.echo(f"{name}: {'; '.join(_said(account))}")
    if not lines and not accounts:
        click.echo("nothing was received yet")


def _said(account: AccountReport) -> list[str]:
    """How an account fares, in words; what is as it should be is left out."""
    last = account.last_success
    success = f"{last.astimezone(JAKARTA):%Y-%m-%d %H:%M} WIB" if last else "never"
    said = [f"{account.condition.value}, last success {success}"]
    if account.condition is Condition.SILENT:
        said.append("nothing was reported lately: is `aduan serve` running, and is there room on the disk?")
    counts = {"unread": account.unread, "quarantined": account.quarantined, "not sent": account.stuck}
    if account.error:
        said.append(f"{account.error}: `aduan check --account {account.account}` says more")
    said += [f"{count} {what}" for what, count in counts.items() if count]
    said += [f"credential until {account.expires_at.date()}"] if account.expires_at else []
    return said
