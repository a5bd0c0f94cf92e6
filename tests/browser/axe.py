"""axe-core in the pages of the atlas and in the frame of its map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

__all__ = ["TAGS", "Finding", "describe", "examine"]

_SCRIPT = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")


@dataclass(frozen=True, slots=True)
class Finding:
    """One element that a rule of axe speaks of.

    Parameters
    ----------
    rule, help
        Id of the rule and what it asks for.
    target
        Selectors from the page inwards: more than one where the element is in a frame.
    html
        The element.
    why
        What axe says of it, colours and sizes included.
    """

    rule: str
    help: str
    target: tuple[str, ...]
    html: str
    why: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.help}\n    {' > '.join(self.target)}\n    {self.html[:300]}\n    {self.why[:400]}"


def examine(page: Page, *, rules: Iterable[str] = ()) -> tuple[list[Finding], list[Finding]]:
    """Run axe on a page and all its frames.

    Parameters
    ----------
    page
        At rest: what moves is half transparent.
    rules
        Ids of the only rules to apply; those of `TAGS` if none is given.

    Returns
    -------
    tuple of two lists of Finding
        What is wrong, and what axe cannot tell.
    """
    # axe asks the frames of a page by messages, and only those where it is answer.
    for frame in page.frames:
        if not frame.evaluate("() => Boolean(window.axe)"):
            frame.evaluate(_SCRIPT)
    only = {"type": "rule", "values": list(rules)} if (rules := list(rules)) else {"type": "tag", "values": list(TAGS)}
    options = {"runOnly": only, "resultTypes": ["violations", "incomplete"]}
    answer = page.evaluate("(options) => axe.run(document, options)", options)
    return _findings(answer["violations"]), _findings(answer["incomplete"])


def _findings(results: list[dict[str, Any]]) -> list[Finding]:
    return [
        Finding(
            rule=result["id"],
            help=result["help"],
            # A selector is itself a list where it goes through a shadow root.
            target=tuple(part if isinstance(part, str) else " >>> ".join(part) for part in node["target"]),
            html=node["html"],
            why="; ".join(check["message"] for kind in ("any", "all", "none") for check in node[kind]),
        )
        for result in results
        for node in result["nodes"]
    ]


def describe(findings: Iterable[Finding]) -> str:
    return "\n".join(map(str, findings))
