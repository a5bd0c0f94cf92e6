"""The declaration of accessibility and the legal notices: what they say is what the table and the environment say."""

from __future__ import annotations

import html
import re

import pytest
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.testing.v1 import AppTest

from geo.reference.accessibility import load_criteria, tally
from tests.pages.shown import whole_html
from tests.pages.test_external_links import check
from tests.pages.test_pages import run
from utils import legal, own_memory, settings

VARIABLES = (
    legal.PUBLISHER_VARIABLE, legal.DIRECTOR_VARIABLE, legal.HOST_VARIABLE, settings.CONTACT_VARIABLE,
    legal.PLAN_VARIABLE,
)  # fmt: skip
PAGES = ("accessibilite.py", "mentions.py")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def text_of(page: str) -> str:
    plain = html.unescape(re.sub(r"<[^>]+>", " ", page)).replace("\u00a0", " ")
    return re.sub(r"\s+([,.)])", r"\1", re.sub(r"\s+", " ", plain))


def footer(app: AppTest) -> str:
    (found,) = [element.proto.body for element in app.get("html") if "atlas-pied" in element.proto.body]
    return str(found)


def test_the_declaration_says_what_the_table_says() -> None:
    criteria = load_criteria()
    whole = tally(criteria)
    page = whole_html(run(PAGES[0]))
    text = text_of(page)
    assert f"{whole.rate:.1f}".replace(".", ",") + " % des critères applicables sont respectés" in text
    assert f"({whole.conform} sur {whole.applicable})" in text
    assert f"est {whole.level} avec le référentiel" in text
    rows = re.findall(r'<tr><th scope="row">([0-9]+\.[0-9]+)</th>', page)
    assert rows == [criterion.code for criterion in criteria]
    for criterion in criteria:
        # What is not kept, or not known to be, is named outside the table.
        assert (f"{criterion.code}, {criterion.title} : " in text) == (
            criterion.status in ("non-conforme", "non-evalue")
        )


def test_the_declaration_has_the_parts_that_the_law_wants() -> None:
    page = whole_html(run(PAGES[0]))
    headings = [text_of(heading).strip() for heading in re.findall(r"<h2[^>]*>(.*?)</h2>", page)]
    assert headings == [
        "État de conformité",
        "Résultats des tests",
        "Contenus non accessibles",
        "Établissement de cette déclaration",
        "Retour d'information et contact",
        "Voies de recours",
    ]
    text = text_of(page)
    for said in (
        "article 47 de la loi n° 2005-102 du 11 février 2005",
        "Défenseur des droits",
        "NVDA, JAWS, VoiceOver",
    ):
        assert said in text
    assert "Ce n'est pas un audit par un tiers" in text


@pytest.mark.parametrize("page", PAGES)
def test_links_are_safe(page: str) -> None:
    assert check(whole_html(run(page))) >= 2


def test_what_nobody_said_is_not_known() -> None:
    text = text_of(whole_html(run(PAGES[0])))
    assert "n'engage encore personne" in text
    assert "met en œuvre" not in text
    for said in (
        "Schéma pluriannuel de mise en accessibilité : non renseigné ;",
        "Actions réalisées l'année précédente : non renseigné.",
        "Plan d'actions de l'année : non renseigné.",
    ):
        assert said in text
    notices = whole_html(run(PAGES[1]))
    assert notices.count("non renseigné") == 4


def test_what_is_set_is_said_and_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in zip(VARIABLES, ("A<b>", "R<i>", "H&", "atlas@exemple.fr", "https://a.fr/?s=1&t"), strict=True):
        monkeypatch.setenv(name, value)
    declaration, notices = (whole_html(run(page)) for page in PAGES)
    assert "A&lt;b&gt; s'engage" in declaration
    assert "À cette fin, A<b> met en œuvre la stratégie et les actions suivantes :" in text_of(declaration)
    assert '<a href="https://a.fr/?s=1&amp;t" target="_blank" rel="noopener noreferrer">' in declaration
    assert text_of(declaration).count("à la même adresse") == 2
    for said in ("A&lt;b&gt;", "R&lt;i&gt;", "H&amp;"):
        assert f"<dd>{said}</dd>" in notices
    for page in (declaration, notices):
        assert '<a href="mailto:atlas@exemple.fr">atlas@exemple.fr</a>' in page
        assert "non renseigné" not in page


def test_no_address_leaves_where_it_may_not(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = "après un avertissement et votre accord, à <code>data.geopf.fr</code>"
    assert offered in whole_html(run(PAGES[1]))
    monkeypatch.setenv("ATLAS_GEOCODAGE", "non")
    page = whole_html(run(PAGES[1]))
    assert "interdit sur ce site" in page
    assert offered not in page


def test_what_is_kept_of_a_visitor_who_left_is_said_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    # Whoever leaves right after a round is missed at the next one.
    box = own_memory.Box("a list", {}, "session")
    monkeypatch.setattr(own_memory, "_boxes", {box.key: box})
    rounds = 0
    while box.content is not None:
        rounds += 1
        own_memory.sweep(rounds * own_memory._ROUND, lambda _: False)
    assert 2 * 60 < rounds * own_memory._ROUND <= 3 * 60
    notices = text_of(whole_html(run(PAGES[1])))
    assert "si vous fermez l'onglet, trois minutes après au plus" in notices
    assert "fermer ou recharger l'onglet l'oublie, trois minutes après au plus" in text_of(
        whole_html(run("importer.py"))
    )
    # The filters are in the session, which Streamlit lets go of when the next one ends.
    storage = MemorySessionStorage()
    assert (storage._cache.ttl, "puis deux minutes pour qu'une connexion coupée les retrouve" in notices) == (120, True)  # type: ignore[attr-defined]


def test_every_page_leads_there_with_the_filters_and_says_the_level() -> None:
    level = tally(load_criteria()).level
    for page in (None, "liste.py", "glossaire.py", *PAGES):
        bottom = footer(run(page, region="bretagne"))
        assert f"Accessibilité\u00a0: {level}</a>" in bottom
        for path in ("accessibilite", "mentions-legales"):
            assert f'href="./{path}?region=bretagne"' in bottom, page
