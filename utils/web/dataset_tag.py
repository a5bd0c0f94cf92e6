"""The tag by which a page describes the data to search engines: published with the data, put into pages as they leave.

Its type is no script's, so that browsers read it as data, which the content security policy says nothing about.
"""

from __future__ import annotations

from typing import Final

from utils.web import assets

__all__ = ["DESCRIBED", "publish", "tagged"]

#: Pages that carry the tag: the one that everybody comes by, and the one about the data.
DESCRIBED: Final = frozenset({"/", "/index.html", "/donnees"})

_NAME: Final = "jeu-de-donnees.jsonld"
_MEDIA_TYPE: Final = "application/ld+json"
_END_OF_HEAD: Final = b"</head>"


def publish(text: bytes) -> None:
    """Put that text into the tag from now on.

    Parameters
    ----------
    text
        JSON in which nothing can end a script: see `geo.provenance.schema_org.script_text`.
    """
    assets.publish(_NAME, text, _MEDIA_TYPE)


def tagged(page: bytes) -> bytes:
    """Return a page with the tag at the end of its head; as it is as long as nothing is published."""
    asset = assets.find(f"{assets.PUBLISHED}/{_NAME}")
    if asset is None or not isinstance(asset.source, bytes):
        return page
    tag = b'<script type="%s">%s</script>\n  ' % (_MEDIA_TYPE.encode(), asset.source)
    return page.replace(_END_OF_HEAD, tag + _END_OF_HEAD, 1)
