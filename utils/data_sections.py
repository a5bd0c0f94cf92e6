"""The sections of the page « Données et sources »: what each of them shows, computed when it is shown.

One section at a time, each with its own address: all at once would weigh ten times the map.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from geo.export import grouped
from geo.model import CONFIDENCES, Panel
from geo.provenance.citation import bibtex, citation, describe_day
from geo.provenance.completeness import (
    KINDS,
    ORIGINS,
    SOURCED,
    announced,
    call_coverage,
    coverage,
    document_uses,
    total,
)
from geo.provenance.corrections import corrections
from geo.provenance.source_parts import split_sources
from geo.reference.decisions import THEMES
from utils import data, state
from utils.data_files import file_url
from utils.web.downloads import download_path

__all__ = ["SECTIONS", "section_values"]

#: Id in the address → title; the first one is the page without an id.
SECTIONS: Mapping[str, str] = {
    "": "Version, fichiers et citation",
    "qualite": "Qualité",
    "appels": "Appels de l'État",
    "corrections": "Corrections de la liste",
    "contradictions": "Contradictions",
    "dictionnaire": "Dictionnaire",
}


def section_values(section: str, part: str, panel: Panel, address: str) -> dict[str, Any]:
    """Return what the template of a section names.

    Parameters
    ----------
    section
        Key of `SECTIONS`.
    part
        What follows the section in the address: a theme, a table; an unknown one is taken as none.
    panel
        The poles.
    address
        Web address of the atlas, for the citation.
    """
    return _VALUES[section](panel, part, address)


def _presentation(panel: Panel, part: str, address: str) -> dict[str, Any]:
    selection = state.current().selection
    return {
        "day": describe_day(date.fromisoformat(panel.dataset.date)),
        "cite": citation(panel.dataset, panel.digest, address),
        "bibtex": bibtex(panel.dataset, panel.digest, address),
        "files": [(file, file_url(file.path)) for file in data.published()],
        "package_url": file_url("datapackage.json"),
        "schema_url": file_url("ptce.schema.json"),
        "exports": [
            (group, [(choice.label, download_path(selection, choice.extension)) for choice in choices])
            for group, choices in grouped()
        ],
        "uses": document_uses(panel.poles[panel.in_panel], panel.vocabulary.documents),
    }


def _quality(panel: Panel, part: str, address: str) -> dict[str, Any]:
    documents = panel.vocabulary.documents
    groups = {"panel": panel.poles[panel.in_panel], "appels": panel.poles[~panel.in_panel]}
    sourced = {name: coverage(poles, panel.schema, documents, SOURCED) for name, poles in groups.items()}
    others = [coverage(poles, panel.schema, documents, tuple(ORIGINS)) for poles in groups.values()]
    return {
        "groups": [(name, len(poles), sourced[name], total(sourced[name])) for name, poles in groups.items()],
        "others": list(zip(*others, strict=True)),
        "confidences": CONFIDENCES,
        "kinds": KINDS,
        "origins": ORIGINS,
    }


def _calls(panel: Panel, part: str, address: str) -> dict[str, Any]:
    rows = call_coverage(panel, data.reference().calls)
    groups = {
        "Les deux premiers appels": [row for row in rows if not row.later],
        "Les appels récents": [row for row in rows if row.later],
        "Ensemble": rows,
    }
    return {
        "rows": rows,
        "eligible": [row.call.year for row in rows if row.call.eligible is not None],
        "complete": [row for row in rows if row.complete],
        "totals": [(label, announced(group), sum(row.known for row in group)) for label, group in groups.items()],
        "split": split_sources,
        "day": describe_day,
    }


def _corrections(panel: Panel, part: str, address: str) -> dict[str, Any]:
    found = corrections(panel)
    return {
        "found": found,
        "lines": len(panel.panel_lines),
        "naming": sum(item.naming is not None for item in found),
        "regions": sum(item.region is not None for item in found),
        "others": sum(bool(item.naming or item.remarks) for item in found),
        "part": part,
    }


def _contradictions(panel: Panel, part: str, address: str) -> dict[str, Any]:
    decisions = data.reference().decisions
    themes = {code: (label, [item for item in decisions if item.theme == code]) for code, label in THEMES.items()}
    suspicions = [item for item in decisions if item.is_suspicion]
    return {
        "themes": themes,
        "theme": part if part in themes else None,
        "names": panel.lines["nom"],
        "suspicions": suspicions,
        "decided": len(decisions) - len(suspicions),
    }


def _dictionary(panel: Panel, part: str, address: str) -> dict[str, Any]:
    tables = {table.name: table for table in data.dictionary()}
    return {"tables": tables, "table": tables.get(part, next(iter(tables.values())))}


_VALUES: Mapping[str, Callable[[Panel, str, str], dict[str, Any]]] = {
    "": _presentation,
    "qualite": _quality,
    "appels": _calls,
    "corrections": _corrections,
    "contradictions": _contradictions,
    "dictionnaire": _dictionary,
}
