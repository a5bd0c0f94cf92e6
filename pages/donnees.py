"""Data and sources: what the data is, how to cite it, what is known, what was corrected and decided, field by field."""

from __future__ import annotations

import streamlit as st

from geo.typography import no_break
from utils import data, templates, titles
from utils.data_sections import SECTIONS, section_values
from utils.links import asked

panel = data.panel()
wanted = asked("id") or ""
section, _, part = wanted.partition("-")
known = section in SECTIONS
section = section if known else ""
if section:
    titles.show(SECTIONS[section], "Données et sources")
address = (st.context.url or "").removesuffix("donnees")
html = templates.render(
    "donnees.html",
    panel=panel,
    dataset=panel.dataset,
    sections=SECTIONS,
    section=section,
    unknown=None if known else wanted,
    **section_values(section, part if known else "", panel, address),
)
st.html(no_break(html))
