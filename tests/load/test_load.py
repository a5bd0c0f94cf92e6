"""The load script itself: it stays on this machine, within bounds, and knows a wrong answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from geo.model import Panel
from tests.load.__main__ import arguments
from tests.load.dialogue import Atlas, Checkbox, Floor, Widget, recognise
from tests.load.filters import Filter, filters_of_panel
from tests.load.loopback import check_loopback
from tests.load.measure import LARGEST, LONGEST, measure_at, percentile
from tests.load.servers import Server, serve
from tests.load.visitor import Visitor

ASKED = Filter((("secteur", ("culture",)),), (("secteur", ("culture",)),), ("ptce-001", "ptce-002"), "2 PTCE en été")


# --- Where it may go, and how far


@pytest.mark.parametrize("address", ["http://localhost:8501", "http://127.0.0.1:8501/ptce/", "http://[::1]:8501"])
def test_this_machine_may_be_loaded(address: str) -> None:
    assert check_loopback(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "http://192.168.1.2:8501",
        "https://localhost",
        "http://localhost.example.org",
        "http://127.0.0.1@example.org",
        "http://0.0.0.0:8501",
        "localhost:8501",
        "",
    ],
)
def test_no_other_machine_may_be_loaded(address: str) -> None:
    with pytest.raises(ValueError, match="not on this machine"):
        Visitor(address)
    with pytest.raises(SystemExit):
        arguments(["--address", address])


@pytest.mark.parametrize(
    ("sessions", "seconds", "pause"),
    [(0, 1.0, 5.0), (LARGEST + 1, 1.0, 5.0), (1, 0.0, 5.0), (1, LONGEST + 1, 5.0), (1, 1.0, 0.0)],
)
def test_a_load_is_bounded(sessions: int, seconds: float, pause: float) -> None:
    with pytest.raises(ValueError, match=f"1 to {LARGEST} sessions"):
        measure_at("http://localhost:1", [], sessions, seconds=seconds, pause=pause)


# --- What must be answered


def test_filters_are_those_of_the_panel(panel: Panel) -> None:
    listed = panel.poles[panel.in_panel]
    slugs = {region.slug: region.code for region in panel.vocabulary.regions}
    codes = {item.value: item.label for item in panel.index.facets["secteur"].values}
    filters = filters_of_panel(panel)
    assert filters[0].poles == tuple(listed.index)
    for item in filters:
        (_, sectors), (_, regions) = item.facets
        kept = [
            pole
            for pole, labels, region in zip(listed.index, listed["secteurs"], listed["code_region"], strict=True)
            if (not sectors or codes[sectors[0]] in labels) and (not regions or slugs[regions[0]] == region)
        ]
        # Poles without a sector are found under a word of their own.
        if not sectors or codes[sectors[0]] in {label for labels in listed["secteurs"] for label in labels}:
            assert list(item.poles) == kept, item.facets
        assert item.sentence.startswith(f"{len(item.poles)} ")


def map_message(ids: list[str], turn: int) -> bytes:
    shown = json.dumps({"ids": ids, "tour": turn}, separators=(",", ":"))
    message = ForwardMsg()
    message.delta.new_element.component_instance.json_args = json.dumps({"feature_group": f"Atlas.show({shown});"})
    return message.SerializeToString()


def results_message(sentence: str) -> bytes:
    message = ForwardMsg()
    message.delta.new_element.bidi_component.json = json.dumps({"sentence": sentence})
    return message.SerializeToString()


def waiting(*answers: bytes) -> set[str]:
    """Return what is still waited for after these messages, the third event having been sent."""
    dialogue = Atlas(Widget("filters", ""), Random(0), turn=3, filters=[ASKED])
    dialogue.expect(ASKED, turn=3)
    for answer in answers:
        dialogue.hear(answer, ForwardMsg.FromString(answer))
    return dialogue.waiting


def test_the_right_answer_is_recognised() -> None:
    assert waiting(map_message(["ptce-001", "ptce-002"], 3), results_message("2 PTCE en été")) == set()


@pytest.mark.parametrize(
    "answer",
    [map_message(["ptce-001"], 3), map_message(["ptce-002", "ptce-001"], 3), map_message(["ptce-001", "ptce-002"], 2)],
    ids=["one pole less", "another order", "an older answer"],
)
def test_a_wrong_map_is_no_answer(answer: bytes) -> None:
    assert waiting(answer, results_message("2 PTCE en été")) == {"map"}


def test_a_wrong_sentence_is_no_answer() -> None:
    assert waiting(map_message(["ptce-001", "ptce-002"], 3), results_message("12 PTCE en été")) == {"sentence"}


def text_message(text: str) -> ForwardMsg:
    message = ForwardMsg()
    message.delta.new_element.text.body = text
    return message


def panel_message() -> ForwardMsg:
    message = ForwardMsg()
    message.delta.fragment_id = "part"
    message.delta.new_element.bidi_component.component_name = "atlas_filters"
    message.delta.new_element.bidi_component.id = "filters"
    return message


def test_pages_are_told_apart() -> None:
    box = ForwardMsg()
    box.delta.new_element.checkbox.id = "box"
    atlas = recognise([panel_message()], Random(0))
    assert isinstance(atlas, Atlas)
    assert (atlas.widget.id, atlas.widget.fragment) == ("filters", "part")
    assert isinstance(recognise([text_message("0 clics"), panel_message()], Random(0)), Floor)
    assert isinstance(recognise([text_message("74 pôles"), box], Random(0)), Checkbox)
    with pytest.raises(ValueError, match="neither"):
        recognise([text_message("74 pôles")], Random(0))


def test_a_rival_must_say_the_same_each_time() -> None:
    rival = Checkbox(Widget("box", ""), Random(0), "74 pôles")
    for text, expected in (("10 pôles", True), ("74 pôles", True), ("11 pôles", False)):
        rival.next()
        message = text_message(text)
        rival.hear(message.SerializeToString(), message)
        assert ("text" not in rival.waiting) is expected


def test_percentiles() -> None:
    assert percentile([float(number) for number in range(101)], 95) == pytest.approx(95.0)
    assert percentile([7.0], 95) == pytest.approx(7.0)


# --- On a real server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serve("app.py") as running:
        yield running


def test_visitors_are_measured(server: Server) -> None:
    figures = measure_at(server.address, [server.pid], 3, seconds=3.0, pause=0.5)
    assert figures.errors == 0
    # Each waits half a pause on average before its first change.
    assert figures.changes >= 3
    assert figures.p50_ms <= figures.p95_ms
    # At the very least the ids and the sentence.
    assert figures.received_bytes_per_change > 500


def test_an_answer_that_is_not_the_expected_one_is_an_error(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Atlas.expect
    calls = 0

    def expect(self: Atlas, wanted: Filter, turn: int) -> None:
        nonlocal calls
        calls += 1
        # The first changes warm the server up.
        honest(self, wanted if calls <= 12 else Filter(wanted.facets, wanted.query, wanted.poles[1:], "?"), turn)

    monkeypatch.setattr(Atlas, "expect", expect)
    figures = measure_at(server.address, [server.pid], 2, seconds=2.0, pause=0.5)
    assert figures.changes == 0
    assert figures.errors == calls - 12 > 0
