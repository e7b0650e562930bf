"""Groups of cases that are one matter."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index

from storage.columns import Id, Word, identifier, metadata, text, where
from storage.moment import Moment

case_group = sa.Table(
    "case_group",
    metadata,
    identifier(),
    Column("component", Word, nullable=False),
    Column("sector", Word, nullable=False),
    Column("proposed_at", Moment, nullable=False),
    text("confirmed_by"),
)

case_group_member = sa.Table(
    "case_group_member",
    metadata,
    Column("group_id", Id, ForeignKey("case_group.id"), primary_key=True),
    Column("complaint_id", Id, ForeignKey("complaint.id"), primary_key=True),
    Column("membership", Word, nullable=False),
    Index("ix_case_group_member_complaint_id", "complaint_id"),
    Index("ix_case_group_member_proposed", "group_id", **where("membership = 'proposed'")),
)
