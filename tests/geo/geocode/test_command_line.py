"""`python -m geo.geocode`: what it writes, what it refuses, how it stops and resumes."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from geo.gazetteer import load_gazetteer
from geo.geocode import __main__ as command
from geo.geocode.arguments import build_parser
from geo.geocode.progress import Progress
from geo.lists.read import read_list
from geo.load import load_panel
from geo.schema import DATA_DIR
from tests.geo.geocode.address_server import AddressServer, Asked, Reply, feature, serving

read_panel, read_gazetteer = cache(load_panel), cache(load_gazetteer)

PLACED = "nom;commune;département\r\nA;Rennes;35\r\nB;Saint-Denis;93\r\n"
MIXED = "nom;commune\r\nA;Rennes\r\nB;Saint-Denis\r\nC;Zzzville\r\n"


@pytest.fixture(autouse=True)
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Read the data once for all tests, and keep the cache of the project out of them."""
    monkeypatch.setattr(command, "load_panel", read_panel)
    monkeypatch.setattr(command, "load_gazetteer", read_gazetteer)
    monkeypatch.setattr(command, "CACHE", tmp_path / "default.sqlite")
    for name in ("ATLAS_GEOCODAGE", "ATLAS_GEOCODAGE_HOTE", "ATLAS_GEOCODAGE_AGENT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[AddressServer]:
    with serving() as running:
        monkeypatch.setenv("ATLAS_GEOCODAGE_HOTE", f"http://{running.domain}")
        running.reply = at_home
        yield running


def at_home(asked: Asked) -> Reply:
    """Find each « 12 rue X 35000 Rennes »."""
    number = asked.query.split()[0]
    return Reply((feature(f"{asked.query}", longitude=-1.67, latitude=48.1, citycode="35238", housenumber=number),))


@pytest.fixture
def source(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str, name: str = "liste.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return write


def addresses(count: int) -> str:
    rows = [f"N{number};{number} rue de Rennes;35000;Rennes" for number in range(1, count + 1)]
    return "\r\n".join(["nom;adresse;code postal;commune", *rows, ""])


def run(*arguments: object) -> int:
    return command.main([str(argument) for argument in arguments])


def properties(path: Path) -> list[dict[str, object]]:
    return [found["properties"] for found in json.loads(path.read_text(encoding="utf-8"))["features"]]


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), delimiter=";"))


# What it writes


def test_a_list_whose_rows_are_all_placed_exits_with_0(
    source: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "new" / "carte.geojson"
    assert run(source(PLACED), "-o", output) == 0
    assert [row["atlas_code_commune"] for row in properties(output)] == ["35238", "93066"]
    out, err = capsys.readouterr()
    assert out == f"2 lignes : 2 exactes ; 2 placées\nécrit : {output}\n"
    assert "colonnes : nom = « nom », commune = « commune », departement = « département »" in err
    assert [path.name for path in output.parent.iterdir()] == ["carte.geojson"]


def test_rows_that_are_not_placed_are_kept_and_told(
    source: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output, report = tmp_path / "carte.csv", tmp_path / "rapport.csv"
    assert run(source(MIXED), "-o", output, "--report", report) == 1
    assert [row["atlas_statut"] for row in rows(output)] == ["exact", "ambigu", "introuvable"]
    told = rows(report)
    assert list(told[0]) == ["ligne", "statut", "motif", "confiance", "commune", "code_commune", "candidats"]
    assert [(row["ligne"], row["statut"], row["code_commune"]) for row in told] == [
        ("2", "exact", "35238"),
        ("3", "ambigu", ""),
        ("4", "introuvable", ""),
    ]
    assert {"Saint-Denis (974) 97411", "Saint-Denis (93) 93066"} <= set(told[1]["candidats"].split(" | "))
    assert all(row["motif"] for row in told)
    assert "3 lignes : 1 exacte, 1 ambiguë, 1 introuvable ; 1 placée\n" in capsys.readouterr().out


def test_a_workbook_is_written_as_one(source: Callable[[str], Path], tmp_path: Path) -> None:
    output = tmp_path / "CARTE.XLSX"
    assert run(source(PLACED), "-o", output) == 0
    table = read_list(output.read_bytes(), output.name)
    assert (table.format, list(table.rows["nom"])) == ("xlsx", ["A", "B"])


def test_columns_are_those_that_are_said(
    source: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = source("commune;où\r\nLe Mans;Rennes\r\n")
    output = tmp_path / "carte.geojson"
    assert run(path, "-o", output, "--map", "commune=où") == 0
    assert properties(output)[0]["atlas_code_commune"] == "35238"
    # A column taken for something else is that no more.
    assert run(source("nom;autre\r\nRennes;x\r\n"), "-o", output, "--map", "commune=nom") == 0
    path = source("commune;où\r\nLe Mans;Rennes\r\n")
    assert run(path, "-o", output, "--map", "commune=") == 2
    assert run(path, "-o", output, "--map", "ville=où") == 2
    assert "valeur inconnue 'ville' ; valeurs admises : nom, adresse, code_postal, commune" in capsys.readouterr().err


def test_swapped_coordinates_are_told_and_exchanged(
    source: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = source("nom;latitude;longitude\r\nA;-1,67;48,1\r\n")
    output = tmp_path / "carte.geojson"
    assert run(path, "-o", output) == 1
    assert "ajouter --swap" in capsys.readouterr().err
    assert run(path, "-o", output, "--swap") == 0
    assert properties(output)[0]["atlas_code_region"] == "53"


# What it refuses: nothing is written


@pytest.mark.parametrize(
    ("text", "arguments", "words"),
    [
        ("", (), "fichier vide"),
        ("nom;nom\r\nA;B\r\n", (), "liste.csv"),
        ("nom;année\r\nA;2015\r\n", (), "aucune colonne ne dit où sont les lignes"),
        (PLACED, ("--report", "{tmp}/sortie.geojson"), "--report : même fichier que --sortie"),
        (PLACED, ("--report", "{tmp}/liste.csv"), "--report : même fichier que liste"),
        (PLACED, ("--online", "--cache", "{tmp}/liste.csv"), "--cache : même fichier que liste"),
    ],
    ids=["empty", "double column", "no place", "report is output", "report is list", "cache is list"],
)
def test_a_wrong_list_or_argument_exits_with_2(
    source: Callable[[str], Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    text: str,
    arguments: tuple[str, ...],
    words: str,
) -> None:
    path, output = source(text), tmp_path / "sortie.geojson"
    output.write_bytes(b"before")
    filled = [argument.format(tmp=tmp_path) for argument in arguments]
    assert run(path, "-o", output, *filled) == 2
    out, err = capsys.readouterr()
    assert words in err
    assert err.endswith("rien n'est écrit\n")
    assert out == ""
    assert (output.read_bytes(), path.read_bytes()) == (b"before", text.encode())
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["liste.csv", "sortie.geojson"]


@pytest.mark.parametrize("name", ["sortie.shp", "sortie", "sortie.csv.gz"])
def test_a_format_that_is_not_written_is_refused(
    source: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert run(source(PLACED), "-o", tmp_path / name) == 2
    assert "valeurs admises : xlsx, csv, geojson" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "absent.csv", "-o", tmp_path / "sortie.csv") == 2
    assert capsys.readouterr().err == f"{tmp_path / 'absent.csv'} : fichier introuvable\n"
    assert run(tmp_path, "-o", tmp_path / "sortie.csv") == 2
    assert "c'est un dossier" in capsys.readouterr().err


def test_a_disk_that_refuses_is_told_and_leaves_the_old_file(
    source: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "sortie.csv"
    output.write_bytes(b"before")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert run(source(PLACED), "-o", output) == 2
    assert "le disque est plein" in capsys.readouterr().err
    assert output.read_bytes() == b"before"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "il manque : liste, -o/--sortie"),
        (("a.csv", "-o"), "-o/--sortie : il manque une valeur"),
        (("a.csv", "-o", "b.csv", "--zut"), "inconnu : --zut"),
        (("a.csv", "-o", "b.csv", "--online=1"), "--online n'a pas de valeur ; valeur reçue : '1'"),
        (("a.csv", "-o", "b.csv", "--map", "commune"), "--map : écrire RÔLE=COLONNE ; valeur reçue : 'commune'"),
    ],
)
def test_wrong_arguments_are_told_in_french(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    with pytest.raises(SystemExit) as leaving:
        run(*arguments)
    assert leaving.value.code == 2
    err = capsys.readouterr().err
    assert err.startswith("utilisation : python -m geo.geocode ")
    assert f"python -m geo.geocode : {words}\n" in err


def test_help_is_french_from_end_to_end(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        run("--help")
    assert leaving.value.code == 0
    text = capsys.readouterr().out
    assert text == build_parser(command.CACHE).format_help()
    assert not {"usage", "options", "optional", "positional", "show", "help", "message", "exit"} & set(
        re.findall("[a-z]+", text.replace("--help", "").lower())
    )
    for name in ("--sortie", "--report", "--map", "--swap", "--online", "--cache", "--aide"):
        assert name in text


# Online


def test_nothing_is_asked_unless_it_is_wanted(
    source: Callable[[str], Path], tmp_path: Path, server: AddressServer
) -> None:
    assert run(source(addresses(3)), "-o", tmp_path / "sortie.geojson") == 0
    assert server.asked == []
    assert not command.CACHE.exists()


def test_addresses_are_placed_and_kept(
    source: Callable[[str], Path], tmp_path: Path, server: AddressServer, capsys: pytest.CaptureFixture[str]
) -> None:
    path, output = source(addresses(3)), tmp_path / "sortie.geojson"
    assert run(path, "-o", output, "--online") == 0
    assert server.queries == [f"{number} rue de Rennes 35000 Rennes" for number in (1, 2, 3)]
    assert [row["atlas_precision"] for row in properties(output)] == ["adresse"] * 3
    assert [row["atlas_statut"] for row in properties(output)] == ["exact"] * 3
    assert "3 adresses à demander à 127.0.0.1" in capsys.readouterr().err
    first = output.read_bytes()
    assert run(path, "-o", output, "--online") == 0
    assert len(server.asked) == 3
    assert output.read_bytes() == first


def test_a_commune_told_by_its_code_is_asked_by_its_name(
    source: Callable[[str], Path], tmp_path: Path, server: AddressServer
) -> None:
    path = source("nom;adresse;code insee\r\nA;12 rue de Rennes;35238\r\n")
    assert run(path, "-o", tmp_path / "sortie.csv", "--online") == 0
    assert server.queries == ["12 rue de Rennes Rennes"]


def test_the_off_switch_holds_against_the_option(
    source: Callable[[str], Path],
    tmp_path: Path,
    server: AddressServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ATLAS_GEOCODAGE", "non")
    assert run(source(addresses(1)), "-o", tmp_path / "sortie.csv", "--online") == 2
    assert "désactivé (ATLAS_GEOCODAGE=non) ; à faire : retirer --online" in capsys.readouterr().err
    assert server.asked == []
    monkeypatch.setenv("ATLAS_GEOCODAGE", "peut-être")
    assert run(source(addresses(1)), "-o", tmp_path / "sortie.csv") == 2


def test_a_service_that_stops_leaves_what_was_found(
    source: Callable[[str], Path], tmp_path: Path, server: AddressServer, capsys: pytest.CaptureFixture[str]
) -> None:
    late = Reply(status=429, headers={"Retry-After": "3600"})
    server.reply = lambda asked: at_home(asked) if len(server.asked) < 3 else late
    output, report = tmp_path / "sortie.csv", tmp_path / "rapport.csv"
    assert run(source(addresses(4)), "-o", output, "--online", "--report", report) == 1
    assert [row["atlas_precision"] for row in rows(output)] == ["adresse", "adresse", "commune", "commune"]
    assert "2 adresses demandées sur 4 : le service demande d'attendre plus de 60 s" in capsys.readouterr().err
    assert ["pas été demandée" in row["motif"] for row in rows(report)] == [False, False, True, True]


def test_a_damaged_cache_is_told_and_stops_nothing(
    source: Callable[[str], Path], tmp_path: Path, server: AddressServer, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "cache.sqlite"
    kept.write_bytes(b"\xff" * 4000)
    assert run(source(addresses(1)), "-o", tmp_path / "sortie.csv", "--online", "--cache", kept) == 0
    assert "cache illisible, mis de côté sous le nom cache.sqlite.illisible-1" in capsys.readouterr().err
    assert len(server.asked) == 1


@pytest.mark.parametrize(("number", "status"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)])
def test_a_run_that_was_interrupted_resumes(
    source: Callable[[str], Path], tmp_path: Path, server: AddressServer, number: signal.Signals, status: int
) -> None:
    path, output, kept = source(addresses(12)), tmp_path / "sortie.geojson", tmp_path / "cache.sqlite"
    gate = threading.Event()

    def reply(asked: Asked) -> Reply:
        if len(server.asked) > 5:
            gate.wait(60)
        return at_home(asked)

    server.reply = reply
    arguments = ["-m", "geo.geocode", str(path), "-o", str(output), "--online", "--cache", str(kept)]
    with subprocess.Popen([sys.executable, *arguments], cwd=DATA_DIR.parent, stderr=subprocess.PIPE) as process:
        deadline = time.monotonic() + 60
        while len(server.asked) < 6:
            assert process.poll() is None, process.stderr and process.stderr.read().decode()
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.send_signal(number)
        _, err = process.communicate(timeout=30)
    assert process.returncode == status
    assert not output.exists()
    assert (number is not signal.SIGINT) or "relancer la même commande pour reprendre" in err.decode()
    gate.set()
    server.asked.clear()
    server.reply = at_home
    assert run(path, "-o", output, "--online", "--cache", kept) == 0
    # Five answers were kept; the sixth request had none.
    assert server.queries == [f"{row} rue de Rennes 35000 Rennes" for row in range(6, 13)]
    assert [row["atlas_precision"] for row in properties(output)] == ["adresse"] * 12


# Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def told(stream: io.StringIO, seconds: float) -> str:
    clock = iter([0.0, *(seconds * number / 100 for number in range(1, 101))])
    progress = Progress(stream, "adresses", lambda: next(clock))
    for done in range(1, 101):
        progress.tell(done, 100)
    progress.close()
    return stream.getvalue()


def test_progress_is_told_on_a_terminal_when_the_work_is_long() -> None:
    text = told(Terminal(), 60)
    lines = text.split("\r")
    assert " 50 % (50/100 adresses, encore 30 s)" in [line.rstrip() for line in lines]
    assert lines[-1] == ""
    assert "\n" not in text


def test_progress_of_short_work_is_not_told() -> None:
    assert told(Terminal(), 0.9) == ""


def test_progress_is_not_told_in_a_file() -> None:
    assert told(io.StringIO(), 60) == ""
