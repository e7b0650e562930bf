"""What a message holds besides words, each kind named; and what says nothing that could be answered.

core.telegram.org/bots/api#message
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from channels._contents import FORWARDED, contact, place, plain, poll, sticker, throw, unknown
from channels.telegram.update import Part, decimal, part, parts, text, whole

EDITED = "[Disunting oleh pengirim]"
PLACE_PRECISION = 6  # decimals: 10 cm

# What a message is made of, beside what it says.
_FRAME = frozenset(
    [
        "message_id",
        "message_thread_id",
        "direct_messages_topic",
        "from",
        "sender_chat",
        "sender_boost_count",
        "sender_business_bot",
        "date",
        "guest_query_id",
        "business_connection_id",
        "chat",
        "forward_origin",
        "is_topic_message",
        "is_automatic_forward",
        "reply_to_message",
        "external_reply",
        "quote",
        "reply_to_story",
        "reply_to_checklist_task_id",
        "via_bot",
        "edit_date",
        "has_protected_content",
        "is_from_offline",
        "is_paid_post",
        "media_group_id",
        "author_signature",
        "paid_star_count",
        "entities",
        "link_preview_options",
        "suggested_post_info",
        "effect_id",
        "caption_entities",
        "show_caption_above_media",
        "has_media_spoiler",
        "reply_markup",
        "sender_tag",
        "reply_to_poll_option_id",
        "forward_from",
        "forward_from_chat",
        "forward_from_message_id",
        "forward_signature",
        "forward_sender_name",
        "forward_date",
    ]
)
# Spoken in words, or files (channels.telegram.files).
_SHOWN = frozenset(
    ["text", "caption", "photo", "document", "voice", "audio", "video", "video_note", "animation"]
)
# What Telegram itself says of a chat: nobody wrote it.
_SERVICE = frozenset(
    [
        "new_chat_members",
        "left_chat_member",
        "new_chat_title",
        "new_chat_photo",
        "delete_chat_photo",
        "group_chat_created",
        "supergroup_chat_created",
        "channel_chat_created",
        "message_auto_delete_timer_changed",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "pinned_message",
        "connected_website",
        "write_access_allowed",
        "proximity_alert_triggered",
        "boost_added",
        "chat_background_set",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
        "general_forum_topic_hidden",
        "general_forum_topic_unhidden",
        "video_chat_scheduled",
        "video_chat_started",
        "video_chat_ended",
        "video_chat_participants_invited",
        "chat_owner_left",
        "chat_owner_changed",
        "new_chat_member",
    ]
)


def substance(message: Part) -> list[str]:
    """What stands for words where the sender wrote none."""
    lines = [line for name, told in _TOLD.items() if part(message, name) and (line := told(message))]
    says = _says(message)
    return lines + [unknown(name) for name in says or ["unsupported"] if name not in _KNOWN]


def margin(message: Part, *, edited: bool) -> list[str]:
    """What was said around the words: addresses behind them, forwarded, edited."""
    lines = list(_links(message))
    if part(message, "forward_origin") or whole(message, "forward_date"):
        lines.append(FORWARDED)
    if edited:
        lines.append(EDITED)
    return lines


def quoted(message: Part) -> list[str]:
    """The words that the sender picked out of another message, as mails quote them."""
    said = text(part(message, "quote"), "text")
    return [f"> {line}" for line in said.splitlines()[:50]]


def is_gesture(message: Part) -> bool:
    """Whether it says nothing by itself: a sticker, a thrown die."""
    return bool(part(message, "sticker") or part(message, "dice"))


def is_silent(message: Part) -> bool:
    """Whether nobody said anything: a service message, or a place that moves by itself."""
    says = _says(message)
    return (bool(says) and all(name in _SERVICE for name in says)) or _moves(message)


def _says(message: Part) -> list[str]:
    return [name for name in message if name not in _FRAME and message[name] not in (None, False, [], {}, "")]


def _moves(message: Part) -> bool:
    live = whole(part(message, "location"), "live_period") is not None
    return live and whole(message, "edit_date") is not None


def _links(message: Part) -> Iterator[str]:
    """Addresses that hide behind words."""
    entities = (*parts(message, "entities"), *parts(message, "caption_entities"))
    for entity in entities[:20]:
        if text(entity, "type") == "text_link" and (url := plain(text(entity, "url"))):
            yield f"[Tautan: {url}]"


def _place(message: Part) -> str:
    venue = part(message, "venue")
    point = part(venue, "location") or part(message, "location")
    latitude, longitude = decimal(point, "latitude"), decimal(point, "longitude")
    if not (latitude and longitude):
        return ""
    return place(latitude, longitude, text(venue, "title"), text(venue, "address"))


def _contact(message: Part) -> str:
    card = part(message, "contact")
    name = f"{text(card, 'first_name')} {text(card, 'last_name')}"
    return contact((name, text(card, "phone_number")))


def _poll(message: Part) -> str:
    asked = part(message, "poll")
    return poll(text(asked, "question"), (text(option, "text") for option in parts(asked, "options")))


def _throw(message: Part) -> str:
    dice = part(message, "dice")
    return throw(text(dice, "emoji"), decimal(dice, "value"))


_TOLD: Mapping[str, Callable[[Part], str]] = {
    "venue": _place,
    "location": lambda message: "" if part(message, "venue") else _place(message),
    "contact": _contact,
    "sticker": lambda message: sticker(text(part(message, "sticker"), "emoji")),
    "poll": _poll,
    "dice": _throw,
}
_KNOWN = _FRAME | _SHOWN | _SERVICE | frozenset(_TOLD)
