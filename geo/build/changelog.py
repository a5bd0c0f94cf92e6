"""Writes what changed as Markdown: the « Données » part of `CHANGELOG.md`, and what `diff` prints."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

from geo.changes.model import Changes
from geo.changes.news import NEWS, Version
from geo.changes.wording import Item, describe_changes, summarise
from geo.errors import InvalidDataError, Problem
from geo.text import NO_BREAK_SPACE
from geo.typography import no_break

__all__ = ["CHANGELOG", "changes_markdown", "plain", "with_data_part"]

#: Name of the file, beside `data/`.
CHANGELOG = "CHANGELOG.md"

_HEADING = "### Données"
_WARNING = f"<!-- Produit par `make data` à partir de data/{NEWS} : ne pas modifier à la main. -->"

#: From the heading to the next one of its level or above.
_PART = re.compile(rf"^{_HEADING}\n.*?(?=^##? |^### |\Z)", re.MULTILINE | re.DOTALL)

#: Signs that Markdown reads anywhere, and those that it reads at the start of a line.
_SIGNS = re.compile(r"[\\`*_\[\]<>|~&]")
_FIRST_SIGN = re.compile(r"^(\s*)(?:(?=[-+#=])|([0-9]+)(?=[.)]))([-+#=.)])")
_WIDTH = 120


def with_data_part(text: str, versions: Sequence[Version]) -> str:
    """Return the changelog with its « Données » part made anew; the rest is as it was.

    Raises
    ------
    InvalidDataError
        If the changelog has no such part, or several.
    """
    count = len(_PART.findall(text))
    if count != 1:
        advice = f"n'y garder qu'un titre « {_HEADING} »" if count else f"y mettre un titre « {_HEADING} »"
        raise InvalidDataError([Problem(CHANGELOG, "parties « Données »", None, None, count, (1,), advice)])
    lines = [_HEADING, "", _WARNING, *(line for version in versions for line in _version(version))]
    part = "\n".join(lines) + "\n\n"
    # By a function: a backslash means something in what replaces.
    return _PART.sub(lambda _: part, text).rstrip("\n") + "\n"


def changes_markdown(title: str, changes: Changes) -> str:
    """Return what changed under a heading, as `diff` prints it."""
    lines = [f"# {plain(title)}", "", f"{summarise(changes)[0].upper()}{summarise(changes)[1:]}."]
    for section in describe_changes(changes):
        lines += ["", f"## {section.heading}", ""]
        lines += [line for item in section.items for line in _item(item, "")]
    return "\n".join(lines) + "\n"


def plain(text: str) -> str:
    """Return the Markdown that shows `text` as it is."""
    return _SIGNS.sub(r"\\\g<0>", text)


def _version(version: Version) -> Iterator[str]:
    yield from ("", f"#### {version.title}", "")
    if version.changes is None:
        yield from _wrapped(f"Première version : {plain(version.contents.describe())}.", "")
    else:
        yield from _wrapped(f"Depuis la version précédente : {summarise(version.changes)}.", "")
        yield from _wrapped(f"Contenu : {plain(version.contents.describe())}.", "")
    for note in version.notes:
        yield from _wrapped(plain(note), "")
    for section in describe_changes(version.changes) if version.changes else ():
        yield f"- **{section.heading}**"
        for item in section.items:
            yield from _item(item, "  ")


def _item(item: Item, indent: str) -> Iterator[str]:
    who = f"« {plain(item.name)} »" + (f" ({plain(item.id)})" if item.id else "")
    text = f"{who} : {plain(' ; '.join(item.details))}" if item.details else who
    return _wrapped(text, indent)


def _wrapped(text: str, indent: str) -> Iterator[str]:
    lines = textwrap.wrap(
        # So that no line ends with « or begins with ».
        no_break(text),
        _WIDTH - 1,
        initial_indent=f"{indent}- ",
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    yield lines[0].replace(NO_BREAK_SPACE, " ")
    for line in lines[1:]:
        # What a fold put first must not begin a list or a heading.
        yield _FIRST_SIGN.sub(r"\1\2\\\3", line).replace(NO_BREAK_SPACE, " ")
