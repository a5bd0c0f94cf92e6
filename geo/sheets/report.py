"""The mail by which a reader reports an error: a `mailto:` address with subject and body, as RFC 6068 has it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from geo.text import shorten

__all__ = ["LONGEST", "is_address", "is_form", "mail_link", "report_body", "report_subject"]

#: Longest link that the mail programs of Windows are sure to take.
LONGEST = 1900

# A subset of RFC 5322 that every mail program takes: no quotes, no comments, no domain in brackets.
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_LONGEST_ADDRESS = 254

# Plain ASCII, without what an address has no right to hold unencoded.
_FORM = re.compile(r"https://[A-Za-z0-9._~:/?#\[\]@!$&()*+,;=%-]{1,500}")

#: Characters of a name in the subject: nine bytes each in the link, at worst twelve.
_LONGEST_NAME = 100


def is_address(text: str) -> bool:
    """Whether `text` is one plain mail address: `atlas@exemple.fr`."""
    local = text.partition("@")[0]
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    return len(text) <= _LONGEST_ADDRESS and not dots and _ADDRESS.fullmatch(text) is not None


def is_form(text: str) -> bool:
    """Whether `text` is the web address of a page to write from: `https://…`, without a name or password in it."""
    if not _FORM.fullmatch(text):
        return False
    try:
        parts = urlsplit(text)
        return "." in (parts.hostname or "") and "@" not in parts.netloc
    except ValueError:
        return False


def report_subject(pole_id: str, name: str) -> str:
    """Return the subject of the mail."""
    return f"Atlas des PTCE – erreur signalée sur {pole_id} ({shorten(name, _LONGEST_NAME)})"


def report_body(pole_id: str, values: Sequence[tuple[str, str]], version: str, link: str | None = None) -> str:
    """Return the body of the mail: what to correct, then what the atlas shows.

    Parameters
    ----------
    pole_id
        Id of the pole.
    values
        (title, value as shown), in order.
    version
        Of the data.
    link
        Address of the sheet, where it is known.
    """
    lines = [
        "Ce qu'il faut corriger, et d'après quelle source :",
        "",
        "",
        "--",
        f"Fiche {pole_id}, données version {version}",
        *([link] if link else []),
        *(f"{title} : {value}" for title, value in values),
    ]
    return "\n".join(lines)


def mail_link(address: str, subject: str, body: str) -> str:
    """Return the `mailto:` link that opens a mail ready to be completed.

    Everything is percent-encoded as UTF-8, lines end with CRLF (RFC 6068, §2 and §5). The end of a body that would make
    the link longer than `LONGEST` is left out, line by line.

    Parameters
    ----------
    address
        Whom to write to; see `is_address`.
    subject, body
        Any text.

    Raises
    ------
    ValueError
        If `address` is not one plain mail address.
    """
    if not is_address(address):
        raise ValueError(f"Not a mail address: {address!r}")
    # RFC 6068 allows `@` as it is; « % », « & » and « ? » of the local part are encoded.
    start = f"mailto:{quote(address, safe='@')}?subject={_encode(' '.join(subject.split()))}&body="
    encoded = [_encode(line) for line in body.splitlines()]
    while len(encoded) > 1 and len(start + "%0D%0A".join(encoded)) > LONGEST:
        encoded.pop()
    return start + "%0D%0A".join(encoded)


def _encode(text: str) -> str:
    return quote(text, safe="")
