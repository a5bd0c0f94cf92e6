"""What a page is told and what it must answer: the atlas, the floor of the bench, and its rivals.

A message of the server is looked at as bytes as far as that goes: the client shares the processor with the server.
"""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, Final

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.load.filters import Filter, in_json, known_filters

__all__ = ["Atlas", "Checkbox", "Dialogue", "Floor", "Widget", "recognise"]

_IDS: Final = re.compile(rb'\\?"ids\\?": ?\[([^\]]*)\]')
_TURN: Final = re.compile(rb'\\?"tour\\?": ?(\d+)')
_POLE: Final = re.compile(rb"[a-z]+-[0-9a-z-]+")
_CLICKS: Final = re.compile(r"(\d+) clics")


class Widget:
    """Where an event is sent to: the id of a widget and the fragment that it belongs to, if any."""

    __slots__ = ("fragment", "id")

    def __init__(self, widget_id: str, fragment: str) -> None:
        self.id = widget_id
        self.fragment = fragment


class Dialogue(ABC):
    """What one visitor says and waits for. `next` asks for something else; `hear` looks at each message after it."""

    def __init__(self, widget: Widget, random: Random) -> None:
        self.widget = widget
        self.random = random
        self.waiting: set[str] = set()

    @abstractmethod
    def next(self) -> WidgetState:
        """Choose what to ask for, note what must come, and return what the browser would send."""

    @abstractmethod
    def hear(self, data: bytes, message: ForwardMsg) -> None:
        """Take off `waiting` what this message answers."""

    @property
    def answered(self) -> bool:
        """Say whether everything that was asked for has come."""
        return not self.waiting


class Atlas(Dialogue):
    """The map page: filters chosen in the panel, ids on the map, a sentence above it."""

    def __init__(self, widget: Widget, random: Random, turn: int = 0, filters: Sequence[Filter] | None = None) -> None:
        super().__init__(widget, random)
        self.filters = filters or known_filters()
        self.now = self.filters[0]
        self.turn = turn

    def next(self) -> WidgetState:
        """Choose other sectors and regions."""
        self.now = self.random.choice([item for item in self.filters if item is not self.now])
        self.turn += 1
        self.expect(self.now, self.turn)
        facets = {name: list(values) for name, values in self.now.facets}
        return _trigger(self.widget, {"turn": self.turn, "facets": facets})

    def expect(self, wanted: Filter, turn: int) -> None:
        """Wait for the view of these filters, from a server that knows of at least `turn` events."""
        self.now = wanted
        self._turn = turn
        self.waiting = {"map", "sentence"}
        self._sentence = in_json(wanted.sentence)
        self._poles = [pole.encode() for pole in wanted.poles]

    def hear(self, data: bytes, message: ForwardMsg) -> None:
        """Recognise the sentence, and the ids that came with the number of the last event."""
        if "sentence" in self.waiting and b'"' + self._sentence + b'"' in data:
            self.waiting.discard("sentence")
        if "map" in self.waiting and (ids := _IDS.search(data)) and _POLE.findall(ids[1]) == self._poles:
            turn = _TURN.search(data)
            if turn and int(turn[1]) >= self._turn:
                self.waiting.discard("map")


class Floor(Dialogue):
    """The floor of the bench: the page of the atlas, where a click changes one text."""

    def __init__(self, widget: Widget, random: Random, clicks: int = 0) -> None:
        super().__init__(widget, random)
        self.clicks = clicks

    def next(self) -> WidgetState:
        """Click on a filter, which is counted and forgotten."""
        self.clicks += 1
        self.waiting = {"text"}
        return _trigger(self.widget, {"turn": self.clicks, "facets": {"secteur": ["culture"]}})

    def hear(self, data: bytes, message: ForwardMsg) -> None:
        """Recognise the number of clicks."""
        if f"{self.clicks} clics" in _text(message):
            self.waiting.discard("text")


class Checkbox(Dialogue):
    """A rival of the bench: a box to tick, a text « N pôles », a map. What it said first is what it must say again."""

    def __init__(self, widget: Widget, random: Random, said: str) -> None:
        super().__init__(widget, random)
        self.on = False
        self.said = {False: said}

    def next(self) -> WidgetState:
        """Tick the box, or take the tick off."""
        self.on = not self.on
        self.waiting = {"text", "map"}
        return WidgetState(id=self.widget.id, bool_value=self.on)

    def hear(self, data: bytes, message: ForwardMsg) -> None:
        """Recognise the text of this state of the box, and any map that comes with it."""
        text = _text(message)
        if text and text != self.said.get(not self.on) and self.said.setdefault(self.on, text) == text:
            self.waiting.discard("text")
        element = message.delta.new_element.WhichOneof("type") if message.HasField("delta") else None
        if element in {"component_instance", "deck_gl_json_chart", "bidi_component"}:
            self.waiting.discard("map")


def recognise(messages: Sequence[ForwardMsg], random: Random) -> Dialogue:
    """Return what can be said to a page, from what it showed first.

    Raises
    ------
    ValueError
        If the page has neither the filter panel nor a box to tick.
    """
    texts = [text for text in map(_text, messages) if text]
    panel, box = None, None
    for message in messages:
        element = message.delta.new_element if message.HasField("delta") else None
        kind = element.WhichOneof("type") if element is not None else None
        if (
            element is not None
            and kind == "bidi_component"
            and element.bidi_component.component_name == "atlas_filters"
        ):
            panel = Widget(element.bidi_component.id, message.delta.fragment_id)
        elif element is not None and kind == "checkbox":
            box = Widget(element.checkbox.id, message.delta.fragment_id)
    if panel is not None:
        clicks = [int(found[1]) for text in texts if (found := _CLICKS.fullmatch(text))]
        return Floor(panel, random, clicks[0]) if clicks else Atlas(panel, random)
    if box is None:
        raise ValueError("The page has neither the filter panel of the atlas nor a box to tick.")
    return Checkbox(box, random, texts[0] if texts else "")


def _trigger(widget: Widget, event: Mapping[str, Any]) -> WidgetState:
    # A component (v2) sends its triggers together, under an id of Streamlit's own.
    value = json.dumps([{"event": "event", "value": event}], separators=(",", ":"))
    return WidgetState(id=f"$$STREAMLIT_INTERNAL_KEY_{widget.id}__events", json_trigger_value=value)


def _text(message: ForwardMsg) -> str:
    if not message.HasField("delta") or message.delta.WhichOneof("type") != "new_element":
        return ""
    element = message.delta.new_element
    return element.text.body if element.WhichOneof("type") == "text" else ""
