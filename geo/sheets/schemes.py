"""A support scheme in words: what a page says of it, whether it runs or is over, and where that comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from geo.model import Document
from geo.reference.schemes import KINDS, LEVELS, Scheme, describe_amount

__all__ = ["SchemeText", "describe_scheme", "describe_status", "document_titles"]

_SPACES_OF_A_DAY = 2


@dataclass(frozen=True, slots=True)
class SchemeText:
    """What is shown of a scheme; empty texts are unknown.

    Parameters
    ----------
    kinds
        « Aide à l'investissement, animation ».
    level, territory
        Who set it up, and where.
    amounts
        (what is measured, « de 15 000 à 60 000 € »).
    status
        Whether it still runs, in a sentence that never promises help.
    is_past
        Whether it is over.
    source
        Title of the document, publisher and date.
    """

    id: str
    name: str
    kinds: str
    level: str
    territory: str
    period: str
    eligible: str
    description: str
    amounts: tuple[tuple[str, str], ...]
    status: str
    is_past: bool
    source: str
    caution: str


def document_titles(documents: Iterable[Document]) -> Mapping[str, str]:
    """Return what each document is called in a sentence, by its id: « RTES, « Les rôles… » »."""
    return {document.code: f"{document.publisher}, « {document.title} »" for document in documents}


def describe_scheme(scheme: Scheme, documents: Mapping[str, str]) -> SchemeText:
    """Say a scheme in French.

    Parameters
    ----------
    scheme
        What `geo.reference.schemes.load_schemes` returned.
    documents
        Id of a document → title, with its publisher.
    """
    first, *others = (KINDS[kind] for kind in (scheme.kind, *scheme.other_kinds))
    return SchemeText(
        id=scheme.id,
        name=scheme.name,
        kinds=", ".join([first, *(other[0].lower() + other[1:] for other in others)]),
        level=LEVELS[scheme.level],
        territory=scheme.territory,
        period=scheme.period,
        eligible=scheme.eligible,
        description=scheme.description,
        amounts=tuple((amount.label, describe_amount(amount)) for amount in scheme.amounts),
        status=describe_status(scheme),
        is_past=scheme.is_past,
        source=f"{documents.get(scheme.document, scheme.document)}, {scheme.as_of}",
        caution=scheme.caution,
    )


def describe_status(scheme: Scheme) -> str:
    """Say whether a scheme still runs, and according to what: « Toujours en cours selon la source de 2021 »."""
    source = _source(scheme.as_of)
    return {
        "en-cours-selon-source": f"Toujours en cours selon {source} ; à vérifier",
        "passe": f"Révolu, d'après {source}",
        "recommandation": f"Recommandation, et non une aide ouverte, d'après {source}",
        "proposition": f"Proposition, et non une aide ouverte, d'après {source}",
    }[scheme.status]


def _source(as_of: str) -> str:
    # « 2021 (document non daté…) »: what is between brackets stands with the source.
    when = as_of.partition(" (")[0]
    if when.startswith("après "):
        return f"une source postérieure à {when.removeprefix('après ')}"
    # « 20 janvier 2016 » is a day, « mars 2025 » and « 2016 » are not.
    return f"la source {'du' if when.count(' ') == _SPACES_OF_A_DAY else 'de'} {when}"
