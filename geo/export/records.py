"""What the data API says of a pole, a support scheme or a commune: JSON values, every text cleaned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.export.geojson import cleaned, pole_feature
from geo.sheets.pole import line_ids, own_schemes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.gazetteer import Place
    from geo.model import Panel
    from geo.reference.load import Reference
    from geo.reference.pole_facts import PoleFact
    from geo.reference.schemes import Amount, Scheme

__all__ = ["listed_pole", "named_poles", "place_record", "pole_record", "scheme_record", "short_scheme"]


def listed_pole(feature: Mapping[str, Any]) -> dict[str, Any]:
    """Return a feature of the GeoJSON export as a plain record: its properties, and its `geometry`."""
    return {**feature["properties"], "geometry": feature["geometry"]}


def pole_record(panel: Panel, reference: Reference, pole_id: str) -> dict[str, Any]:
    """Return everything that is known of a distinct pole.

    Parameters
    ----------
    panel, reference
        The data.
    pole_id
        Id of a distinct pole.

    Returns
    -------
    dict
        The properties of the GeoJSON export and `geometry` (EPSG:4326, longitude then latitude); `source_appels`, where
        the years of its calls come from; `autres_lignes`, its doubles field by field; `chiffres`, what the documents
        count or tell of it; `dispositifs`, the schemes that name it.
    """
    record = listed_pole(pole_feature(panel, panel.poles.loc[pole_id].to_dict()))
    ids = line_ids(panel, pole_id)
    return {
        **record,
        "source_appels": cleaned(panel.call_source(pole_id)),
        "autres_lignes": [cleaned(line) for line in panel.doubles_of(pole_id)],
        "chiffres": [_fact_record(fact) for fact in reference.pole_facts if fact.pole_id in ids],
        "dispositifs": [short_scheme(scheme) for scheme in own_schemes(reference.schemes, ids)],
    }


def _fact_record(fact: PoleFact) -> dict[str, Any]:
    return _told(
        {
            "id": fact.id,
            "id_pole": fact.pole_id,
            "indicateur": fact.indicator,
            "libelle": fact.label,
            "valeur": fact.value,
            "texte": fact.text,
            "unite": fact.unit,
            "annee": fact.year,
            "annee_texte": fact.period,
            "precision": fact.precision,
            "quantitatif": fact.quantitative,
            "chiffre_cle": fact.key,
            "document": fact.document,
            "note": fact.note,
        }
    )


def _told(record: dict[str, Any]) -> dict[str, Any]:
    """Clean a record of the reference tables, in which an empty text is a value that is not known."""
    return {name: None if value == "" else cleaned(value) for name, value in record.items()}


def scheme_record(scheme: Scheme) -> dict[str, Any]:
    """Return a support scheme under the names of the columns of `schemes.csv`; None is unknown, never zero."""
    return _told(
        {
            "id": scheme.id,
            "nom": scheme.name,
            "territoire": scheme.territory,
            "niveau": scheme.level,
            "code_region": scheme.region_code,
            "ancienne_region": scheme.former_region,
            "code_departement": scheme.departement_code,
            "nature": scheme.kind,
            "autres_natures": list(scheme.other_kinds),
            "periode": scheme.period,
            "beneficiaires": scheme.eligible,
            "description": scheme.description,
            "ids_poles": list(scheme.pole_ids),
            "poles_cites": list(scheme.poles_named),
            "statut": scheme.status,
            "a_la_date": scheme.as_of,
            "document": scheme.document,
            "reserve": scheme.caution,
            "montants": [_amount_record(amount) for amount in scheme.amounts],
        }
    )


def _amount_record(amount: Amount) -> dict[str, Any]:
    return _told(
        {
            "libelle": amount.label,
            "minimum": amount.minimum,
            "maximum": amount.maximum,
            "valeur": amount.value,
            "plafond": amount.cap,
            "pourcentage": amount.percent,
            "unite": amount.unit,
            "precision": amount.precision,
            "duree_mois": amount.months,
        }
    )


def short_scheme(scheme: Scheme) -> dict[str, Any]:
    """Return what names a scheme, and says whether it is over."""
    return _told({"id": scheme.id, "nom": scheme.name, "niveau": scheme.level, "statut": scheme.status})


def place_record(place: Place) -> dict[str, Any]:
    """Return a commune, a former one or an arrondissement; `geometry` is in EPSG:4326, longitude then latitude."""
    return _told(
        {
            "code": place.code,
            "nom": place.name,
            "libelle": place.label,
            "nature": place.nature,
            "code_commune": place.code_commune,
            "commune": place.commune,
            "code_departement": place.code_departement,
            "departement": place.departement,
            "code_region": place.code_region,
            "region": place.region,
            "codes_postaux": list(place.postcodes),
            "population": place.population,
            "geometry": {"type": "Point", "coordinates": [round(place.longitude, 5), round(place.latitude, 5)]},
        }
    )


def named_poles(panel: Panel, ids: Iterable[str]) -> list[dict[str, str]]:
    """Return the id and the name of each pole."""
    names = panel.poles["nom"]
    return [{"id": pole_id, "nom": cleaned(names[pole_id])} for pole_id in ids]
