"""Sentences of the sheet of a region, the same on its page and in its document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from geo.reference.schemes import RUNNING, STATUSES, Scheme
from geo.wording import in_region, join_words

if TYPE_CHECKING:
    from geo.model import Region
    from geo.population import Population

__all__ = ["describe_missing", "describe_schemes", "describe_when"]


def describe_when(scheme: Scheme) -> str:
    """Say whether a scheme runs, and when it did: « révolu, 2013-2015 »."""
    status = STATUSES[scheme.status]
    return ", ".join(part for part in (status[0].lower() + status[1:], scheme.period) if part)


def describe_missing(population: Population) -> str:
    """Say whose inhabitants are not counted; nothing where all are."""
    if population.inhabitants is None:
        return "La source des populations ne donne celle d'aucune commune de la région : le taux est inconnu."
    if population.missing:
        many = "ne sont pas comptés" if len(population.missing) > 1 else "n'est pas compté"
        names = join_words(population.missing, "et")
        return f"Dans la population, {names} {many} : la source ne donne pas leurs habitants."
    return ""


def describe_schemes(own: Sequence[Scheme], region: Region) -> str:
    """Say how many schemes are cited in a region, and how many of them still run."""
    place = in_region(region.slug, region.name)
    if not own:
        return f"Les documents de référence ne citent aucun dispositif propre à un territoire situé {place}."
    counts = Counter(scheme.status for scheme in own)
    parts = [
        f"{counts[status]} {many if counts[status] > 1 else one}"
        for status, one, many in (
            (RUNNING, "toujours en cours selon la source", "toujours en cours selon la source"),
            ("passe", "révolu", "révolus"),
            ("recommandation", "recommandation", "recommandations"),
            ("proposition", "proposition", "propositions"),
        )
        if counts[status]
    ]
    said = "dispositifs cités" if len(own) > 1 else "dispositif cité"
    return f"{len(own)} {said} par les documents de référence {place} : {join_words(parts, 'et')}."
