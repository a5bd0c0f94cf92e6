"""`/sante` says what is served, and what is wrong, without what a stranger should not know."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.requests import Request
from streamlit import config

from geo.errors import InvalidDataError, Problem
from geo.model import Panel
from geo.schema import DATA_DIR
from tests.utils.asking import Answer, ask_application
from utils import data, settings
from utils.web import health

PATHS = (str(DATA_DIR), str(Path(__file__).resolve().parents[2]))


@pytest.fixture(autouse=True)
def fresh_data() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def ask(method: str = "GET", path: str = "/sante") -> Answer:
    return ask_application(Starlette(routes=health.routes()), path, method=method)


def text_of(answer: Answer) -> str:
    return answer.body.decode()


def broken(*_: object, **__: object) -> Any:
    raise InvalidDataError([Problem("data/ptce.geojson", "fichier illisible (vide)", advice="le rétablir")])


def test_what_is_served_is_counted(panel: Panel) -> None:
    answer = ask()
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    found = answer.json()
    assert found["etat"] == "ok", found["problemes"]
    assert found["version"] == f"{panel.dataset.version}+{panel.digest}"
    assert found["donnees_du"] == panel.dataset.date
    assert (found["poles"], found["lignes"], found["laureats"]) == (103, 74, 32)
    assert found["memoire_mo"] is None or found["memoire_mo"] > 20
    assert found["couche"] is None
    assert found["problemes"] == []
    read_at = data.sets()["panel"].state.read_at
    with patch.object(health.time, "monotonic", lambda: read_at):
        assert ask().json()["age_s"] == 0
    assert found["demarre_depuis_s"] >= 0


def test_head_gives_the_same_headers() -> None:
    head, got = ask("HEAD"), ask()
    # The server leaves the body of an answer to HEAD out.
    assert head.status == 200
    assert head.headers["cache-control"] == got.headers["cache-control"]
    assert ask("POST").status == 405


def test_it_is_below_the_base_path() -> None:
    before = config.get_option("server.baseUrlPath")
    config.set_option("server.baseUrlPath", "ptce")
    try:
        assert ask(path="/ptce/sante").status == 200
        assert ask().status == 404
    finally:
        config.set_option("server.baseUrlPath", before)


def test_nothing_to_serve_is_unavailable() -> None:
    with patch.object(data, "load_panel", broken):
        answer = ask()
    assert (answer.status, answer.headers["retry-after"]) == (503, "30")
    found = answer.json()
    assert (found["etat"], found["version"], found["poles"]) == ("indisponible", None, 0)
    assert found["problemes"][0] == {
        "jeu": "panel",
        "probleme": "data/ptce.geojson : fichier illisible (vide)",
        "a_faire": "le rétablir",
    }


def test_the_last_good_data_is_degraded_and_keeps_its_age(monkeypatch: pytest.MonkeyPatch) -> None:
    ask()
    monkeypatch.setattr(data, "load_panel", broken)
    one = data.sets()["panel"]
    monkeypatch.setattr(one, "_stamp", lambda: "changed")
    read_at = one.state.read_at
    assert read_at is not None
    later = read_at + 90
    with patch.object(health.time, "monotonic", lambda: later):
        answer = ask()
    assert answer.status == 200
    found = answer.json()
    assert (found["etat"], found["poles"], found["age_s"]) == ("degrade", 103, 90)
    assert [problem["jeu"] for problem in found["problemes"]] == ["panel"]
    assert data.is_outdated()


def test_a_file_that_is_not_the_one_published_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_digest", lambda path, *_: "0" * 64)
    found = ask().json()
    assert found["etat"] == "degrade"
    assert len(found["problemes"]) == min(len(data.published()), 50)
    assert {problem["jeu"] for problem in found["problemes"]} == {"published"}
    assert "datapackage.json" in found["problemes"][0]["probleme"]


def test_a_layer_that_cannot_be_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.LAYER_VARIABLE, "/nulle/part/liste secrete.csv")
    answer = ask()
    assert answer.json()["couche"] == {"nom": "liste secrete", "lignes": None}
    assert answer.json()["etat"] == "degrade"
    assert "/nulle/part" not in text_of(answer)


def test_nothing_of_the_machine_is_told() -> None:
    with patch.object(data, "load_reference", side_effect=OSError(13, "Permission denied", str(DATA_DIR))):
        text = text_of(ask())
    assert json.loads(text)["etat"] == "indisponible"
    assert not any(path in text for path in PATHS)
    assert "denied" not in text


def test_asking_again_reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    ask()
    reads: list[Path] = []
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: (reads.append(path), read(path))[1])
    assert ask().json()["etat"] == "ok"
    assert [path for path in reads if path.is_relative_to(DATA_DIR)] == []


def test_a_request_without_data_is_answered_in_french() -> None:
    error = InvalidDataError([Problem("data/ptce.geojson", "fichier illisible (absent)")])
    answer = health.unavailable(Request({"type": "http", "path": "/api/v1/ptce", "headers": []}), error)
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert json.loads(answer.body)["problemes"] == ["data/ptce.geojson : fichier illisible (absent)"]


def test_the_clock_of_the_machine_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    ask()
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert ask().json()["age_s"] >= 0


@pytest.mark.parametrize("name", ["criteria", "dictionary", "villes"])
def test_what_no_page_has_asked_for_yet_is_looked_at_and_looked_at_again(name: str) -> None:
    one = data.sets()[name]
    with patch.object(one, "_load", broken):
        assert ask().json()["etat"] == "degrade"
    # Mended: no page has to be opened for the report to know.
    with patch.object(one, "_stamp", lambda: "mended"):
        assert ask().json()["etat"] == "ok"


def test_what_is_large_is_not_read_for_the_report() -> None:
    assert ask().json()["etat"] == "ok"
    assert data.sets()["gazetteer"].state.tried is None


def test_a_file_of_ours_that_is_lost_is_named() -> None:
    with patch.object(health.assets, "missing", lambda: ["web/keyboard.js"]):
        found = ask().json()
    assert found["etat"] == "degrade"
    assert found["problemes"] == [
        {
            "jeu": "fichiers de l'atlas",
            "probleme": "web/keyboard.js : fichier absent ou illisible",
            "a_faire": "rétablir les fichiers de l'atlas, de la même version",
        }
    ]
