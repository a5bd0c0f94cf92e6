"""A support scheme in words, for each of the 87."""

from __future__ import annotations

import pytest

from geo.model import Panel
from geo.reference.schemes import Scheme, load_schemes
from geo.sheets.schemes import describe_scheme, describe_status, document_titles

SCHEMES = load_schemes()


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.id)
def test_a_scheme_says_whether_it_runs_and_according_to_what(scheme: Scheme, panel: Panel) -> None:
    text = describe_scheme(scheme, document_titles(panel.vocabulary.documents))
    assert text.is_past == (scheme.status == "passe")
    start = {
        "passe": "Révolu, d'après ",
        "en-cours-selon-source": "Toujours en cours selon ",
        "recommandation": "Recommandation, et non une aide ouverte, d'après ",
        "proposition": "Proposition, et non une aide ouverte, d'après ",
    }[scheme.status]
    assert text.status.startswith(start)
    assert scheme.as_of.partition(" (")[0].removeprefix("après ") in text.status
    # The document goes by its title, never by its id.
    assert scheme.document not in text.source
    assert text.source.endswith(scheme.as_of)
    assert text.kinds
    assert "-" not in text.kinds
    assert len(text.amounts) == len(scheme.amounts)


def test_dates_read_as_french_says_them() -> None:
    said = {describe_status(scheme).removesuffix(" ; à vérifier") for scheme in SCHEMES}
    assert "Toujours en cours selon la source de mars 2025" in said
    assert "Révolu, d'après la source du 20 janvier 2016" in said
    assert "Toujours en cours selon une source postérieure à 2021" in said
