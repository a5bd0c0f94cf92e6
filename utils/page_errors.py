"""What a page shows when it cannot show itself: a sentence and a reference, or what is wrong with the data.

The trace goes to the log, on a line that has the same reference; never to the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.errors import InvalidDataError
from utils import log, templates

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

__all__ = ["PageError", "run", "show", "show_outage"]

#: Problems that a page tells one by one, and characters of each: the log has them all.
_TOLD: Final = 20
_LONGEST: Final = 300


class PageError(Exception):
    """The code of a page failed, and the page says so already; its cause is what it raised."""


def run(page: StreamlitPage, *, heading: int) -> PageError | None:
    """Run a page, and show where it stopped if it fails.

    Parameters
    ----------
    page
        The page.
    heading
        Level of the heading of what is shown if it fails: 1 where the page has the first one, 2 below another.

    Returns
    -------
    PageError or None
        To be raised once the rest of the page is drawn: Streamlit then logs it, with its reference.
    """
    try:
        page.run()
    except InvalidDataError as error:
        # Logged when the files were read.
        _show_problems(error, heading)
    except Exception as error:
        failed = PageError("a page failed")
        failed.__cause__ = error
        templates.show("erreur.html", reference=log.reference_of(failed), heading=heading)
        return failed
    return None


def show(error: Exception) -> bool:
    """Show in the page that something else than a page failed; to be handed to ``st.App``.

    Streamlit has logged the error: `utils.log` writes the same reference on that line.

    Returns
    -------
    bool
        True: Streamlit has nothing to show.
    """
    if not isinstance(error, PageError):
        templates.show("erreur.html", reference=log.reference_of(error), heading=2)
    return True


def show_outage(error: InvalidDataError) -> None:
    """Show, in place of a page, what is wrong with the data that every page needs."""
    _show_problems(error, 1)


def _show_problems(error: InvalidDataError, heading: int) -> None:
    problems = [
        {"what": _cut(str(one).rpartition(" ; à faire : ")[0] or str(one)), "advice": _cut(one.advice)}
        for one in error.problems[:_TOLD]
    ]
    rest = len(error.problems) - len(problems)
    templates.show("indisponible.html", problems=problems, rest=rest, heading=heading)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
