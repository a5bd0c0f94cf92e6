"""Main script: what every page shares. Streamlit runs it at each rerun, then the page that it names."""

from __future__ import annotations

import streamlit as st

from geo.errors import InvalidDataError
from utils import data, embed, filter_panel, footer, header, page_errors, site_plan, state, titles

#: Pages that the filters narrow down; elsewhere they wait in the address.
FILTERED = ("", "liste")


def plan():
    site_plan.show(pages, panel)


pages = [
    st.Page("carte.py", title="Carte", default=True),
    st.Page("liste.py", title="Liste et exports", url_path="liste"),
    st.Page("importer.py", title="Importer", url_path="importer"),
    st.Page("region.py", title="Régions", url_path="region"),
    st.Page("reperes.py", title="Repères", url_path="reperes"),
    st.Page("chronologie.py", title="Chronologie", url_path="chronologie"),
    st.Page("glossaire.py", title="Glossaire", url_path="glossaire"),
    st.Page("donnees.py", title="Données et sources", url_path="donnees"),
    st.Page("nouveautes.py", title="Nouveautés", url_path="nouveautes"),
    st.Page("api.py", title="API des données", url_path="donnees-api"),
    st.Page("accessibilite.py", title="Accessibilité", url_path="accessibilite"),
    st.Page("mentions.py", title="Mentions légales", url_path="mentions-legales"),
    st.Page(plan, title="Plan du site", url_path="plan-du-site"),
    st.Page("pole.py", title="Fiche d'un pôle", url_path="pole"),
]
page = st.navigation(pages, position="hidden")
# The title holds until the page says better: which pole, which region, how many poles.
st.set_page_config(page_title=titles.title_of(page.title), layout="wide", initial_sidebar_state="auto")

try:
    panel, _ = data.panel(), data.reference()
except InvalidDataError as error:
    page_errors.show_outage(error)
    st.stop()
state.sync(panel)
# The sidebar is there from the start, so that the page does not move when it comes; it is filled after the page,
# because what the visitor waits for travels first.
filtered = page.url_path in FILTERED
# In a frame of another site the page is all there is.
embedded = embed.is_embedded()
filters = st.sidebar.container() if filtered and not embedded else None
top = st.container()
# Above the map and the list stands the bar of the results, which has the heading of the page.
failed = page_errors.run(page, heading=2 if filtered else 1)
if embedded:
    embed.show_credit(panel, page.url_path)
else:
    with top:
        header.show(pages, page, filtered=filtered)
    if filters:
        with filters:
            filter_panel.show(panel)
    footer.show(panel)
state.write()
if failed:
    raise failed
