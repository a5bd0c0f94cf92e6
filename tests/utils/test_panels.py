"""What a panel reports, also when it is no longer there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from utils import panels


@pytest.fixture
def report(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, Any]], list[Any]]:
    """Mount a panel, then have its event reported with this session; return what was heard."""

    def report(session: dict[str, Any]) -> list[Any]:
        heard: list[Any] = []
        callbacks: list[Callable[[], None]] = []

        def component(*_: Any, **__: Any) -> Callable[..., None]:
            return lambda **given: callbacks.append(given["on_event_change"])

        monkeypatch.setattr(panels.st.components.v2, "component", component)
        monkeypatch.setattr(panels.st, "session_state", session)
        panels.mount("filters", {}, heard.append)
        callbacks[0]()
        return heard

    return report


def test_an_event_is_reported(report: Callable[[dict[str, Any]], list[Any]]) -> None:
    assert report({"panel_filters": {"event": {"turn": 1}}}) == [{"turn": 1}]


@pytest.mark.parametrize("session", [{}, {"panel_filters": None}, {"panel_filters": {"event": None}}])
def test_an_event_of_a_panel_that_is_gone_is_none(
    report: Callable[[dict[str, Any]], list[Any]], session: dict[str, Any]
) -> None:
    # The visitor had left for a page without that panel: seen as a KeyError in ten minutes of random clicks.
    assert report(session) == []
