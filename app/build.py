"""The composition root: configuration in, a service of store, channels, desk and pages out."""

from __future__ import annotations

import importlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from app.accounts import Watch
from app.config import AccountSection, Config
from app.first_use import MadeAtFirstUse
from app.learning import Learning
from app.loops import Pulse
from app.models import open_classifier
from core.capabilities import Capabilities
from core.case.routing import Row
from core.classify.labels import Classifier
from core.contact import MAIL, PHONE
from core.desk import Caps, Carrier, Desk
from core.law.bases import load_bases
from core.law.calendar import IndonesianCalendar, load_calendar
from core.law.waiting import Waiting
from core.learning.shadow import TriedClassifier
from core.licensing.kbli import load_businesses
from core.notice.notices import load_notices
from core.notice.office import Office
from core.ports.channel import Channel, Form, Poller, Webhook
from core.ports.clock import Clock
from core.standard.catalogue import Catalogue
from core.standard.classifier import LicensingClassifier
from storage.seal import parse_master_key
from storage.store import SqlStore, open_store
from web.hooks.standing import Standing


@dataclass
class Service:
    """Everything that `serve` runs; also what commands and tests take apart."""

    config: Config
    store: SqlStore
    channels: Mapping[str, Channel]
    desk: Desk
    calendar: IndonesianCalendar
    clock: Clock
    watch: Watch
    learning: Learning
    standing: Standing = field(default_factory=Standing)
    pulse: Pulse = field(default_factory=Pulse)


def build(config: Config, clock: Clock) -> Service:
    """Raises ConfigError and StoreError, each with its remedy. Connects to no platform."""
    calendar = build_calendar(config)
    channels = build_channels(config)
    learning = build_learning(config)
    capabilities = {name: channel.capabilities for name, channel in channels.items()}
    desk = build_desk(config, calendar, capabilities, learning.tried)
    store = build_store(config)
    watch = Watch(clock)
    for account in config.accounts:
        watch.start(account.name, account.kind)
        channel = channels[account.name]
        if not isinstance(channel, Poller | Webhook) or isinstance(channel, Form):
            watch.succeeded(account.name, 0)  # desk and form connect to nothing: open as long as we are
    return Service(config, store, channels, desk, calendar, clock, watch, learning)


def build_store(config: Config, *, create: bool = False, write: bool = True) -> SqlStore:
    key = parse_master_key(config.store.master_key.read())
    return open_store(config.store.url, key, config.store.files, create=create, write=write)


def build_calendar(config: Config) -> IndonesianCalendar:
    section = config.calendar
    return load_calendar(
        section.file, collective_leave_is_working_day=section.collective_leave_is_working_day
    )


def build_desk(
    config: Config,
    calendar: IndonesianCalendar,
    capabilities: Mapping[str, Capabilities] | None = None,
    classifier: Classifier | None = None,
) -> Desk:
    """`capabilities` by account: of those that are not there, any length of text is thought to pass."""
    intake, section = config.intake, config.office
    catalogue, businesses = build_catalogue(section.standards), load_businesses(section.businesses)
    office = Office(**{name: getattr(section, name) for name in Office().values()})
    if not office.tracking and config.web.public_url:
        office = replace(office, tracking=f"{config.web.public_url.rstrip('/')}/status")
    return Desk(
        calendar=calendar,
        classifier=LicensingClassifier(classifier or build_classifier(config), catalogue, businesses),
        notices=load_notices(section.notices, office=office, sundanese_approved=section.sundanese_approved),
        bases=load_bases(),
        random_bytes=secrets.token_bytes,
        routing=tuple(Row(**vars(row)) for row in config.routing),
        fields=config.fields,
        waiting=Waiting(intake.wait_working_days_chat, intake.wait_calendar_days_letter),
        caps=Caps(intake.acknowledgements_per_day, intake.messages_per_hour),
        ticket_prefix=config.office.ticket_prefix,
        catalogue=catalogue,
        businesses=businesses,
        letters={account.name: account.letter for account in config.accounts},
        carriers=carriers(config),
        unapproved=frozenset(account.name for account in config.accounts if not account.approve_public),
        capabilities=capabilities or {},
    )


def build_catalogue(folder: Path | None) -> Catalogue:
    """The office's service standards. Raises ConfigError."""
    if folder is None:
        return Catalogue()
    from core.standard.files import load_catalogue  # and all that reads published documents

    return load_catalogue(folder)


def carriers(config: Config) -> dict[str, Carrier]:
    """Who writes first to a contact that was given in a form: the first mail account; for a telephone the
    first SMS account, else WhatsApp, which needs a template for whoever has not written yet.
    """
    found: dict[str, Carrier] = {}
    for account in config.accounts:
        if account.kind == "mail":
            found.setdefault(MAIL, Carrier(account.name, account.kind))
        if account.kind == "sms":
            found.setdefault(PHONE, Carrier(account.name, account.kind))
    for account in config.accounts:
        if account.kind == "whatsapp" and account.settings.template:
            found.setdefault(PHONE, Carrier(account.name, account.kind, "whatsapp:"))
    return found


def build_reader(config: Config) -> Classifier:
    """The classifier with all that the office has put beside it: words, business codes, standards."""
    section = config.office
    return LicensingClassifier(
        build_classifier(config), build_catalogue(section.standards), load_businesses(section.businesses)
    )


def build_classifier(config: Config) -> Classifier:
    """The office's own lexicons are read at once, so that a mistake in them is told at the start."""
    lexicon = config.intake.lexicon
    return MadeAtFirstUse(open_classifier) if lexicon is None else open_classifier(lexicon)


def build_learning(config: Config) -> Learning:
    """The classifier that the service asks, and what decides whose version it is."""
    intake = config.intake
    every = timedelta(days=intake.train_every_days) if intake.train_every_days else None
    shipped = build_classifier(config)
    return Learning(TriedClassifier(shipped), lambda: shipped, intake.models, every)


def build_channels(config: Config) -> dict[str, Channel]:
    """Each account's channel, by the account's name; the kind is the module's name."""
    return {account.name: build_channel(account) for account in config.accounts}


def build_channel(account: AccountSection) -> Channel:
    """One account's channel. Connects to nothing."""
    opened: Channel = importlib.import_module(f"channels.{account.kind}").open_channel(
        account.name, account.settings
    )
    return opened
