"""The figures page: charts with the table of the same numbers, what was published, levers, sectors of the members."""

from __future__ import annotations

from geo import distributions as numbers
from geo.reference.figures import describe_figure, figure_of, figures_of
from utils import charts, data, panels, templates

SECTIONS = (
    ("panel", "Le panel"),
    ("etude", "L'étude de 2016"),
    ("collectivites", "Les collectivités"),
    ("financements", "Les financements"),
    ("combien", "Combien de PTCE ?"),
    ("leviers", "Les leviers"),
    ("membres", "Les membres"),
)
PROFILE = (
    (
        "Le pôle et ses membres",
        {
            "med_creation": "année de création",
            "med_structures": "membres du pôle",
            "med_personnes": "salariées par les membres",
            "med_budget_consolide": "de budget consolidé des membres",
        },
    ),
    (
        "La cellule d'animation",
        {
            "med_budget_cellule": "de budget par an",
            "med_etp_cellule": "pour l'équipe",
            "med_salaries_cellule": "salariées",
            "med_autofinancement": "d'autofinancement",
        },
    ),
)
EDITIONS = {2016: "2016 : huit leviers", 2025: "2025 : dix leviers"}


def said(figure):
    return describe_figure(figure)


def caution(figure):
    sample = f"Échantillon : {figure.sample}." if figure.sample else ""
    return " ".join(part for part in (sample, figure.note) if part)


panel, reference = data.panel(), data.reference()
figures = reference.figures
documents = {d.code: f"{d.publisher}, « {d.title} » ({d.year})" for d in panel.vocabulary.documents}

templates.show(
    "reperes.html", onglet="reperes", sections=SECTIONS,
    poles=int(panel.in_panel.sum()), lines=len(panel.panel_lines),
)  # fmt: skip
charts.show_all([numbers.by_region(panel), numbers.by_sector(panel)])
charts.show_all([numbers.by_legal_form(panel), numbers.by_year(panel, reference.calls)])
templates.show(
    "reperes_etude.html",
    profile=[(t, [(said(figure_of(figures, id_)), label) for id_, label in part.items()]) for t, part in PROFILE],
)
charts.show_all([numbers.study_legal_forms(figures)])
templates.show("reperes_collectivites.html")
charts.show_all([numbers.involvement(figures), numbers.operating_aid(figures)])
others = [
    figure
    for group in ("implication-des-collectivites", "nature-des-apports", "evolution-des-partenariats")
    for figure in figures_of(figures, group)
    # Those series are drawn, and that figure is the sample of others.
    if figure.series not in ("part", "fonctionnement") and figure.id != "panel_apports"
]
templates.show(
    "reperes_financements.html",
    others=[(figure.label, said(figure), caution(figure)) for figure in others],
    announced=said(figure_of(figures, "fin_collectivites_2015")),
    sums={"local": said(figure_of(figures, "tab_somme_collectivites_2015")),
          "all": said(figure_of(figures, "tab_somme_tous_2015"))},
)  # fmt: skip
charts.show_all([numbers.funding(figures, series) for series in ("total", "projets", "mediane")])
templates.show(
    "reperes_suite.html",
    counts=numbers.published(reference.counts),
    levers=[
        {
            "year": year,
            "title": title,
            "source": documents[next(lever.document for lever in reference.levers if lever.edition == year)],
            "levers": [lever for lever in reference.levers if lever.edition == year],
        }
        for year, title in EDITIONS.items()
    ],
    members=reference.member_sectors,
    members_source=f"{reference.member_sectors[0].note} Source : {reference.member_sectors[0].source}.",
)
panels.mount("graphiques", {})
