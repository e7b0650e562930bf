"""Mails crafted to be slow to read: each a function of its size."""

from __future__ import annotations

from collections.abc import Callable

_TEXT = b"From: x@warga.example\r\nSubject: s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
_HTML = b"From: x@warga.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
_WINMAIL = b"From: x@warga.example\r\nContent-Type: application/ms-tnef\r\n\r\n"
_SIGNED = b"From: x@warga.example\r\nContent-Type: application/pkcs7-mime\r\n\r\n"


def _nested(n: int) -> bytes:
    head = b"Content-Type: multipart/mixed; boundary=b0\r\n\r\n"
    levels = b"".join(
        b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (i, i + 1) for i in range(n)
    )
    return b"From: x@warga.example\r\n" + head + levels + b"x\r\n" * n


EVIL: dict[str, Callable[[int], bytes]] = {
    "attribution without end": lambda n: _TEXT + b"Pada 1 a\r\n" * n,
    "attribution in one line": lambda n: _TEXT + b"Pada " + b"1 a " * n,
    "colons": lambda n: _TEXT + b"Pada 1 x@y.example a:\r\n" * n,
    "from lines": lambda n: _TEXT + b"Dari: x\r\n" * n,
    "subject lines": lambda n: _TEXT + b"Perihal: x\r\n" * n,
    "quote marks": lambda n: _TEXT + b"> " * n + b"Pada 1 x",
    "quoted lines": lambda n: _TEXT + b"> a\r\nb\r\n" * n,
    "rules": lambda n: _TEXT + b"____________________\r\n" * n,
    "two dashes": lambda n: _TEXT + b"--\r\n" * n,
    "fine print": lambda n: _TEXT + b"\r\nThis email is mine\r\n" * n,
    "devices": lambda n: _TEXT + b"Dikirim dari iPhone saya\r\n" * n,
    "blank lines": lambda n: _TEXT + b"\r\n" * n + b"x" + b"\r\n" * n,
    "header lines without end": lambda n: b"From: x@warga.example\r\n" + b"X-A: b\r\n" * n,
    "broken header lines": lambda n: (
        b"From: x@warga.example\r\n" + b"b\r\n" * n + b"To: y@z.example\r\n\r\nx"
    ),
    "folded header": lambda n: b"From: x@warga.example\r\nSubject: a" + b"\r\n b" * n + b"\r\n\r\nx",
    "encoded words": lambda n: b"From: x@warga.example\r\nSubject: " + b"=?utf-8?q?a?= " * n + b"\r\n\r\nx",
    "openings of words": lambda n: b"From: x@warga.example\r\nSubject: " + b"=?" * n + b"\r\n\r\nx",
    "parentheses": lambda n: b"From: " + b"(" * n + b"x@warga.example\r\n\r\nx",
    "angle brackets": lambda n: b"From: " + b"<" * n + b"x@warga.example\r\n\r\nx",
    "many addresses": lambda n: b"From: x@warga.example\r\nTo: " + b"a@b.example, " * n + b"\r\n\r\nx",
    "commas": lambda n: b"From: x@warga.example\r\nTo: " + b"a," * n + b"\r\n\r\nx",
    "references": lambda n: b"From: x@warga.example\r\nReferences: " + b"<a@b.example> " * n + b"\r\n\r\nx",
    "brackets of references": lambda n: b"From: x@warga.example\r\nReferences: " + b"<" * n + b"\r\n\r\nx",
    "parameters": lambda n: (
        b"From: x@warga.example\r\nContent-Type: text/plain" + b"; a*1*=b" * n + b"\r\n\r\nx"
    ),
    "quotes in parameters": lambda n: b'Content-Type: text/plain; a="' + b'\\"' * n + b"\r\n\r\nx",
    "nested parts": _nested,
    "empty parts": lambda n: b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * n,
    "boundary in one line": lambda n: b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b" * n,
    "flowed": lambda n: _TEXT.replace(b"utf-8", b"utf-8; format=flowed") + b"a \r\n" * n,
    "deep divisions": lambda n: _HTML + b"<div>" * n + b"x",
    "deep quotes": lambda n: _HTML + b"<blockquote type=cite>x" * n,
    "misnested": lambda n: _HTML + b"<b><i></b>" * n + b"x",
    "open tags": lambda n: _HTML + b"<" * n,
    "open comments": lambda n: _HTML + b"<!-- " * n,
    "tables": lambda n: _HTML + b"<table><tr><td>x" * n,
    "lists": lambda n: _HTML + b"<ul><li>x" * n,
    "entities": lambda n: _HTML + b"&amp" * n,
    "data addresses": lambda n: _HTML + b"data:a;base64," * n,
    "breaks": lambda n: _HTML + b"<br>" * n,
    "content ids": lambda n: _HTML + b"cid:" * n,
    "bounce": lambda n: (
        b"From: mailer-daemon@mx.example\r\nReturn-Path: <>\r\nSubject: failure notice\r\n\r\n"
        + b"a@b.example x\r\n" * n
        + b"Message-ID: "
        + b" " * n
    ),
    "delivery status": lambda n: (
        b"Content-Type: multipart/report; boundary=b; report-type=delivery-status\r\n\r\n"
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        + b"Final-Recipient: x; y@z.example\r\n\r\n"
        * n
    ),
    "base64 in pieces": lambda n: (
        _TEXT.replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n") + b"QQ==" * n
    ),
    "eight bits": lambda n: b"From: x@warga.example\r\n\r\n" + b"\xe9a\xff " * n,
    "lotus labels": lambda n: _TEXT + (b" " * 100 + b"x\r\n") * n,
    "senders and times": lambda n: _TEXT + b"x@y.example 09:15\r\n" * n,
    "verbs": lambda n: _TEXT + b"x wrote 9:15 wrote y\r\n:\r\n" * n,
    "rules of lists": lambda n: _TEXT + b"\r\n".join([b"_" * 30] * n),
    "uuencode without end": lambda n: _TEXT + b"begin 644 a\r\n" * n,
    "uuencode": lambda n: _TEXT + b"begin 644 a\r\n#0V%T\r\nend\r\n" * n,
    "uuencode that is none": lambda n: _TEXT + b"begin 644 a\r\nend\r\n" * n,
    "yenc": lambda n: _TEXT + b"=ybegin name=a\r\n" + b"=" * n + b"\r\n=yend\r\n",
    "armour": lambda n: _TEXT + b"-----BEGIN PGP SIGNED MESSAGE-----\r\n" * n,
    "dashes in armour": lambda n: (
        _TEXT
        + b"-----BEGIN PGP SIGNED MESSAGE-----\r\n\r\n"
        + b"- - \r\n" * n
        + b"-----BEGIN PGP SIGNATURE-----"
    ),
    "mojibake": lambda n: _TEXT + "Ã©â€œ".encode() * n,
    "winmail attributes": lambda n: _WINMAIL + b"x\x9f\x3e\x22\0\0" + b"\2\2\x90\6\0\0\0\0\0\0\0" * n,
    "winmail properties": lambda n: (
        _WINMAIL
        + b"x\x9f\x3e\x22\0\0\1\3\x90\6\0\xff\xff\xff\x7f\xff\xff\xff\x7f"
        + b"\3\x10\1\0\1\0\0\0abcd" * n
    ),
    "invitation": lambda n: (
        b"From: x@warga.example\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VEVENT\r\n"
        + b"SUMMARY:a\r\n b\\n" * n
    ),
    "percent signs": lambda n: b"Content-Disposition: attachment; filename=" + b"%41" * n + b"\r\n\r\nx",
    "quoted local parts": lambda n: b"From: " + b'"a"' * n + b"@warga.example\r\n\r\nx",
    "received": lambda n: b"From: x@warga.example\r\n" + b"Received: from a for \r\n" * n + b"\r\nx",
    "bounce's words": lambda n: (
        b"From: mailer-daemon@mx.example\r\nReturn-Path: <>\r\nSubject: failure notice\r\n\r\n"
        + b"to: recipient reason because rcpt to:\r\n" * n
        + b"Message-ID: <aduan-7.ack@dpmptsp.example>\r\n"
    ),
    "digits of codes": lambda n: (
        b"From: mailer-daemon@mx.example\r\nSubject: failure notice\r\n\r\n" + b"5.1.1" * n + b" 550" * n
    ),
    "styles without end": lambda n: _HTML + b"<div>" * 5000 + b"<style><script><!--" * n,
    "signed in pieces": lambda n: (
        _SIGNED + b"0\x80\6\x09*\x86H\x86\xf7\r\1\7\2\xa0\x800\x80\2\1\1" + b"1\x80" * n
    ),
    "signed octets": lambda n: (
        _SIGNED
        + b"0\x80\6\x09*\x86H\x86\xf7\r\1\7\2\xa0\x800\x80\2\1\x011\0000\x80\6\1a\xa0\x80$\x80"
        + b"\4\1x" * n
    ),
}
