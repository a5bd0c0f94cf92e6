"""The list that a deployment lays over the poles."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from starlette.applications import Starlette

import app
from geo.lists.columns import recognise
from geo.lists.located import locate
from geo.lists.read import read_list
from geo.points.grid import Window
from geo.selection import Selection
from tests.utils.asking import Answer, ask_application
from utils import data, list_layer, own_list, own_memory, settings, shared_list, start
from utils.web import compression, own_files, routes
from utils.web.compression import Compression

LIST = "nom;commune;département;secteur\nLa Fabrique;Rennes;35;Culture\nLe Lieu;Lille;59;\nNulle part;Xyzzy;;\n"
SOURCE = "Réseau des lieux, 2023"
BRITTANY = Selection(region=("bretagne",))

Deploy = Callable[..., Path]
Site = Callable[..., Answer]


@pytest.fixture
def deploy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deploy]:
    """Set what a deployment sets, for a file of the content given."""

    def deploy(content: str | bytes = LIST, file: str = "lieux.csv", **named: str) -> Path:
        path = tmp_path / file
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        monkeypatch.setenv("ATLAS_COUCHE", str(path))
        for name in ("nom", "source"):
            monkeypatch.setenv(f"ATLAS_COUCHE_{name.upper()}", named.get(name, ""))
        return path

    shared_list._read.cache_clear()
    yield deploy
    shared_list._read.cache_clear()


def the_list() -> shared_list.SharedList:
    shared = shared_list.current()
    assert shared is not None
    return shared


@pytest.fixture
def site() -> Site:
    panel = data.panel()
    application = Compression(Starlette(routes=[*own_files.routes(lambda: panel), *routes()]))
    return lambda path, **headers: ask_application(application, path, **headers)


def folder(key: str) -> str:
    return own_files.folder_path(key).removeprefix("../..")


def test_no_list_unless_one_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ATLAS_COUCHE", "ATLAS_COUCHE_NOM", "ATLAS_COUCHE_SOURCE"):
        monkeypatch.setenv(name, " ")
    assert settings.layer() is None
    assert shared_list.current() is None
    assert list_layer.layer(Selection()) is None


def test_it_is_called_as_set_or_as_its_file(deploy: Deploy) -> None:
    deploy()
    assert (the_list().name, the_list().source) == ("lieux", "")
    deploy(nom=" Tiers-lieux\n2023 ", source=SOURCE)
    assert (the_list().name, the_list().source) == ("Tiers-lieux 2023", SOURCE)


def test_a_name_too_long_for_a_button_is_cut_and_told(deploy: Deploy, caplog: pytest.LogCaptureFixture) -> None:
    deploy(nom="Lieux " * 40, source="s" * 999)
    assert (len(the_list().name), len(the_list().source)) == (60, 240)
    assert the_list().name.endswith("…")
    assert "ATLAS_COUCHE_NOM: more than 60 characters" in caplog.text


def test_it_is_read_once(deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr("geo.lists.read.read_list", lambda *given: read.append(given[1]) or read_list(*given))
    deploy()
    assert the_list() is the_list()
    assert read == ["lieux.csv"]


def test_it_is_read_before_the_server_answers(deploy: Deploy) -> None:
    deploy()

    async def started() -> int:
        async with start.lifespan(None):
            return shared_list._read.cache_info().currsize

    assert asyncio.run(started()) == 1
    assert app.app._user_lifespan is start.lifespan


def test_its_key_is_that_of_what_it_says(deploy: Deploy) -> None:
    def key(*given: str, **named: str) -> str:
        shared_list._read.cache_clear()
        deploy(*given, **named)
        return the_list().key

    assert key() == key()
    others = {key(), key(LIST + "Autre;Brest;29;\n"), key(nom="a"), key(source="a"), key(LIST, "autre.csv")}
    assert len(others) == 5


def test_more_rows_than_a_visitor_may_bring(deploy: Deploy) -> None:
    deploy("nom;code INSEE\n" + "".join(f"Lieu {row};35238\n" for row in range(50_001)))
    assert len(the_list().located) == 50_001
    assert the_list().located.placed.all()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7", ["document PDF"]),
        (b"", ["fichier vide"]),
        (b"nom;note\nA;B\n", ["aucune colonne ne dit où sont les lignes"]),
        (b"nom;nom;commune\n" + b"A;B;" + b"x" * 10_001 + b"\n", ["10\u00a0000 caractères", "nom"]),
    ],
)
def test_a_file_that_cannot_be_used_is_told_whole_and_left_out(
    deploy: Deploy, caplog: pytest.LogCaptureFixture, content: bytes, said: list[str]
) -> None:
    deploy(content)
    assert shared_list.current() is None
    assert shared_list.current() is None
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.getMessage().startswith("ATLAS_COUCHE : couche non affichée. ")
    assert all(text in record.getMessage() for text in (*said, "lieux.csv", "à faire")), record.getMessage()
    assert list_layer.layer(Selection()) is None


def test_a_file_that_is_missing_is_told(deploy: Deploy, caplog: pytest.LogCaptureFixture) -> None:
    path = deploy()
    path.unlink()
    assert shared_list.current() is None
    assert f"{path} : fichier introuvable" in caplog.text
    path.mkdir()
    shared_list._read.cache_clear()
    assert shared_list.current() is None
    assert f"{path} : fichier illisible" in caplog.text


def test_rows_that_are_not_placed_are_counted_in_the_log_and_stay(
    deploy: Deploy, caplog: pytest.LogCaptureFixture, site: Site
) -> None:
    deploy(LIST + "Les Saints;Saint-Denis;;\n", nom="Lieux")
    assert len(the_list().located) == 4
    assert "« Lieux », 2 lignes placées sur 4 (exact : 2 ; ambigu : 1 ; introuvable : 1)" in caplog.text
    answer = site(f"{folder(the_list().key)}liste.csv")
    rows = list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig")), delimiter=";"))
    assert [row["atlas_statut"] for row in rows] == ["exact", "exact", "introuvable", "ambigu"]


def test_the_map_is_told_of_it(deploy: Deploy) -> None:
    deploy(nom="Lieux", source=SOURCE)
    assert list_layer.layer(Selection()) == {
        "fichier": own_files.folder_path(the_list().key),
        "nombre": 3,
        "seuil": list_layer.LARGEST_WHOLE,
        "garde": None,
        "nom": "Lieux",
        "source": SOURCE,
    }
    told = list_layer.layer(BRITTANY)
    assert told is not None
    assert (told["garde"], told["filtres"]) == ("gA==", "region=bretagne")


def test_a_long_one_stays_on_the_server(deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    deploy()
    monkeypatch.setattr(list_layer, "LARGEST_WHOLE", 2)
    told = list_layer.layer(BRITTANY)
    assert told is not None
    assert "garde" not in told
    assert told["filtres"] == "region=bretagne"
    assert len(json.dumps(told)) < 200


def test_a_visitor_s_own_list_takes_its_place(deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    deploy()
    table = read_list(LIST.encode(), "mes lieux.csv")
    panel = data.panel()
    box = own_memory.hold(locate(table, recognise(table), data.gazetteer(), panel.index, panel.vocabulary))
    monkeypatch.setattr(own_list, "current", lambda: own_list.OwnList(box, box.content))
    told = list_layer.layer(Selection())
    assert told is not None
    assert told["fichier"] == own_files.folder_path(box.key)
    assert "nom" not in told


def test_browsers_may_keep_its_answers(deploy: Deploy, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    deploy()
    monkeypatch.setattr(compression, "SMALLEST", 1)
    home = folder(the_list().key)
    whole = site(f"{home}points.json", accept_encoding="gzip")
    assert whole.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert whole.headers["content-encoding"] == "gzip"
    for name in ("vue.json?bornes=-6,41,10,52&zoom=5.5", "lignes.json?debut=0", "fiches.json?rang=0", "liste.csv"):
        answer = site(f"{home}{name}")
        assert answer.status == 200
        assert answer.headers["cache-control"] == "public, max-age=600"
        again = site(f"{home}{name}", if_none_match=answer.headers["etag"])
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == answer.headers["etag"]
    assert site(f"{home}vue.json?bornes=1&zoom=1").status == 404
    assert site(f"{folder('0' * 24)}points.json").headers["cache-control"] == "private, no-store"


def test_what_is_kept_compressed_stays_within_bounds(deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    deploy("nom;commune;département\n" + "".join(f"Lieu {row};Rennes;35\n" for row in range(400)))
    monkeypatch.setattr(compression, "SMALLEST", 1)
    cache = compression.CompressedCache(max_bytes=3_000)
    panel = data.panel()
    application = Compression(Starlette(routes=own_files.routes(lambda: panel)), cache)
    for start_at in range(40):
        path = f"{folder(the_list().key)}lignes.json?debut={start_at}"
        assert ask_application(application, path, accept_encoding="gzip").status == 200
    assert 0 < sum(map(len, cache._bodies.values())) <= 3_000


def test_a_window_of_many_points_is_small_and_counts_them_all(deploy: Deploy, site: Site) -> None:
    random = np.random.default_rng(3)
    latitudes, longitudes = random.uniform(43, 50, 100_000).round(5), random.uniform(-1, 6, 100_000).round(5)
    rows = "".join(
        f"Lieu {row};{lat};{lon}\n" for row, (lat, lon) in enumerate(zip(latitudes, longitudes, strict=True))
    )
    deploy("nom;latitude;longitude\n" + rows)
    located = the_list().located
    for zoom, bounds in ((5.9, "-10.2,38.8,14.7,53.5"), (9, "1,47,5,49"), (13, "2.2,48.8,2.5,49")):
        for query, kept in (("", located.mask(Selection())), ("&region=bretagne", located.mask(BRITTANY))):
            answer = site(f"{folder(the_list().key)}vue.json?bornes={bounds}&zoom={zoom}{query}")
            assert len(answer.body) <= 60_000
            told = answer.json()
            west, south, east, north = map(float, bounds.split(","))
            expected = counted(latitudes, longitudes, kept & located.placed, Window(west, south, east, north, zoom))
            assert sum(cell[2] for cell in told["mailles"]) + len(told["points"]) == expected
            assert told["gardees"] == kept.sum()


def counted(latitudes: np.ndarray, longitudes: np.ndarray, kept: np.ndarray, window: Window) -> int:
    """Count the kept points of the whole cells that the window touches, by the formula of web maps."""

    def cells(latitude: np.ndarray, longitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        x = (longitude + 180) / 360
        y = (1 - np.arcsinh(np.tan(np.radians(latitude))) / np.pi) / 2
        return np.floor(x * 2**window.level), np.floor(y * 2**window.level)

    (left, right), (bottom, top) = cells(np.array([window.south, window.north]), np.array([window.west, window.east]))
    x, y = cells(latitudes, longitudes)
    return int((kept & (x >= left) & (x <= right) & (y >= top) & (y <= bottom)).sum())


def test_its_exports_say_what_it_is(deploy: Deploy, site: Site) -> None:
    deploy(nom="Tiers-lieux 2023", source=SOURCE)
    home = folder(the_list().key)
    answer = site(f"{home}liste.xlsx?region=bretagne")
    assert 'filename="tiers-lieux-2023-atlas-bretagne.xlsx"' in answer.headers["content-disposition"]
    rows = openpyxl.load_workbook(io.BytesIO(answer.body))["À propos"].iter_rows(values_only=True)
    about = [(label or "", value) for label, value in rows]
    assert ("Titre", "Couche « Tiers-lieux 2023 », située par l'Atlas des PTCE") in about
    assert ("Sources", f"Couche : {SOURCE}") in about
    assert not any("Confidentialité" in label or "n'est pas dans le lien" in value for label, value in about)
    told = site(f"{home}liste.geojson").json()
    about_json = json.dumps(told, ensure_ascii=False)
    assert "Couche « Tiers-lieux 2023 »" in about_json
    assert "confidentialite" not in about_json
    assert "transmis" not in about_json
