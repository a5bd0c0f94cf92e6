"""The timeline page: the events, published as a file that the browser keeps, draws and filters."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from geo.reference.events import SCOPES, describe_date
from geo.reference.glossary import find_terms
from geo.typography import no_break
from utils import data, panels, state, templates
from utils.web import assets

#: What is contested may be a date, a number or a place.
MENTION = "date ou contenu discuté"

panel, reference = data.panel(), data.reference()
explained = set()


def parts(text):
    """Cut a text where it uses a term of the glossary, each once on the page: texts, and [words, id of the term]."""
    found, position = [], 0
    for start, end, term in find_terms(text, reference.terms):
        if term.id not in explained:
            explained.add(term.id)
            found += [text[position:start], [text[start:end], term.id]]
            position = end
    return [part for part in (*found, text[position:]) if part]


events = [
    {
        "id": event.id,
        "annee": event.year,
        "date": describe_date(event),
        "titre": event.label,
        "description": parts(event.description),
        "portee": event.scope,
        "lieu": event.territory,
        "poles": [[panel.canonical_id(id_), name] for id_, name in zip(event.pole_ids, event.poles_named, strict=True)],
        "document": event.document,
        "discute": event.contested,
    }
    for event in reference.events
]
content = {
    "portees": SCOPES,
    "mention": MENTION,
    "documents": {
        d.code: f"{d.publisher[0].upper()}{d.publisher[1:]}, « {d.title} »" + (f" ({d.year})" if d.year else "")
        for d in panel.vocabulary.documents
    },
    "evenements": events,
}
text = no_break(json.dumps(content, ensure_ascii=False, separators=(",", ":")))
templates.show(
    "chronologie.html",
    onglet="chronologie",
    count=len(events),
    first=min(event.year for event in reference.events),
    last=max(event.end_year for event in reference.events),
    contested=sum(event.contested is not None for event in reference.events),
    mention=MENTION,
)
panels.mount(
    "chronologie",
    {
        "file": assets.publish("chronologie.json", text.encode(), "application/json"),
        # So that the links to the sheets keep the filters.
        "query": urlencode(state.link_query(state.current()), doseq=True),
    },
)
