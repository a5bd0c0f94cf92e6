"""Addresses are geocoded on request, against a real local server that speaks the service's format."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest

from geo.build.addresses import build_geocoder, geocode_addresses
from geo.geocode.settings import Settings
from geo.load import read_table
from geo.schema import DATA_DIR

NANTES = "Le Solilab, 8 rue Saint-Domingue, 44200 Nantes"


class Service(BaseHTTPRequestHandler):
    """Answers `/geocodage/search?q=…` from `answers`: a feature, None for nothing found, or an HTTP status."""

    answers: ClassVar[dict[str, object]] = {}
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)["q"][0]
        self.asked.append(query)
        answer = self.answers.get(query)
        if isinstance(answer, int):
            self.send_error(answer)
            return
        body = json.dumps({"type": "FeatureCollection", "features": [answer] if answer else []}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Keep the output of the tests clean."""


def feature(longitude: float, latitude: float, citycode: str, score: float) -> dict[str, object]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": {"label": "x", "score": score, "citycode": citycode},
    }


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    Service.answers.clear()
    Service.asked.clear()
    # The politeness of the rate limiter is not what is tested.
    monkeypatch.setattr("geopy.extra.rate_limiter.sleep", lambda _seconds: None)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_address[1]}/geocodage"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    shutil.copytree(DATA_DIR / "source", tmp_path / "source")
    (tmp_path / "source" / "addresses.csv").write_bytes(b"id;adresse;longitude;latitude;score;service;date\r\n")
    return tmp_path


def geocode(data_dir: Path, service: str) -> dict[str, str | None]:
    settings = Settings(domain=service, scheme="http", pause=0)
    outcomes = geocode_addresses(data_dir, build_geocoder(settings), "2026-11-22")
    return {outcome.pole_id: outcome.problem for outcome in outcomes}


def test_a_sure_answer_in_the_right_commune_is_kept_and_not_asked_again(data_dir: Path, service: str) -> None:
    Service.answers[NANTES] = feature(-1.5401234, 47.2051234, "44109", 0.93)
    problems = geocode(data_dir, service)
    assert problems["ptce-030"] is None
    assert all(problems[other] for other in problems if other != "ptce-030")
    (row,) = read_table(data_dir / "source" / "addresses.csv")
    assert (row["id"], row["longitude"], row["latitude"], row["score"]) == (
        "ptce-030",
        "-1.540123",
        "47.205123",
        "0.93",
    )
    Service.asked.clear()
    assert "ptce-030" not in geocode(data_dir, service)
    assert NANTES not in Service.asked


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (feature(-1.54, 47.2, "44109", 0.41), "peu sûre"),
        (feature(-1.54, 47.2, "44162", 0.95), "autre commune"),
        (None, "introuvable"),
        (500, "n'a pas répondu"),
        (429, "n'a pas répondu"),
    ],
    ids=["low score", "other commune", "nothing found", "server error", "too many requests"],
)
def test_a_doubtful_answer_leaves_the_table_as_it_was(data_dir: Path, service: str, answer: object, words: str) -> None:
    table = data_dir / "source" / "addresses.csv"
    before = table.read_bytes()
    Service.answers[NANTES] = answer
    problem = geocode(data_dir, service)["ptce-030"]
    assert problem is not None
    assert words in problem
    assert table.read_bytes() == before


def test_arrondissements_of_the_three_big_cities_are_in_their_commune(data_dir: Path, service: str) -> None:
    path = data_dir / "source" / "ptce.csv"
    text = path.read_text(encoding="utf-8-sig").replace("93;13;13055;Marseille;;", "93;13;13055;Marseille;1 rue X;")
    path.write_text(text, encoding="utf-8-sig", newline="")
    Service.answers["1 rue X"] = feature(5.37, 43.3, "13202", 0.9)
    assert geocode(data_dir, service)["ptce-009"] is None
