"""Who publishes a deployment, as its environment says it."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from utils import legal, settings

VARIABLES = (
    legal.PUBLISHER_VARIABLE, legal.DIRECTOR_VARIABLE, legal.HOST_VARIABLE, settings.CONTACT_VARIABLE,
    legal.PLAN_VARIABLE,
)  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    legal._notice.cache_clear()


def test_nothing_is_made_up() -> None:
    assert legal.notice() == legal.LegalNotice(None, None, None, None, None)


def test_what_is_set_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in zip(
        VARIABLES,
        (" Une\tassociation ", "La présidence", "Un hébergeur, 1 rue", "a@b.fr", " https://exemple.fr/schema "),
        strict=True,
    ):
        monkeypatch.setenv(name, value)
    notice = legal.notice()
    assert (notice.publisher, notice.director, notice.host) == (
        "Une association",
        "La présidence",
        "Un hébergeur, 1 rue",
    )
    assert (notice.contact_link, notice.by_mail) == ("mailto:a@b.fr", True)
    assert notice.plan == "https://exemple.fr/schema"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://exemple.fr/schema-2026.pdf?v=2#p3", True),
        ("http://exemple.fr/schema", True),
        ("schéma 2026-2028", False),
        ("javascript:alert(1)", False),
        ("ftp://exemple.fr/", False),
        ("http://exemple.fr@ailleurs.fr/", False),
        ("http://intranet", False),
        ('http://exemple.fr/"onclick=alert(1)', False),
        ("http://https://exemple.fr/", False),
        ("https://exemple.fr/" + "a" * 500, False),
    ],
)
def test_the_plan_is_a_page(
    given: str, kept: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(legal.PLAN_VARIABLE, given)
    with caplog.at_level(logging.WARNING):
        assert [legal.notice().plan for _ in range(2)] == [given if kept else None] * 2
    told = f"ATLAS_SCHEMA_PLURIANNUEL: not a web address in https or http, ignored: {given!r}"
    assert caplog.messages == ([] if kept else [told])


@pytest.mark.parametrize(
    ("given", "link"),
    [
        ("https://exemple.fr/contact?de=atlas", "https://exemple.fr/contact?de=atlas"),
        ("http://exemple.fr/contact", None),
        ("javascript:alert(1)", None),
        ("https://exemple.fr@ailleurs.fr/", None),
        ("https://intranet", None),
        ('https://exemple.fr/"onclick=alert(1)', None),
        ("https://[exemple.fr/", None),
        ("https://exemple.fr/ ailleurs", None),
        ("atlas@exemple", None),
    ],
)
def test_contact_is_a_mail_address_or_a_secure_page(
    given: str, link: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(settings.CONTACT_VARIABLE, given)
    assert legal.notice().contact_link == link
    # Errors are reported by mail only.
    assert settings.contact() is None


def test_a_text_pasted_by_mistake_is_left_out(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(legal.PUBLISHER_VARIABLE, "a" * 301)
    with caplog.at_level(logging.WARNING):
        assert legal.notice().publisher is None
        assert legal.notice().publisher is None
    assert [record.getMessage() for record in caplog.records] == ["ATLAS_EDITEUR: more than 300 characters, ignored"]


def test_the_log_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv(legal.HOST_VARIABLE, "Un hébergeur")
    with caplog.at_level(logging.WARNING):
        legal.tell_what_is_missing()
    (record,) = caplog.records
    missing = re.findall(r"ATLAS_\w+", record.getMessage())
    assert missing == ["ATLAS_EDITEUR", "ATLAS_RESPONSABLE_PUBLICATION", "ATLAS_CONTACT", "ATLAS_SCHEMA_PLURIANNUEL"]
    caplog.clear()
    for name in VARIABLES:
        monkeypatch.setenv(name, "https://exemple.fr/")
    legal.tell_what_is_missing()
    assert caplog.records == []


def test_libraries_are_those_that_are_installed() -> None:
    lines = (Path(__file__).resolve().parents[2] / "requirements.txt").read_text(encoding="utf-8").splitlines()
    required = [re.fullmatch(r"([\w-]+)==.*\(([\w.-]+)\)", line) for line in lines if "==" in line]
    licences = {str(match[1]): match[2] for match in required if match}
    names = {"Jinja": "jinja2", "Leaflet": "XStatic-Leaflet", "Leaflet.markercluster": "XStatic-Leaflet-MarkerCluster"}
    names["Vega-Altair"] = "altair"
    named = {names.get(name, name).lower(): licence for name, licence in legal.LIBRARIES}
    assert named == {name.lower(): licence for name, licence in licences.items()}
