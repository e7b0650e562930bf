"""The two streams of an account: mentions in public, and direct messages."""

from __future__ import annotations

from typing import Any

from channels.twitter.account import Settings
from channels.twitter.api import Api
from channels.twitter.codes import Deed
from channels.twitter.stream import Stream, Wanted
from core.meter import Meter

USER = ["name", "username"]
MEDIA = ["type", "url", "variants"]
POST = [
    "attachments",
    "author_id",
    "conversation_id",
    "created_at",
    "edit_history_tweet_ids",
    "entities",
    "geo",
    "note_tweet",
    "referenced_tweets",
]
BESIDE_POST = [
    "author_id",
    "attachments.media_keys",
    "attachments.poll_ids",
    "geo.place_id",
    "referenced_tweets.id",
]
EVENT = [
    "attachments",
    "created_at",
    "dm_conversation_id",
    "entities",
    "event_type",
    "participant_ids",
    "referenced_tweets",
    "sender_id",
    "text",
]
BESIDE_EVENT = ["attachments.media_keys", "sender_id", "referenced_tweets.id"]


class Mentions(Stream):
    """Posts that name the office. X keeps 800 of them, and gives what is newer than a number."""

    name = "mentions"
    least, usual = 5, 100

    def __init__(self, account: str, settings: Settings, api: Api, meter: Meter) -> None:
        super().__init__(account, settings, api, meter)
        self.seconds, self.price = settings.poll_seconds, settings.price("price_mention")

    def page(self, wanted: Wanted) -> dict[str, Any]:
        return self._api.ask(
            Deed.READ,
            "get_users_mentions",
            self._settings.sign_in().own_id,
            since_id=str(wanted.since) if wanted.since else None,
            start_time=None if wanted.since else wanted.accept_from,
            max_results=wanted.size,
            pagination_token=wanted.token,
            tweet_fields=POST,
            user_fields=USER,
            media_fields=MEDIA,
            poll_fields=["options"],
            place_fields=["full_name"],
            expansions=BESIDE_POST,
        )


class Messages(Stream):
    """Direct messages of the last 30 days, ours among them. X cannot be asked for what is newer: pages are
    small, and reading ends with the first message that is known.
    """

    name = "messages"
    least, usual = 1, 20

    def __init__(self, account: str, settings: Settings, api: Api, meter: Meter) -> None:
        super().__init__(account, settings, api, meter)
        self.seconds, self.price = settings.message_seconds, settings.price("price_message")

    def page(self, wanted: Wanted) -> dict[str, Any]:
        return self._api.ask(
            Deed.READ,
            "get_direct_message_events",
            max_results=wanted.size,
            pagination_token=wanted.token,
            event_types="MessageCreate",
            dm_event_fields=EVENT,
            user_fields=USER,
            media_fields=MEDIA,
            tweet_fields=POST,
            expansions=BESIDE_EVENT,
        )
