"""Who publishes this deployment of the atlas, as its legal notices and its declaration of accessibility say it."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from geo.export.table import clean
from geo.sheets.report import is_address, is_form
from utils.settings import CONTACT_VARIABLE

__all__ = [
    "DIRECTOR_VARIABLE",
    "HOST_VARIABLE",
    "LIBRARIES",
    "PLAN_VARIABLE",
    "PUBLISHER_VARIABLE",
    "LegalNotice",
    "notice",
    "tell_what_is_missing",
]

PUBLISHER_VARIABLE: Final = "ATLAS_EDITEUR"
DIRECTOR_VARIABLE: Final = "ATLAS_RESPONSABLE_PUBLICATION"
HOST_VARIABLE: Final = "ATLAS_HEBERGEUR"

#: Address of the page where the publisher has its plan over several years for accessibility, with the actions of the
#: year and those of the year before (law 2005-102, art. 47).
PLAN_VARIABLE: Final = "ATLAS_SCHEMA_PLURIANNUEL"

#: A name, an address and a telephone number fit in; a text that somebody pasted by mistake does not.
_LONGEST: Final = 300

#: What runs here and in the browser, and its licence; a test holds it against `requirements.txt`.
LIBRARIES: Final = (
    ("Streamlit", "Apache-2.0"),
    ("GeoPandas", "BSD-3-Clause"),
    ("folium", "MIT"),
    ("streamlit-folium", "MIT"),
    ("Shapely", "BSD-3-Clause"),
    ("geopy", "MIT"),
    ("Leaflet", "BSD-2-Clause"),
    ("Leaflet.markercluster", "MIT"),
    ("openpyxl", "MIT"),
    ("Starlette", "BSD-3-Clause"),
    ("Jinja", "BSD-3-Clause"),
    ("MarkupSafe", "BSD-3-Clause"),
    ("Vega-Altair", "BSD-3-Clause"),
    ("pyproj", "MIT"),
    ("Requests", "Apache-2.0"),
    ("urllib3", "MIT"),
    ("Matplotlib", "PSF-2.0"),
    ("ReportLab", "BSD-3-Clause"),
    ("segno", "BSD-3-Clause"),
    ("pyogrio", "MIT"),
    ("Pillow", "MIT-CMU"),
)

_LOGGER: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LegalNotice:
    """What the law wants said; None for what whoever deploys the atlas has not said.

    Parameters
    ----------
    publisher, director, host
        Who publishes, who answers for what is published, who hosts: name, address, telephone, in one line.
    contact
        Mail address, or web address of a form (`https://…`).
    plan
        Web address of the plan over several years for accessibility.
    """

    publisher: str | None
    director: str | None
    host: str | None
    contact: str | None
    plan: str | None

    @property
    def contact_link(self) -> str | None:
        """What a link to the contact leads to."""
        return f"mailto:{self.contact}" if self.contact and is_address(self.contact) else self.contact

    @property
    def by_mail(self) -> bool:
        """Whether the contact is a mail address."""
        return self.contact is not None and is_address(self.contact)


def notice() -> LegalNotice:
    """Return what the environment says."""
    names = (PUBLISHER_VARIABLE, DIRECTOR_VARIABLE, HOST_VARIABLE, CONTACT_VARIABLE, PLAN_VARIABLE)
    return _notice(*(os.environ.get(name, "") for name in names))


# Cached so that a wrong value is told once, and not at each page.
@lru_cache(maxsize=4)
def _notice(publisher: str, director: str, host: str, contact: str, plan: str) -> LegalNotice:
    return LegalNotice(
        _line(publisher, PUBLISHER_VARIABLE), _line(director, DIRECTOR_VARIABLE), _line(host, HOST_VARIABLE),
        _contact(contact.strip()), _page(plan.strip()),
    )  # fmt: skip


def _line(text: str, variable: str) -> str | None:
    line = " ".join(clean(text).split())
    if len(line) > _LONGEST:
        _LOGGER.warning("%s: more than %d characters, ignored", variable, _LONGEST)
        return None
    return line or None


def _contact(text: str) -> str | None:
    # What is neither is told by `utils.settings`, which reads the same variable.
    return text if is_address(text) or is_form(text) else None


def _page(text: str) -> str | None:
    # What holds for the address of a form, but that nothing is written there: http will do.
    secure = f"https://{text.removeprefix('http://')}" if text.startswith("http://") else text
    if text and not is_form(secure):
        _LOGGER.warning("%s: not a web address in https or http, ignored: %r", PLAN_VARIABLE, text)
        return None
    return text or None


def tell_what_is_missing() -> None:
    """Write once in the log what the legal notices and the declaration lack; to be called when the server starts."""
    known = notice()
    named = {
        PUBLISHER_VARIABLE: known.publisher,
        DIRECTOR_VARIABLE: known.director,
        HOST_VARIABLE: known.host,
        CONTACT_VARIABLE: known.contact,
        PLAN_VARIABLE: known.plan,
    }
    missing = [name for name, value in named.items() if value is None]
    if missing:
        said = "The legal notices or the declaration of accessibility say « non renseigné »"
        _LOGGER.warning("%s: %s not set (docs/deploiement.md)", said, ", ".join(missing))
