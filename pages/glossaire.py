"""The glossary page: the terms, published as a file that the browser keeps, draws and filters."""

from __future__ import annotations

import json

from geo.reference.glossary import CATEGORIES
from geo.text import fold
from geo.typography import no_break
from utils import data, panels, templates
from utils.web import assets

#: What a definition rests on, as it is said beside it.
BASES = {
    "documents": "définition tirée des documents",
    "documents-et-connaissances-generales": "définition tirée des documents, complétée par des connaissances générales",
    "connaissances-generales": "connaissances générales",
}

terms = data.reference().terms
titles = list(dict.fromkeys(title for term in terms for title in term.source))
content = {
    "categories": CATEGORIES,
    "fondements": BASES,
    "titres": titles,
    "termes": [
        {
            "id": term.id,
            # « 100 % apprenant » would go under « 0-9 ».
            "lettre": letter.upper() if (letter := fold(term.term)[0]).isalpha() else "0-9",
            "terme": term.term,
            "developpe": term.expansion,
            "definition": term.definition,
            "categorie": term.category,
            "autres": term.aliases,
            "fondement": term.basis,
            "sources": [titles.index(title) for title in term.source],
            "note": term.note,
        }
        for term in terms
    ],
}
text = no_break(json.dumps(content, ensure_ascii=False, separators=(",", ":")))
templates.show("glossaire.html", onglet="glossaire", count=len(terms))
panels.mount(
    "glossaire",
    {"file": assets.publish("glossaire-page.json", text.encode(), "application/json"), "query": ""},
)
