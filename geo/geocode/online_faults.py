"""What goes wrong while addresses are asked, and how it is told."""

from __future__ import annotations

from geopy.exc import GeocoderParseError, GeocoderServiceError, GeocoderTimedOut

from geo.text import format_number

__all__ = ["FailureError", "StopError", "told"]


class StopError(Exception):
    """The rest is not to be asked; the message says why, in French."""


class FailureError(Exception):
    """One address has no answer; the message says why, in French.

    Parameters
    ----------
    reason
        The message.
    of_service
        Whether the service failed, and not this address.
    """

    def __init__(self, reason: str, *, of_service: bool = True) -> None:
        super().__init__(reason)
        self.of_service = of_service


def told(error: GeocoderServiceError, timeout: float) -> str:
    """Say in French what the service did; `timeout` is how long its answer was waited for, in seconds."""
    status = getattr(error.__cause__, "status_code", None)
    if status is not None:
        return f"erreur du service (code HTTP {status})"
    if isinstance(error, GeocoderTimedOut):
        return f"pas de réponse en {format_number(timeout)} s"
    if isinstance(error, GeocoderParseError):
        return "réponse du service illisible"
    if str(error) == "SSLError":
        return "connexion chiffrée impossible (certificat du service, ou du réseau)"
    return "service injoignable ou connexion coupée"
