"""What a file says of itself."""

from __future__ import annotations

import json

from geo.export.metadata import describe
from geo.model import Panel
from geo.selection import Selection
from tests.geo.export.small_panel import LINK


def test_members_tell_what_when_under_which_terms_and_from_whom(panel: Panel) -> None:
    members = describe(panel, Selection(laureat=("2015",)), LINK).members()
    assert members["titre"] == panel.dataset.title
    assert members["filtres"] == "2 PTCE en France, lauréats 2015"
    assert (members["date"], members["version"]) == (panel.dataset.date, panel.dataset.version)
    assert members["nombre"] == 2
    assert members["liste"] == "panel RTES 2016 : 5 lignes, 4 pôles"
    assert members["licence"] == {"titre": panel.dataset.licence_title, "url": panel.dataset.licence_url}
    assert members["attribution"] == panel.dataset.attribution
    assert members["lien"] == LINK
    assert json.loads(json.dumps(members)) == members


def test_the_second_collection_says_that_it_is_incomplete(panel: Panel) -> None:
    alone, both = describe(panel, Selection(), LINK), describe(panel, Selection(appels=True), LINK)
    assert alone.collections == ("panel 2016 : liste publiée par le RTES, 5 lignes, 4 pôles",)
    assert both.collections == (
        *alone.collections,
        "appels 2021-2025 : 2 lauréats connus sur 69, collection incomplète ; 1 est aussi dans le panel et n'y compte "
        "qu'une fois",
    )
    assert (both.title, both.attribution) == (panel.dataset.later.whole_title, panel.dataset.later.whole_attribution)
    assert both.filters == "5 PTCE en France, lauréats de 2021 à 2023 compris"
    assert both.listed == "panel RTES 2016 : 4 pôles ; lauréats de 2021 à 2023 : 1 autre, liste incomplète"
    assert set(both.collections) <= {value for _, value in both.items()}
    assert both.members()["collections"] == list(both.collections)


def test_sources_name_every_document_and_the_makers_of_the_boundaries(panel: Panel, everything: Selection) -> None:
    sources = describe(panel, everything, LINK).sources
    for document in panel.vocabulary.documents:
        assert any(document.title in source and document.publisher in source for source in sources)
    text = " ".join(sources)
    assert "ADMIN EXPRESS" in text
    assert "INSEE" in text
    assert "None" not in text


def test_items_hold_all_that_members_hold(panel: Panel, nothing: Selection) -> None:
    metadata = describe(panel, nothing, LINK)
    values = [value for _, value in metadata.items()]
    for value in (metadata.title, metadata.filters, metadata.count, metadata.listed, metadata.licence_title,
                  metadata.licence_url, metadata.attribution, *metadata.sources, *metadata.notes, LINK):  # fmt: skip
        assert value in values
    assert metadata.count == 0
    assert metadata.filters == "Aucun PTCE en Bretagne, lauréats 2013"


def test_a_hostile_search_text_is_cleaned(panel: Panel) -> None:
    assert describe(panel, Selection(q="a\x00b"), LINK).filters.endswith("texte « ab »")
