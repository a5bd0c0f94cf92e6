"""The declaration of accessibility, in the form that the RGAA gives it; all its figures come from one table."""

from __future__ import annotations

import streamlit as st

from geo.provenance.citation import describe_day
from geo.reference.accessibility import CHECKS, STATUSES, THEMES, latest_check, tally, tally_by_theme
from utils import data, legal, templates
from utils.data_files import file_url

#: Pages that were looked at: address, parameters, name.
LOOKED_AT = (
    ("", {}, "Carte"),
    ("liste", {}, "Liste et exports"),
    ("importer", {}, "Importer"),
    ("region", {}, "Régions"),
    ("region", {"id": "bretagne"}, "Fiche d'une région"),
    ("pole", {"id": "ptce-029"}, "Fiche d'un pôle"),
    ("reperes", {}, "Repères"),
    ("chronologie", {}, "Chronologie"),
    ("glossaire", {}, "Glossaire"),
    ("donnees", {}, "Données et sources"),
    ("nouveautes", {}, "Nouveautés"),
    ("donnees-api", {}, "API des données"),
    ("accessibilite", {}, "Accessibilité"),
    ("mentions-legales", {}, "Mentions légales"),
    ("plan-du-site", {}, "Plan du site"),
)

criteria = data.criteria()
whole, day = tally(criteria), latest_check(criteria)
templates.show(
    "accessibilite.html",
    notice=legal.notice(),
    address=(st.context.url or "").removesuffix("accessibilite"),
    criteria=criteria,
    whole=whole,
    themes=[(THEMES[number], count) for number, count in tally_by_theme(criteria).items()],
    names=THEMES,
    statuses=STATUSES,
    checks=CHECKS,
    day=describe_day(day) if day else None,
    looked_at=LOOKED_AT,
    file=file_url("source/rgaa.csv"),
)
