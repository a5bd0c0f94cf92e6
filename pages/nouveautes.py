"""What is new: each version of the data, and what changed in it since the one before."""

from __future__ import annotations

from geo.changes.wording import describe_changes, summarise
from utils import data, templates
from utils.web.news_feed import PATH

panel, versions = data.panel(), data.news()
templates.show(
    "nouveautes.html",
    versions=[
        (version, summarise(version.changes), describe_changes(version.changes))
        if version.changes is not None
        else (version, None, ())
        for version in versions
    ],
    # A line that is gone has no sheet; that of a double is the sheet of its pole.
    sheet=lambda line: panel.canonical_id(line) if line else None,
    feed=f".{PATH}",
)
