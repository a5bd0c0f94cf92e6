"""What the data API answers with, as JSON Schema: the poles from their Table Schema, the rest from the dictionary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from geo.export.table import COLLECTIONS, DISTANCE, columns
from geo.gazetteer import COMMUNE
from geo.model import CONFIDENCES
from geo.near import MAX_RADIUS
from geo.reference.schemes import KINDS, LEVELS, STATUSES

if TYPE_CHECKING:
    from geo.model import Panel
    from geo.provenance.dictionary import DictionaryTable
    from geo.schema import Field, TableSchema

__all__ = ["schemas"]

Schema = dict[str, Any]

_NULL: Final = "null"
_TEXT: Final[Schema] = {"type": "string"}
_MAYBE_TEXT: Final[Schema] = {"type": ["string", _NULL]}
_NUMBER: Final[Schema] = {"type": ["number", _NULL]}
_WHOLE: Final[Schema] = {"type": "integer"}
_MAYBE_WHOLE: Final[Schema] = {"type": ["integer", _NULL]}
_YES_NO: Final[Schema] = {"type": "boolean"}
_TEXTS: Final[Schema] = {"type": "array", "items": _TEXT}
_ADDRESS: Final[Schema] = {"type": "string", "format": "uri"}

#: Types of a Table Schema that are those of JSON Schema.
_TYPES: Final = ("string", "integer", "number", "boolean")

#: Columns of the tabular exports that the JSON has too → their schema.
_ADDED: Final[Mapping[str, Schema]] = {
    "collection": {"type": "string", "enum": list(COLLECTIONS.values())},
    "appels": {"type": "array", "items": _WHOLE},
    "doublons": _TEXTS,
}

_SCHEME: Final[Mapping[str, Schema]] = {
    **dict.fromkeys(("id", "nom", "a_la_date"), _TEXT),
    **dict.fromkeys(("territoire", "code_region", "ancienne_region", "code_departement", "periode"), _MAYBE_TEXT),
    "niveau": {"type": "string", "enum": list(LEVELS)},
    "nature": {"type": "string", "enum": list(KINDS)},
    "autres_natures": {"type": "array", "items": {"type": "string", "enum": list(KINDS)}},
    **dict.fromkeys(("beneficiaires", "description", "document", "reserve"), _MAYBE_TEXT),
    **dict.fromkeys(("ids_poles", "poles_cites"), _TEXTS),
    "statut": {"type": "string", "enum": list(STATUSES)},
}
_AMOUNT: Final[Mapping[str, Schema]] = {
    "libelle": _TEXT,
    **dict.fromkeys(("minimum", "maximum", "valeur", "plafond", "pourcentage"), _NUMBER),
    **dict.fromkeys(("unite", "precision"), _MAYBE_TEXT),
    "duree_mois": _MAYBE_WHOLE,
}
_FACT: Final[Mapping[str, Schema]] = {
    **dict.fromkeys(("id", "id_pole", "indicateur", "libelle"), _TEXT),
    "valeur": _NUMBER,
    **dict.fromkeys(("texte", "unite", "annee_texte", "precision", "document", "note"), _MAYBE_TEXT),
    "annee": _MAYBE_WHOLE,
    **dict.fromkeys(("quantitatif", "chiffre_cle"), _YES_NO),
}
_REGION: Final[Mapping[str, Schema]] = {
    **dict.fromkeys(("code", "slug", "nom"), _TEXT),
    "outre_mer": _YES_NO,
    "population": _MAYBE_WHOLE,
    "annee_population": _WHOLE,
    "poles": _WHOLE,
}


def schemas(panel: Panel, dictionary: Iterable[DictionaryTable]) -> dict[str, Schema]:
    """Return the schemas of the answers, by name.

    Parameters
    ----------
    panel
        Its Table Schema gives the fields of a pole.
    dictionary
        The description of the reference tables.
    """
    told = {table.name: table for table in dictionary}
    scheme = _described(_SCHEME, told.get("schemes"))
    amount = _described(_AMOUNT, told.get("scheme_amounts"))
    fact = _described(_FACT, told.get("pole_facts"))
    return {
        **_poles(panel.schema, fact),
        **_regions(),
        "Dispositif": _object({**scheme, "montants": _list(_object(amount))}),
        "DispositifCite": _object({name: scheme[name] for name in ("id", "nom", "niveau", "statut")}),
        "Commune": _place(),
        "Point": _point(),
        "Metadonnees": {"type": "object", "description": "Filtres en mots, date, version, licence, sources, lien."},
        "Probleme": _problem(),
        "Sommaire": _object({**dict.fromkeys(("titre", "version", "date", "empreinte"), _TEXT), "adresses": _list()}),
        "PagePoles": _page(_ref("Pole"), metadata=_ref("Metadonnees")),
        "PageDispositifs": _page(_ref("Dispositif")),
        "Communes": _object({"q": _TEXT, "total": _WHOLE, "resultats": _list(_ref("Commune"))}),
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(items: Schema | None = None) -> Schema:
    return {"type": "array", "items": items or {"type": "object"}}


def _object(properties: Mapping[str, Schema], optional: Iterable[str] = ()) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": dict(properties), "required": required}


def _described(properties: Mapping[str, Schema], table: DictionaryTable | None) -> dict[str, Schema]:
    fields = {field.name: field for field in table.fields} if table else {}
    return {
        name: schema
        | ({"title": fields[name].title, "description": fields[name].description} if name in fields else {})
        for name, schema in properties.items()
    }


def _poles(schema: TableSchema, fact: Mapping[str, Schema]) -> dict[str, Schema]:
    line = {field.name: _field(field) for field in schema.fields}
    told = {column.name: {"title": column.title, "description": column.description} for column in columns(schema)}
    added: dict[str, Schema] = {name: one | told[name] for name, one in _ADDED.items()}
    distance = {"type": "number", "minimum": 0, "maximum": MAX_RADIUS, "description": "Autour d'une commune : en km."}
    listed = {**line, **added, "geometry": _ref("Point")}
    source = _object(
        {"source": _MAYBE_TEXT, "confiance": {"enum": [*CONFIDENCES, None]}, "note": _MAYBE_TEXT},
        optional=("source", "confiance", "note"),
    )
    whole = {
        **listed,
        "source_appels": _ref("Source"),
        "autres_lignes": _list(_object(line)),
        "chiffres": _list(_object(fact)),
        "dispositifs": _list(_ref("DispositifCite")),
        "adresse_api": _ADDRESS,
        "fiche": _ADDRESS,
    }
    return {
        "Source": source,
        "Pole": _object({**listed, DISTANCE: distance}, optional=(DISTANCE,)),
        "PoleComplet": _object(whole),
    }


def _field(field: Field) -> Schema:
    """Return the JSON Schema of a field of a Table Schema, whose patterns hold for the whole text."""
    about: Schema = {"title": field.title, "description": field.description}
    if field.type == "array":
        return about | _TEXTS
    if field.type == "object":
        return about | {"type": "object", "additionalProperties": _ref("Source")}
    kind = field.type if field.type in _TYPES else "string"
    schema: Schema = about | {"type": kind if field.required else [kind, _NULL]}
    rules = dict(field.constraints)
    if "pattern" in rules:
        schema["pattern"] = f"^(?:{rules['pattern']})$"
    if "enum" in rules:
        schema["enum"] = [*rules["enum"], *([] if field.required else [None])]
    return schema | {name: rules[name] for name in ("minimum", "maximum") if name in rules}


def _regions() -> dict[str, Schema]:
    count = _object({"valeur": _TEXT, "libelle": _TEXT, "nombre": _WHOLE, "part": _NUMBER})
    pole = _object({"id": _TEXT, "nom": _TEXT})
    near = _object({"id": _TEXT, "nom": _TEXT, "distance_km": {"type": "number"}, "approximative": _YES_NO})
    nearest = {"oneOf": [{"type": _NULL}, _object({"ville": _TEXT, "poles": _list(near)})]}
    sheet = {
        **_REGION,
        "departements": _list(_object({"code": _TEXT, "nom": _TEXT})),
        "communes_sans_population": _TEXTS,
        "poles_par_million": _NUMBER,
        **dict.fromkeys(("appels", "secteurs", "formes"), _list(count)),
        **dict.fromkeys(("liste", "autres_laureats"), _list(pole)),
        "plus_proches": nearest,
        "dispositifs": _list(_ref("DispositifCite")),
        "adresse_api": _ADDRESS,
        "fiche": _ADDRESS,
    }
    shape: Schema = {"type": ["object", _NULL]}
    feature = {"type": {"const": "Feature"}, "geometry": shape, "properties": _ref("Region")}
    collection = {"type": {"const": "FeatureCollection"}, "metadata": _ref("Metadonnees")}
    return {
        "Region": _object(_REGION),
        "RegionComplete": _object(sheet),
        "Regions": _object({"total": _WHOLE, "metadata": _ref("Metadonnees"), "resultats": _list(_ref("Region"))}),
        "RegionsGeoJSON": _object({**collection, "features": _list(_object(feature))}),
    }


def _place() -> Schema:
    texts = ("code", "nom", "libelle", "code_commune", "commune", "code_departement", "departement", "code_region")
    nature = {"type": "string", "enum": [COMMUNE, "deleguee", "associee", "arrondissement"]}
    rest = {"codes_postaux": _TEXTS, "population": _MAYBE_WHOLE, "geometry": _ref("Point")}
    return _object({**dict.fromkeys((*texts, "region"), _TEXT), "nature": nature, **rest})


def _point() -> Schema:
    bounds = [{"type": "number", "minimum": -half, "maximum": half} for half in (180, 90)]
    pair = {"type": "array", "prefixItems": bounds, "items": False, "minItems": 2}
    text = "Point GeoJSON : longitude puis latitude, en degrés décimaux (WGS 84)."
    return _object({"type": {"const": "Point"}, "coordinates": pair}) | {"description": text}


def _problem() -> Schema:
    error = _object({"parametre": _TEXT, "valeur": _MAYBE_TEXT, "valeurs_admises": _TEXTS})
    told = {"type": _TEXT, "title": _TEXT, "status": _WHOLE, "detail": _TEXT, "instance": _TEXT}
    schema = _object({**told, "erreurs": _list(error), "proches": {"type": "array"}}, optional=("erreurs", "proches"))
    return schema | {"description": "Ce qui ne va pas et que faire, selon la RFC 9457."}


def _page(items: Schema, **others: Schema) -> Schema:
    counts = dict.fromkeys(("total", "page", "pages", "par_page"), _WHOLE)
    address = {"type": ["string", _NULL], "format": "uri"}
    return _object({**counts, "precedente": address, "suivante": address, **others, "resultats": _list(items)})
