"""Sources taken apart into texts and links."""

from __future__ import annotations

import pytest

from geo.provenance.source_parts import SourcePart, split_sources
from geo.reference.calls import load_calls


def test_parts_are_texts_or_links() -> None:
    text = "RTES, « Les rôles » (2016) ; https://www.avise.org/a?b=1 ; extrait de http://coorace.org/node/1"
    assert split_sources(text) == (
        SourcePart("RTES, « Les rôles » (2016)", None),
        SourcePart("avise.org", "https://www.avise.org/a?b=1"),
        SourcePart("extrait de coorace.org", "http://coorace.org/node/1"),
    )
    assert split_sources(" ; ") == ()


def test_only_the_web_becomes_a_link() -> None:
    assert split_sources("javascript:alert(1) ; http://[x") == (
        SourcePart("javascript:alert(1)", None),
        SourcePart("http://[x", None),
    )


@pytest.mark.parametrize("call", load_calls(), ids=lambda call: call.id)
def test_sources_of_the_calls_come_apart(call) -> None:
    parts = [*split_sources(call.source), *split_sources(call.rest_of_list)]
    for part in parts:
        assert "://" not in part.text
        # No quotation was cut in two.
        assert part.text.count("«") == part.text.count("»")
