"""The sheet of a pole: `/pole?id=ptce-029`."""

from __future__ import annotations

import streamlit as st

from geo.similar import close_names
from utils import data, templates, titles
from utils.links import asked
from utils.pole_sheet import double_values, names_of, sheet_values

panel = data.panel()
wanted = asked("id") or ""
pole_id = panel.canonical_id(wanted)

if pole_id is None:
    titles.show("Pôle introuvable")
    close = names_of(panel, close_names(panel, wanted))
    templates.show("pole_inconnu.html", asked=wanted, close=close, last=len(panel.panel_lines))
else:
    # Where the reader sees the application; the name of this page is the end of it.
    root = (st.context.url or "").removesuffix("pole") or None
    values = sheet_values(panel, data.reference(), pole_id, root)
    titles.show(values["pole"]["nom"])
    templates.show("pole.html", **values, double=double_values(panel, wanted))
    templates.show_shared(f"pole-{pole_id}", "pole_corps.html", **values)
    templates.show("pole_fin.html", **values)
