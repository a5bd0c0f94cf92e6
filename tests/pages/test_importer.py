"""The page « Importer une liste », run without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.shown import whole_html

MAIN = Path(__file__).resolve().parents[2] / "pages" / "main.py"

LIST = """nom;commune;département;secteur
La Fabrique;Rennes;35;Culture
Le Lieu;Lille;59;
Les Saints;Saint-Denis;;
Encore un;Saint-Denis;;
Nulle part;Xyzzy;;
"""


@pytest.fixture
def page() -> AppTest:
    test = AppTest.from_file(str(MAIN), default_timeout=60)
    test.run()
    test.switch_page("importer.py")
    return test.run()


def send(page: AppTest, content: str | bytes, name: str = "mes lieux.csv") -> AppTest:
    body = content.encode() if isinstance(content, str) else content
    page.file_uploader[0].upload(name, body)
    page.run()
    assert not page.exception
    return page


def test_the_page_says_where_the_list_stays(page: AppTest) -> None:
    assert not page.exception
    text = whole_html(page)
    assert "Importer une liste" in text
    assert "Rien n'est écrit sur un disque" in text
    assert page.file_uploader[0].label == "Votre fichier"


def test_a_list_is_placed_and_counted(page: AppTest) -> None:
    text = whole_html(send(page, LIST))
    assert "mes lieux.csv" in text
    assert "2 lignes sur 5 sont placées" in text.replace("\u00a0", " ")
    assert "Lignes non placées" in text
    assert "Xyzzy" not in page.session_state["atlas_query"] if "atlas_query" in page.session_state else True


def test_rows_that_say_the_same_are_asked_about_once(page: AppTest) -> None:
    send(page, LIST)
    (question,) = [box for box in page.selectbox if "Saint-Denis" in box.label]
    assert "2 lignes" in question.label
    assert "Saint-Denis (93)" in question.options
    assert "Saint-Denis (974)" in question.options
    question.select("Saint-Denis (974)")
    page.run()
    assert not page.exception
    assert "4 lignes sur 5 sont placées" in whole_html(page).replace("\u00a0", " ")


def test_a_bad_file_says_why_and_leaves_the_list(page: AppTest) -> None:
    send(page, LIST)
    text = whole_html(send(page, b"%PDF-1.7\n...", "rapport.pdf"))
    assert "« rapport.pdf » n'a pas pu être lu" in text.replace("\u00a0", " ")
    assert "La liste « mes lieux.csv », déjà chargée, n'a pas changé" in text.replace("\u00a0", " ")
    assert "2 lignes sur 5 sont placées" in text.replace("\u00a0", " ")


def test_columns_are_shown_and_corrected(page: AppTest) -> None:
    send(page, "a;b\nLa Fabrique;Rennes\n".replace("a;b", "ville;quartier"))
    boxes = {box.label: box for box in page.selectbox}
    assert boxes["Commune"].value == "ville"
    assert "0 ligne sur 1 n'est placée" in whole_html(page).replace("\u00a0", " ") or "0 ligne" in whole_html(page)
    boxes["Commune"].select("quartier")
    boxes["Nom"].select("ville")
    page.button[[button.label for button in page.button].index("Appliquer")].click()
    page.run()
    assert not page.exception
    assert "1 ligne sur 1 est placée" in whole_html(page).replace("\u00a0", " ")


def test_one_column_for_two_roles_is_refused_in_words(page: AppTest) -> None:
    send(page, LIST)
    boxes = {box.label: box for box in page.selectbox}
    boxes["Nom"].select("commune")
    page.button[[button.label for button in page.button].index("Appliquer")].click()
    page.run()
    assert not page.exception
    assert 'role="alert"' in whole_html(page)
    assert "2 lignes sur 5 sont placées" in whole_html(page).replace("\u00a0", " ")


def test_the_list_can_be_taken_away(page: AppTest) -> None:
    send(page, LIST)
    page.button(key="liste_retirer").click()
    page.run()
    assert "mes lieux.csv" not in whole_html(page)
    assert "Liste retirée." in whole_html(page)
    page.run()
    assert "Liste retirée." not in whole_html(page)


def test_addresses_are_offered_only_where_there_are_some_and_wait_for_leave(page: AppTest) -> None:
    assert "Placer les adresses" not in [button.label for button in send(page, LIST).button]
    send(page, "nom;adresse;commune;département\nUn;2 rue X;Rennes;35\n")
    assert "1 adresse sortirait de cette machine" in whole_html(page).replace("\u00a0", " ")
    (button,) = [button for button in page.button if button.label == "Placer les adresses"]
    assert button.disabled


def test_addresses_are_not_offered_where_they_are_switched_off(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_GEOCODAGE", "non")
    send(page, "nom;adresse;commune;département\nUn;2 rue X;Rennes;35\n")
    assert "désactivé sur ce serveur" in whole_html(page)
    assert "Placer les adresses" not in [button.label for button in page.button]


def test_what_a_list_holds_is_shown_as_text(page: AppTest) -> None:
    hostile = '"<img src=x onerror=alert(1)>";"`${alert(1)}`"'
    text = whole_html(send(page, f"nom;commune\n{hostile}\n", "<b>liste</b>.csv"))
    assert "<img" not in text
    assert "<b>liste" not in text
    assert "&lt;img src=x onerror=alert(1)&gt;" in text


def test_exchanged_coordinates_are_told_and_put_right(page: AppTest) -> None:
    text = whole_html(send(page, "nom;latitude;longitude\nUn;-1,68;48,11\nDeux;3,06;50,63\n"))
    assert "semblent inversées" in text
    assert "0 ligne sur 2" in text.replace("\u00a0", " ")
    page.button(key="liste_inverser").click()
    page.run()
    assert not page.exception
    assert "2 lignes sur 2 sont placées" in whole_html(page).replace("\u00a0", " ")
    assert "semblent inversées" not in whole_html(page)
    assert page.button(key="liste_inverser").label == "Annuler l'échange"


def test_points_outside_france_are_named_by_row(page: AppTest) -> None:
    text = whole_html(send(page, "nom;latitude;longitude\nUn;48,11;-1,68\nLondres;51,5;-0,12\n")).replace("\u00a0", " ")
    assert "1 ligne sur 2 est placée" in text
    assert "Coordonnées à revoir" in text
    assert "ligne 3" in text


def test_a_file_without_place_waits_for_its_columns_and_leaves_the_list(page: AppTest) -> None:
    send(page, LIST)
    text = whole_html(send(page, "a;b\nLa Fabrique;Rennes\n", "autre.csv")).replace("\u00a0", " ")
    assert "« autre.csv » : aucune colonne ne dit où sont les lignes" in text
    assert "La liste « mes lieux.csv », déjà chargée, n'a pas changé" in text
    boxes = {box.label: box for box in page.selectbox}
    boxes["Commune"].select("b")
    page.button[[button.label for button in page.button].index("Appliquer")].click()
    page.run()
    assert "1 ligne sur 1 est placée" in whole_html(page).replace("\u00a0", " ")


def test_the_page_says_that_a_list_takes_the_place_of_the_layer(
    page: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "prendra sur la carte la place" not in whole_html(page)
    (tmp_path / "Tiers-lieux.csv").write_text("nom;commune\nA;Rennes\n", encoding="utf-8")
    monkeypatch.setenv("ATLAS_COUCHE", str(tmp_path / "Tiers-lieux.csv"))
    sentence = "Votre liste prendra sur la carte la place de la couche « Tiers-lieux »"
    assert sentence in whole_html(page.run()).replace("\u00a0", " ")
    assert "a pris sur la carte la place de la couche « Tiers-lieux »" in whole_html(send(page, LIST)).replace(
        "\u00a0", " "
    )
