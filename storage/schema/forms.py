"""Paper forms with codes of their own, and the openings of the complaint box."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index

from storage.columns import Hash, Id, Sealed, Word, identifier, metadata, refers, text
from storage.moment import Moment

paper_form = sa.Table(
    "paper_form",
    metadata,
    identifier(),
    Column("letter", Word, nullable=False),
    Column("code_hash", Hash, nullable=False, unique=True),
    Column("printed_at", Moment, nullable=False),
    Column("printed_by", Word, nullable=False),
    text("state", "open"),
    Column("settled_at", Moment),
    text("settled_by"),
    text("reason"),
    text("account"),
    Column("external_hash", Hash),  # the item of its entry, as in `item`
    Index("ix_paper_form_state", "state", "id"),
)

box_opening = sa.Table(
    "box_opening",
    metadata,
    identifier(),
    Column("key_hash", Hash, nullable=False, unique=True),
    Column("opened_at", Moment, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("recorded_by", Word, nullable=False),
    Column("account", Word, nullable=False),
    refers("data_key_id", "data_key"),
    Column("content", Sealed, nullable=False),  # who opened it, who saw it, where, and a remark
)

box_paper = sa.Table(
    "box_paper",
    metadata,
    Column("box_opening_id", Id, ForeignKey("box_opening.id"), primary_key=True, autoincrement=False),
    Column("place", sa.Integer, primary_key=True, autoincrement=False),
    Column("external_hash", Hash, nullable=False),
    sqlite_with_rowid=False,
)
