"""No-break spaces."""

from __future__ import annotations

import pytest

from geo.typography import no_break


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("« Oui » : 1 % ; 2 € ? Non !", "«~Oui~»~: 1~%~; 2~€~? Non~!"),
        ("un mot, deux.", "un mot, deux."),
        ("3 k€, 2,75 M€, 4 mots", "3~k€, 2,75~M€, 4 mots"),
        ('<a style="margin: 0; border: 0" href="./pole?id=a">b</a>', None),
    ],
)
def test_no_break(text: str, expected: str | None) -> None:
    assert no_break(text) == (expected or text).replace("~", "\u00a0")
