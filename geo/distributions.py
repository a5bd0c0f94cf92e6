"""Counts of the panel, what the study of 2016 measured, and the published numbers of PTCE, ready to be drawn and read.

What measures different things, or was measured on different samples, is never one series.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.charts import Numbers, Row
from geo.filters import NO_CALL, UNKNOWN_VALUE
from geo.mapping.records import safe_link
from geo.reference.amounts import describe_quantity
from geo.reference.events import Event, describe_date
from geo.reference.figures import figures_of
from geo.text import NO_BREAK_SPACE, fold, format_number
from geo.wording import is_doubtful, join_words

if TYPE_CHECKING:
    from geo.model import Panel
    from geo.reference.calls import Call
    from geo.reference.decisions import Count
    from geo.reference.figures import Figure

__all__ = [
    "Published",
    "by_legal_form",
    "by_region",
    "by_sector",
    "by_year",
    "funding",
    "involvement",
    "operating_aid",
    "published",
    "study_legal_forms",
]

_PANEL = "Liste du RTES (2016), annexe A, complétée et corrigée par l'atlas"

#: Category of a figure → name of the level.
_LEVELS = {
    "regions": "Région",
    "intercommunalites": "Intercommunalité",
    "communes": "Commune",
    "departements": "Département",
    "pnr-petr": "PNR ou PETR",
    "etat": "État",
    "europe": "Europe",
}

_FORMS = {
    "association": "Association",
    "scic": "SCIC",
    "autres": "Autres (SAS, GEIE…)",
    "sans-structure": "Sans structure juridique",
}


# --- The panel ---


def by_region(panel: Panel) -> Numbers:
    """Count the poles of the panel in each of the 18 regions."""
    rows = _sorted(_count(panel, "region"))
    total = int(panel.in_panel.sum())
    empty = sorted((row.label for row in rows if not row.values[0]), key=fold)
    reading = f"{rows[0].label} compte {_said(rows[0])} des {total} pôles distincts du panel."
    if empty:
        reading += f" Sans aucun pôle : {join_words(empty, 'et')}."
    notes = ("Un zéro dit que la liste n'a aucun pôle dans la région, non qu'il n'y existe aucun PTCE.",)
    return Numbers("Par région", reading, "Région", ("Pôles",), rows, notes=notes, source=_PANEL)


def by_sector(panel: Panel) -> Numbers:
    """Count the poles of the panel in each sector; a pole has several, and counts in each."""
    rows = _sorted(_count(panel, "secteur"))
    total = int(panel.in_panel.sum())
    mentions = sum(int(row.values[0] or 0) for row in rows if not row.apart)
    reading = (
        f"« {rows[0].label} » est le secteur le plus présent : {_said(rows[0])} pôles sur {total}. Un pôle relève "
        f"souvent de plusieurs secteurs : la somme ({mentions}) dépasse {total}."
    )
    notes = _doubts(panel, "secteurs", "les secteurs")
    return Numbers("Par secteur", reading, "Secteur", ("Pôles",), rows, notes=notes, source=_PANEL)


def by_legal_form(panel: Panel) -> Numbers:
    """Count the poles of the panel of each legal form."""
    rows = _sorted(_count(panel, "forme"))
    known = sum(int(row.values[0] or 0) for row in rows if not row.apart)
    reading = f"« {rows[0].label} » est la forme de {_said(rows[0])} des {known} pôles dont la forme est connue."
    notes = _doubts(panel, "forme_juridique", "la forme")
    return Numbers("Par forme juridique", reading, "Forme juridique", ("Pôles",), rows, notes=notes, source=_PANEL)


def by_year(panel: Panel, calls: Iterable[Call]) -> Numbers:
    """Count the poles of the panel that won each of the State's calls."""
    rows = tuple(row for row in _count(panel, "laureat") if row.values[0])
    announced = {str(call.year): call.laureates for call in calls}
    told = [
        f"{_said(row)} des {announced[row.label]} lauréats de {row.label}"
        for row in rows
        if row.label in ("2013", "2015") and announced.get(row.label)
    ]
    later = [row.label for row in rows if row.label >= "2021" and not row.apart]
    reading = f"Le panel compte {join_words(told, 'et')}." if told else "Lauréats des appels de l'État dans le panel."
    notes = ["Le nombre de 23 lauréats en 2013 est calculé (37 − 14) : aucun des documents sources ne l'écrit."]
    if later:
        notes.append(f"Des pôles du panel ont aussi été retenus plus tard ({join_words(later, 'et')}).")
    notes.append("Les listes de lauréats de 2022 à 2025 ne sont pas complètes dans l'atlas.")
    title = "Par année d'appel"
    return Numbers(title, reading, "Appel de l'État", ("Pôles",), rows, notes=tuple(notes), source=_PANEL)


def _count(panel: Panel, facet_name: str) -> tuple[Row, ...]:
    facet = panel.index.facets[facet_name]
    counts = facet.matrix[panel.in_panel].sum(axis=0)
    lacks = (UNKNOWN_VALUE, NO_CALL)
    return tuple(
        Row(item.label, (int(count),), apart=item.value in lacks)
        for item, count in zip(facet.values, counts, strict=True)
    )


def _sorted(rows: Sequence[Row], position: int = 0) -> tuple[Row, ...]:
    """Sort rows from the highest value of a series; what is apart comes last."""
    return tuple(sorted(rows, key=lambda row: (row.apart, -(row.values[position] or 0), fold(row.label))))


def _said(row: Row) -> str:
    return format_number(row.values[0] or 0)


def _doubts(panel: Panel, column: str, name: str) -> tuple[str, ...]:
    listed = panel.poles[panel.in_panel]
    count = sum(is_doubtful(row, column) for _, row in listed.iterrows())
    if not count:
        return ()
    poles = "un pôle" if count == 1 else f"{count} pôles"
    return (f"À confirmer (source faible) : {name} de {poles}.",)


# --- The study ---


def study_legal_forms(figures: Iterable[Figure]) -> Numbers:
    """Return the shares of the legal forms in the studies of 2013 and 2016."""
    names = {
        2013: "2013 – étude de 2013 (une cinquantaine d'initiatives)",
        2016: "2016 – échantillon non précisé (58 pôles pour l'âge médian)",
    }
    return Numbers(
        "Formes juridiques : 2013 et 2016",
        "Deux pôles sur trois sont des associations en 2016 ; ceux qui n'ont pas de structure juridique passent de "
        "31 % à 11 %.",
        "Forme juridique",
        tuple(names.values()),
        _sorted(_pairs(figures_of(figures, "formes-juridiques", "part"), tuple(names), _FORMS.__getitem__), 1),
        "%",
        (
            "Les échantillons des deux études diffèrent : l'écart est une indication, non une tendance.",
            "2013 ne donne que la part des pôles sans structure juridique.",
        ),
    )


def funding(figures: Iterable[Figure], series: str) -> Numbers:
    """Return what each level put in, in 2012 and in 2015.

    Parameters
    ----------
    figures
        What `load_figures` returned.
    series
        `total` (k€), `projets` (number of projects helped) or `mediane` (k€ per project).
    """
    titles = {
        "total": ("Financements mobilisés", "Les Régions sont le premier financeur, aux deux dates."),
        "projets": ("Projets soutenus", "Les Régions soutiennent le plus grand nombre de projets, aux deux dates."),
        "mediane": (
            "Montant médian par projet",
            "En 2015, l'Europe apporte les montants les plus élevés à chaque projet qu'elle soutient, et les Régions "
            "les plus faibles.",
        ),
    }
    title, reading = titles[series]
    names = {2012: "2012 – 42 projets (données 2011/2012)", 2015: "2015 – 37 projets"}
    rows = _sorted(_pairs(figures_of(figures, "financements-par-niveau", series), tuple(names), _level), 1)
    notes = ["Les deux échantillons diffèrent (42 puis 37 projets) : l'évolution est une indication seulement."]
    if any(None in row.values for row in rows):
        notes.append(
            "Europe, 2012 : le guide ne donne pas de total. Il est absent, et non nul : 10 projets et un montant "
            "médian de 27 k€ sont donnés par ailleurs."
        )
    unit = "" if series == "projets" else "k€"
    return Numbers(title, reading, "Niveau", tuple(names.values()), rows, unit, tuple(notes))


def involvement(figures: Iterable[Figure]) -> Numbers:
    """Return the share of the projects in which each level takes part."""
    return Numbers(
        "Présence de chaque niveau",
        "La Région et l'intercommunalité sont présentes dans trois projets sur quatre.",
        "Niveau",
        ("Part des projets, 2016",),
        _single(figures_of(figures, "implication-des-collectivites", "part")),
        "%",
        ("Un projet a souvent plusieurs partenaires publics : les parts ne s'ajoutent pas.",),
    )


def operating_aid(figures: Iterable[Figure]) -> Numbers:
    """Return the share of the projects that each level helps to run."""
    return Numbers(
        "Aide au fonctionnement",
        "Les niveaux qui accompagnent un projet aident d'abord à le faire fonctionner : c'est le cas de 84 % des "
        "projets pour la Région.",
        "Niveau",
        ("Part des projets, 2016 – 54 PTCE",),
        _single(figures_of(figures, "nature-des-apports", "fonctionnement"), notes=False),
        "%",
        ("Parmi les projets que chaque niveau soutient ; la base exacte est ambiguë dans le guide.",),
    )


def _level(category: str) -> str:
    return _LEVELS[category]


def _single(figures: Sequence[Figure], *, notes: bool = True) -> tuple[Row, ...]:
    return _sorted(
        [Row(_level(figure.category), (figure.value,), note=figure.note if notes else "") for figure in figures]
    )


def _pairs(figures: Sequence[Figure], years: Sequence[int], name: Callable[[str], str]) -> tuple[Row, ...]:
    """Lay figures out as rows of one value per year; a year without figure, or whose figure is empty, is missing."""
    values: Mapping[tuple[str, int | None], float | None] = {(f.category, f.year): f.value for f in figures}
    notes: dict[str, list[str]] = {}
    for figure in figures:
        if figure.computed:
            notes.setdefault(figure.category, []).append(f"Calculé : {figure.computation}. {figure.note}".strip())
    return tuple(
        Row(
            name(category),
            tuple(values.get((category, year)) for year in years),
            note=" ".join(notes.get(category, ())),
        )
        for category in dict.fromkeys(figure.category for figure in figures)
    )


# --- What was published ---


@dataclass(frozen=True, slots=True)
class Published:
    """One published number of PTCE, as a table says it; see `geo.reference.decisions.Count`."""

    date: str
    value: str
    what: str
    source: str
    link: str | None
    note: str


def published(counts: Iterable[Count]) -> tuple[Published, ...]:
    """Say the published numbers of PTCE. They measure different things: a table, never a series."""
    return tuple(
        Published(
            date=describe_date(_at(count.date)).replace(" ", NO_BREAK_SPACE),
            value=describe_quantity(count.value, "", count.precision),
            what=count.what,
            source=count.source,
            link=safe_link(count.source),
            note=count.note,
        )
        for count in counts
    )


def _at(date: str) -> Event:
    """Return a moment whose date can be said."""
    return Event("", date, None, "", "", "", "national", "", (), (), "", None)
