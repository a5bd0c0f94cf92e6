"""The page of the data API: its addresses, its parameters, and examples to copy."""

from __future__ import annotations

import streamlit as st

from geo.export import grouped
from geo.provenance.citation import citation
from geo.selection import TEXT
from utils import data, templates
from utils.web.api.addresses import ADDRESSES, API, DEFAULT_PER_PAGE, IGNORED, MAX_PER_PAGE, PARAMETERS, SAID
from utils.web.api.examples import TOOLS, examples
from utils.web.rate_limit import DRAWN_COST, per_minute

#: A parameter with more values than this has its values in the description for programs only.
SHOWN = 20

panel = data.panel()
root = (st.context.url or "http://localhost:8501/").removesuffix("donnees-api")
address = root.removesuffix("/") + API
parameters = []
for name, text in PARAMETERS.items():
    values = SAID.get(name) or (() if name == TEXT else panel.index.allowed(name))
    parameters.append((name, text, ", ".join(values) if len(values) <= SHOWN else ""))
templates.show(
    "api.html",
    panel=panel,
    address=address,
    addresses=ADDRESSES,
    parameters=parameters,
    ignored=IGNORED,
    groups=grouped(),
    examples=[(tool, [one for one in examples() if one.tool == tool]) for tool in TOOLS],
    default=DEFAULT_PER_PAGE,
    most=MAX_PER_PAGE,
    per_minute=per_minute(),
    drawn_cost=DRAWN_COST,
    cite=citation(panel.dataset, panel.digest, root),
)
