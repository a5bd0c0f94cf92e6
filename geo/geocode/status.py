"""What may be said of the place of a row."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["AMBIGUOUS", "CORRECTED", "EXACT", "NOT_FOUND", "STATUS_LABELS"]

EXACT, CORRECTED, AMBIGUOUS, NOT_FOUND = "exact", "corrige", "ambigu", "introuvable"

#: Status → what the reader sees.
STATUS_LABELS: Mapping[str, str] = MappingProxyType(
    {EXACT: "exact", CORRECTED: "corrigé", AMBIGUOUS: "ambigu", NOT_FOUND: "introuvable"}
)
