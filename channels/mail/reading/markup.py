"""HTML to lines of text: what a reader sees, with lists, tables, links, and how deep each line is quoted.

The tree is walked without recursion and each node is met twice at most. Markup nested so deeply that
building its tree would take quadratic time is read by its tags alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from channels.mail.reading.lines import Line, Mark
from channels.mail.reading.page import Page
from channels.mail.reading.tables import words
from channels.mail.reading.tags import is_too_deep, text_between_tags

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MAX_MARKUP = 2_000_000

_SKIPPED = frozenset(
    words("script style head title meta link base template svg object embed iframe map select")
)
_BLOCKS = frozenset(
    words(
        "address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 "
        "header hr li main nav ol p pre section table tbody tfoot thead tr ul"
    )
)
_SPACED = frozenset(words("blockquote h1 h2 h3 h4 h5 h6 ol p pre table ul"))
_QUOTE_CLASSES = frozenset(
    words(
        "gmail_quote protonmail_quote tutanota_quote zmail_extra cite mail_quote "
        "ntes_not_fresh_blockquote qt-quote freshdesk_quote hey_quote front-blockquote zendesk_quote"
    )
)
_QUOTE_IDS = frozenset(words("olk_src_body_section replysplit isreplycontent yahoo_quoted_container"))
_HISTORY_IDS = frozenset(
    words(
        "divrplyfwdmsg x_divrplyfwdmsg mail-editor-reference-message-container zwchr reply-intro outlookmessageheader"
    )
)
_HISTORY_CLASSES = frozenset(words("outlookmessageheader"))
_ATTRIBUTION_CLASSES = frozenset(
    words(
        "gmail_attr moz-cite-prefix moz-email-headers-table-title protonmail_quote_header "
        "yahoo_quoted_header tutanota_quote_attribution"
    )
)
_SIGNATURE_CLASSES = frozenset(
    words(
        "gmail_signature gmail_signature_prefix moz-signature protonmail_signature_block "
        "protonmail_signature_block-user protonmail_signature_block-proton yahoo-signature mail_signature "
        "ydpsignature gmx-signature sh-signature email-signature front-signature signature"
    )
)
_SIGNATURE_IDS = frozenset(
    words(
        "ms-outlook-mobile-signature x_ms-outlook-mobile-signature signature x_signature applemailsignature "
        "composer_signature divsignature mobile-signature yahoo_signature lineseparatorsignature"
    )
)
_YAHOO = "yahoo_quoted"  # the newer program sets letters of its own before its classes
_SPARK = {"messagesignaturesection": Mark.SIGNATURE}
_ZIMBRA = {"__divider__": Mark.HISTORY, "__sig_pre__": Mark.SIGNATURE, "__sig_post__": Mark.SIGNATURE}

_HIDDEN = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|(?:^|;)opacity:0(?:\.0+)?(?:;|!|$)|(?:^|;)(?:font-size|max-height):0(?:px|pt|em|%)?(?:;|!|$)"
)
# The thin grey line that desktop Outlook draws above "From: ..." in every language.
_OUTLOOK_RULE = re.compile(
    r"border:\s?none;\s?border-top:\s?solid #[0-9a-f]{6} 1\.0pt;\s?padding:\s?3\.0pt 0", re.IGNORECASE
)
_DATA_URI = re.compile(r"data:[a-z0-9.+/-]{0,80};base64,[a-z0-9+/=%\s]*", re.IGNORECASE)


def markup_lines(markup: str) -> list[Line]:
    """The visible lines of an HTML text."""
    if "base64," in markup:
        markup = _DATA_URI.sub("", markup)
    markup = markup[:MAX_MARKUP]
    if is_too_deep(markup):
        return [Line(0, text) for text in text_between_tags(markup).split("\n")]
    from selectolax.lexbor import LexborHTMLParser  # 2 MB: only where there is HTML

    body = LexborHTMLParser(markup).body
    if body is None:
        return []
    return _Walk().lines(body)


class _Walk:
    """One walk over a tree: it writes on a page what the nodes say."""

    def __init__(self) -> None:
        self._page = Page()
        self._lists: list[int | None] = []  # the next number of each open list, None for bullets

    def lines(self, root: LexborNode) -> list[Line]:
        node: LexborNode | None = root
        while node is not None:
            child = node.child if self._enter(node) else None
            if child is not None:
                node = child
                continue
            while node is not None:
                self._leave(node)
                if node.mem_id == root.mem_id:
                    return self._page.lines()
                if node.next is not None:
                    node = node.next
                    break
                node = node.parent
        return self._page.lines()

    def _enter(self, node: LexborNode) -> bool:
        """Write what stands at the node's beginning; false if what is below it is not shown."""
        tag = node.tag or ""
        if tag == "-text":
            self._page.write(node.text_content or "")
            return False
        if tag.startswith("-") or tag in _SKIPPED:
            return False
        attributes = node.attributes
        if attributes and _is_hidden(attributes):
            return False
        if tag == "br":
            self._page.end_line()
        elif tag == "img":
            self._page.write(_emoji(attributes))
        elif tag in {"td", "th"}:
            self._page.next_cell()
        elif tag in _BLOCKS:
            self._page.end_block(spaced=_is_spaced(tag, attributes))
            self._enter_block(tag, attributes)
        if attributes or tag == "blockquote":
            quotes = _quotes(tag, attributes) or (tag == "blockquote" and _is_attributed(self._page.last))
            self._page.enter(node.mem_id, quotes, _mark(attributes))
        return True

    def _enter_block(self, tag: str, attributes: Mapping[str, str | None]) -> None:
        if tag == "pre":
            self._page.keep_spaces(keep=True)
        elif tag in {"ul", "ol"}:
            self._lists.append(_first_number(attributes) if tag == "ol" else None)
        elif tag == "li":
            number = self._lists[-1] if self._lists else None
            if number is not None:
                self._lists[-1] = number + 1
            indent = "  " * max(0, len(self._lists) - 1)
            self._page.bullet(f"{indent}{number}. " if number is not None else f"{indent}- ")

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag.startswith("-"):
            return
        if tag == "a":
            self._page.link(node.attributes.get("href") or "")
        elif tag in _BLOCKS:
            self._page.end_block(spaced=_is_spaced(tag, node.attributes))
            if tag == "pre":
                self._page.keep_spaces(keep=False)
            elif tag in {"ul", "ol"} and self._lists:
                self._lists.pop()
        self._page.leave(node.mem_id)


def _first_number(attributes: Mapping[str, str | None]) -> int:
    start = attributes.get("start") or ""
    return int(start) if start.isascii() and start.isdecimal() and len(start) < 7 else 1


def _is_hidden(attributes: Mapping[str, str | None]) -> bool:
    if "hidden" in attributes:
        return True
    style = attributes.get("style")
    return bool(style) and _HIDDEN.search((style or "").replace(" ", "").lower()) is not None


def _is_spaced(tag: str, attributes: Mapping[str, str | None]) -> bool:
    if tag == "p":  # Word's paragraphs are lines
        return not (attributes.get("class") or "").startswith("Mso")
    return tag in _SPACED


def _quotes(tag: str, attributes: Mapping[str, str | None]) -> bool:
    """Whether a node holds an older mail: a quote that a program made, not a paragraph set in by its author."""
    if (attributes.get("id") or "").lower() in _QUOTE_IDS:
        return True
    classes = set((attributes.get("class") or "").lower().split())
    if any(name.endswith(_YAHOO) for name in classes):
        return True
    if tag != "blockquote":
        return bool(classes & _QUOTE_CLASSES) and "gmail_quote" not in classes
    style = (attributes.get("style") or "").lower()
    return (
        bool(classes & _QUOTE_CLASSES)
        or "cite" in attributes
        or attributes.get("type") == "cite"
        or "border-left" in style
    )


def _is_attributed(above: str) -> bool:
    """Whether a plain blockquote stands below what a program says of a mail: its author's address, and when.
    "The clerk wrote:" above a paragraph that is set in is the author's own.
    """
    return above.endswith((":", "：")) and "@" in above and any(map(str.isdigit, above))


def _mark(attributes: Mapping[str, str | None]) -> Mark:
    identifier = (attributes.get("id") or "").lower()
    classes = set((attributes.get("class") or "").lower().split())
    ruled = _OUTLOOK_RULE.match(attributes.get("style") or "") is not None
    if ruled or identifier in _HISTORY_IDS or classes & _HISTORY_CLASSES:
        return Mark.HISTORY
    if classes & _ATTRIBUTION_CLASSES:
        return Mark.ATTRIBUTION
    if identifier in _SIGNATURE_IDS or classes & _SIGNATURE_CLASSES:
        return Mark.SIGNATURE
    named = _SPARK.get((attributes.get("name") or "").lower())
    return named or _ZIMBRA.get((attributes.get("data-marker") or "").lower(), Mark.NONE)


def _emoji(attributes: Mapping[str, str | None]) -> str:
    """A picture that stands for a letter."""
    text = attributes.get("alt") or ""
    return text if len(text) <= 8 and text and not text.isascii() else ""
