"""The HTML of a page as a visitor gets it, under AppTest: what travels with the run, and the shared part of a sheet."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

from streamlit.testing.v1 import AppTest

from utils.web import assets

__all__ = ["inline_html", "shared_html", "whole_html"]


def inline_html(app: AppTest) -> list[str]:
    """Return the parts written by `templates.show`, in order."""
    return [element.proto.body for element in app.get("html") if "atlas-page" in element.proto.body]


def shared_html(app: AppTest) -> list[str]:
    """Return the parts written by `templates.show_shared`, in order, their links filled as the browser does."""
    found = [
        json.loads(element.proto.json)
        for element in app.get("bidi_component")
        if element.proto.component_name.endswith("atlas_fragment")
    ]
    return [_filled(data) for data in found]


def _filled(data: dict[str, str]) -> str:
    asset = assets.find(data["file"].partition("?")[0].removeprefix(f"{assets.PREFIX}/"))
    assert asset is not None, data
    assert isinstance(asset.source, bytes)
    filters = "&amp;".join(f"{name}={value}" for name, value in parse_qsl(data["query"]))
    text = asset.source.decode()
    # `filtres=ici` comes first in a link.
    text = text.replace("?filtres=ici&amp;", f"?{filters}&amp;" if filters else "?")
    return text.replace("?filtres=ici", f"?{filters}" if filters else "")


def whole_html(app: AppTest) -> str:
    """Return the page as it reads: its top, the shared parts, the rest."""
    first, *rest = inline_html(app)
    shared = [f'<div class="atlas-page">{text}</div>' for text in shared_html(app)]
    return "\n".join([first, *shared, *rest])
