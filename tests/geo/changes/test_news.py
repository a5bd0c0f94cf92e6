"""The versions as they are kept: written and read again they are the same, and a spoilt file is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo.changes.model import Changes, Column
from geo.changes.news import NEWS, Contents, Version, load_news, news_text, parse_number
from geo.errors import InvalidDataError
from tests.geo.changes.releases import versions
from tests.geo.changes.test_compare import changes_of

CONTENTS = Contents(lines=74, poles=73, laureates=32, official=69, shared=2)
CHANGES = changes_of(*versions())


def history() -> tuple[Version, ...]:
    columns = Changes(added=(Column("a", "A"),))
    return (
        Version("2027.2.1", "2027-02-03", CONTENTS, (), columns),
        Version("2027.2", "2027-02-01", CONTENTS, ("Une note.",), CHANGES),
        Version("2026.11", "2026-11-22", CONTENTS, ("« A » : b", "c"), None),
    )


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    (tmp_path / NEWS).write_text(news_text(history()), encoding="utf-8")
    assert load_news(tmp_path) == history()


def test_members_of_the_file_are_french() -> None:
    names: set[str] = set()

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            names.update(value)
        for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            collect(item)

    collect(json.loads(news_text(history())))
    english = {"new", "gone", "number", "day", "lines", "name", "before", "after", "field", "title", "year"}
    assert not names & english
    assert {"versions", "nouveaux", "retires", "deplaces", "renommes", "laureats", "modifies", "avant"} <= names


@pytest.mark.parametrize(
    "spoil",
    [
        lambda document: document.clear(),
        lambda document: document.update(versions=[]),
        lambda document: document.update(versions=7),
        lambda document: document["versions"].reverse(),
        lambda document: document["versions"].append(document["versions"][-1]),
        lambda document: document["versions"][0].update(version="demain"),
        lambda document: document["versions"][0].update(date="2027-02-30"),
        lambda document: document["versions"][0].update(notes="abc"),
        lambda document: document["versions"][0].update(notes=[1]),
        lambda document: document["versions"][0]["contenu"].update(lignes=True),
        lambda document: document["versions"][1]["changements"]["nouveaux"][0].pop("nom"),
        lambda document: document["versions"][1]["changements"]["nouveaux"][0].update(nom=3),
        lambda document: document["versions"][1]["changements"]["deplaces"][0].update(avant=[1.0]),
        lambda document: document["versions"][1]["changements"]["modifies"][0]["differences"][0].update(avant={}),
    ],
)
def test_another_file_is_refused(tmp_path: Path, spoil: Callable[[Any], object]) -> None:
    document = json.loads(news_text(history()))
    spoil(document)
    (tmp_path / NEWS).write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(InvalidDataError, match=r"data/nouveautes\.json : fichier illisible"):
        load_news(tmp_path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidDataError, match=r"data/nouveautes\.json : fichier illisible \(absent\)"):
        load_news(tmp_path)


def test_numbers_are_ordered_by_their_parts() -> None:
    assert sorted(["2026.11", "2026.9", "2026.11.1", "2027.1"], key=parse_number) == [
        "2026.9", "2026.11", "2026.11.1", "2027.1",
    ]  # fmt: skip


@pytest.mark.parametrize("number", ["", "2026", "26.1", "2026.111", "2026.1.2.3", "v2026.1", "../2026.1", "2026.1\n"])
def test_other_numbers_are_refused(number: str) -> None:
    with pytest.raises(ValueError, match="number of a version"):
        parse_number(number)


def test_contents_are_counted_in_a_sentence() -> None:
    assert CONTENTS.describe() == (
        "74 lignes du panel de 2016, soit 73 pôles distincts ; 32 lauréats connus, sur 69, des appels récents, dont 2 "
        "sont aussi dans le panel"
    )
    assert Contents(1, 1, 0, 0, 0).describe() == (
        "1 ligne du panel de 2016, soit 1 pôle distinct ; 0 lauréat connu, sur 0, des appels récents"
    )
