"""The glossary: its order, and where a text uses its terms."""

from __future__ import annotations

import unicodedata

import pytest

from geo.model import Panel
from geo.reference.glossary import CATEGORIES, Term, find_terms, load_glossary
from geo.text import fold
from tests.conftest import DataCopy

TERMS = load_glossary()


def _term(id_: str, term: str, expansion: str = "", aliases: tuple[str, ...] = (), explained: bool = True) -> Term:
    return Term(id_, term, expansion, "Définition.", "concept", aliases, "documents", (), "", explained)


def _found(text: str, *terms: Term) -> list[tuple[str, str]]:
    return [(text[start:end], term.id) for start, end, term in find_terms(text, terms or TERMS)]


def test_glossary_is_in_alphabetical_order() -> None:
    assert len(TERMS) == 120
    names = [fold(term.term) for term in TERMS]
    assert names == sorted(names)
    assert len(set(names)) == 120
    # Accents and case do not send a term to the end.
    order = [term.term for term in TERMS]
    assert order.index("Économie circulaire") < order.index("ESS") < order.index("Essaimage") < order.index("FEDER")


@pytest.mark.parametrize("term", TERMS, ids=[term.id for term in TERMS])
def test_term_holds_together(term: Term, panel: Panel) -> None:
    assert term.definition.endswith(".")
    assert term.category in CATEGORIES
    titles = {document.title for document in panel.vocabulary.documents}
    assert set(term.source) <= titles
    # Only a definition from general knowledge may do without a document.
    assert bool(term.source) == (term.basis != "connaissances-generales")


def test_terms_that_are_everywhere_are_not_marked() -> None:
    assert {term.term for term in TERMS if not term.explained} == {
        "PTCE", "Coopération", "Association loi 1901", "AAP", "La Place", "TPE / PME",
    }  # fmt: skip
    assert (
        _found("Un PTCE, pôle territorial de coopération économique, répond à un appel à projets sur la place.") == []
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Les SCIC, la MEL", [("SCIC", "g030"), ("MEL", "g071")]),
        ("Une Scic", [("Scic", "g030")]),
        # Acronyms are not words that look like them.
        ("mes amis, un process, un leader, il acte, le per capita", []),
        ("MES, PROCESS, LEADER", [("MES", "g043"), ("PROCESS", "g086"), ("LEADER", "g109")]),
        ("MESURE MELS XSCIC SCIC2 MEL_1", []),
        # Expansions and aliases.
        ("une société coopérative d'intérêt collectif", [("société coopérative d'intérêt collectif", "g030")]),
        ("une grappe d'entreprises", [("grappe d'entreprises", "g024")]),
        # Case, accents, apostrophes, hyphens, plurals.
        ("ECONOMIE CIRCULAIRE", [("ECONOMIE CIRCULAIRE", "g017")]),
        ("le Labo de l’ESS", [("Labo de l’ESS", "g044")]),
        ("deux tiers-lieux", [("tiers-lieux", "g023")]),
        ("un tiers lieu", [("tiers lieu", "g023")]),
        ("un tiers‑lieu", [("tiers‑lieu", "g023")]),
        ("des Contrats de Ville", [("Contrats de Ville", "g097")]),
        ("Territoire 100\u00a0% apprenant", [("Territoire 100\u00a0% apprenant", "g096")]),
        ("Communauté de communes Coeur Côte Fleurie", [("Communauté de communes Coeur Côte Fleurie", "g072")]),
        ("Communauté de communes Cœur Côte Fleurie", [("Communauté de communes Cœur Côte Fleurie", "g072")]),
        # Two letters are too few.
        ("GE et PO", []),
        ("", []),
    ],
)  # fmt: skip
def test_where_a_text_uses_terms(text: str, found: list[tuple[str, str]]) -> None:
    assert _found(text) == found


def test_only_the_first_use_is_found_whatever_the_name_used() -> None:
    text = "L'ESS, puis l'ESS, puis l'économie sociale et solidaire."
    assert _found(text) == [("ESS", "g002")]
    text = "L'économie sociale et solidaire (ESS)."
    assert _found(text) == [("économie sociale et solidaire", "g002")]


def test_the_longest_name_wins_and_nothing_is_found_inside_it() -> None:
    assert _found("FSE-Equal avant FSE") == [("FSE-Equal", "g112"), ("FSE", "g107")]
    assert _found("le Labo de l'ESS et l'ESS") == [("Labo de l'ESS", "g044"), ("ESS", "g002")]
    # Whatever the order in which terms are given.
    short, long = _term("a", "eau"), _term("b", "eau vive")
    assert _found("eau vive", short, long) == _found("eau vive", long, short) == [("eau vive", "b")]


def test_places_are_slices_of_the_text_in_order_without_overlap() -> None:
    text = " ; ".join(f"{term.term} {term.expansion}" for term in TERMS)
    places = find_terms(text, TERMS)
    assert len(places) > 100
    ends = [0]
    for start, end, _ in places:
        assert ends[-1] <= start < end <= len(text)
        ends.append(end)


def test_letters_and_combining_accents_stay_together() -> None:
    text = unicodedata.normalize("NFD", "Mutualité et mutualisé, Économie circulaire é")
    ((start, end, term),) = find_terms(text, TERMS)
    assert term.id == "g017"
    assert unicodedata.normalize("NFC", text[start:end]) == "Économie circulaire"
    text = unicodedata.normalize("NFD", "bonne santé")
    assert _found(text, _term("a", "santé")) == [(text[6:], "a")]


def test_term_that_is_not_to_be_explained_is_not_found() -> None:
    assert _found("eau", _term("a", "eau", explained=False)) == []
    assert find_terms("eau", []) == []


def test_characters_of_patterns_are_only_text() -> None:
    assert _found("(a+b)* c", _term("a", "(a+b)*")) == []
    assert _found("le plan (eau)", _term("a", "plan (eau)")) == []
    assert _found("le plan eau", _term("a", "plan (eau)")) == [("plan eau", "a")]


def test_flag_of_the_table_decides(data_copy: DataCopy) -> None:
    (row,) = [n for n, term in enumerate(sorted(TERMS, key=lambda term: term.id), start=2) if term.id == "g030"]
    data_copy.set_cell("glossary.csv", row, "expliquer", "non")
    assert find_terms("Une SCIC", load_glossary(data_copy.path)) == []
