"""Square codes (ISO/IEC 18004) as pictures that a page holds in itself."""

from __future__ import annotations


def qr(text: str) -> str:
    """The text as an SVG picture in a data address, dark on white, with the four modules of quiet zone."""
    import segno  # imported where it is used: no other page needs it

    code = segno.make_qr(text, error="m")
    return code.svg_data_uri(scale=4, border=4, dark="#000", light="#fff", omitsize=True)
