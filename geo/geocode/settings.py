"""How the online geocoder is reached, and whether it may be: the only place that knows the environment variables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from geo.errors import UnknownValueError

__all__ = ["AGENT_VARIABLE", "HOST_VARIABLE", "SWITCH_VARIABLE", "Settings"]

SWITCH_VARIABLE = "ATLAS_GEOCODAGE"
HOST_VARIABLE = "ATLAS_GEOCODAGE_HOTE"
AGENT_VARIABLE = "ATLAS_GEOCODAGE_AGENT"

_ON = ("", "oui", "1", "true")
_OFF = ("non", "0", "false")

#: Scheme, host with an optional port, optional path: no user name, no query, nothing that a header could be cut with.
_ADDRESS = re.compile(r"(?:(https?)://)?([A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~/-]*)?)")
_PRINTABLE = re.compile(r"[\x20-\x7e]{1,200}")


@dataclass(frozen=True, slots=True)
class Settings:
    """What is asked, how politely, and when to give up. Times are in seconds.

    Parameters
    ----------
    enabled
        False when whoever deploys the atlas has switched the online geocoder off: no request is made.
    domain, scheme
        Where the service is. The host that geopy knows by default was retired in January 2026.
    user_agent
        What the service sees of us.
    timeout
        For a whole answer, from the first byte sent to the last one received.
    pause
        At least this long between two requests: 0.05 is 20 a second, and the service allows 50.
    retries
        How often one address is asked again after a time-out, a cut connection or HTTP 429.
    default_wait, longest_wait
        After HTTP 429: how long to wait when the service does not say, and the longest wait that is accepted. The
        service blocks for 5 s.
    failures
        After so many addresses in a row without an answer, the rest is not asked.
    """

    enabled: bool = True
    domain: str = "data.geopf.fr/geocodage"
    scheme: str = "https"
    user_agent: str = "atlas-des-ptce"
    timeout: float = 10.0
    pause: float = 0.05
    retries: int = 2
    default_wait: float = 5.0
    longest_wait: float = 60.0
    failures: int = 5

    @property
    def host(self) -> str:
        """Name of the machine that the addresses are sent to, for the warning that comes before."""
        return self.domain.partition("/")[0]

    @property
    def url(self) -> str:
        """Web address of the service; the cache keeps the answers of two services apart with it."""
        return f"{self.scheme}://{self.domain}"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Read the settings from environment variables; what is not set keeps its default.

        Raises
        ------
        UnknownValueError
            If a variable holds something else than what it may: better no geocoding than to a wrong place.
        """
        switch = environ.get(SWITCH_VARIABLE, "").strip().lower()
        if switch not in (*_ON, *_OFF):
            raise UnknownValueError(SWITCH_VARIABLE, switch, ("oui", "non"), "écrire « non » pour désactiver")
        agent = environ.get(AGENT_VARIABLE, "").strip() or cls().user_agent
        if not _PRINTABLE.fullmatch(agent):
            raise UnknownValueError(
                AGENT_VARIABLE,
                agent,
                ("1 à 200 caractères ASCII imprimables",),
                "écrire un nom court, sans accent ni saut de ligne",
            )
        scheme, domain = _address(environ.get(HOST_VARIABLE, ""))
        return cls(enabled=switch not in _OFF, domain=domain, scheme=scheme, user_agent=agent)


def _address(text: str) -> tuple[str, str]:
    text = text.strip() or Settings().url
    match = _ADDRESS.fullmatch(text)
    if match is None:
        raise UnknownValueError(
            HOST_VARIABLE,
            text,
            ("hôte/chemin", "https://hôte/chemin", "http://hôte:port/chemin"),
            "écrire l'adresse du service sans « /search », sans identifiant ni paramètre",
        )
    return match[1] or "https", match[2].strip("/")
