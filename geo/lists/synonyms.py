"""The titles under which French lists keep a place, a sector, a legal form, a year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from geo.text import fold

__all__ = ["ROLES", "guess_role", "score_roles"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Role of a column → French title, in the order in which they are shown.
ROLES: Mapping[str, str] = MappingProxyType(
    {
        "nom": "Nom",
        "adresse": "Adresse",
        "code_postal": "Code postal",
        "commune": "Commune",
        "code_insee": "Code INSEE",
        "departement": "Département",
        "region": "Région",
        "latitude": "Latitude",
        "longitude": "Longitude",
        "secteur": "Secteur",
        "forme_juridique": "Forme juridique",
        "annee": "Année",
    }
)

#: Folded, in one word, small words left out.
_EXACT = {
    "nom": "nom noms name denomination raisonsociale intitule libelle titre designation structure organisme "
    "organisation association etablissement entreprise tierslieu tierslieux pole ptce membre adherent nomusage "
    "appellation enseigne nomstructure",
    "adresse": "adresse adresses adressepostale adr adr1 adresse1 address adressecomplete voie rue numerovoie nvoie "
    "libellevoie street streetaddress adressephysique",
    "code_postal": "codepostal codespostaux codepostale cp postal zip zipcode postcode postalcode cpostal adressecp "
    "adressecodepostal codpost codpostal cpville",
    "commune": "commune communes ville villes localite municipalite city town com comm nomcommune nomcomm nomcom "
    "nomville libellecommune libcommune libcom libgeo villecommune communeville adresseville adressecommune ncc nccenr "
    "libelleacheminement acheminement",
    "code_insee": "codeinsee insee codeinseecommune inseecom cominsee inseecommune communeinsee cog codeinseecom "
    "depcom codgeo codegeo codecommune codecom codcom codecommuneinsee citycode cinsee codinsee "
    "codeofficielgeographique numeroinsee inseecode codecog villeinsee codeinseeville comcode",
    "departement": "departement departements dep dept dpt dpmt codedepartement codedep codedept coddep depcode "
    "nomdepartement nomdep nomdept libelledepartement libdep numerodepartement numdep numdepartement numdept ndep "
    "ndept ndepartement inseedep department",
    "region": "region regions reg nomregion nomreg libelleregion libreg coderegion codereg regcode inseereg "
    "regionadministrative",
    "latitude": "latitude lat latitudes y coordy coordonneey ycoord latwgs84 latitudewgs84 gpslat latgps latitudegps "
    "gpslatitude ylat ylatitude ywgs84 latitudey geolat latdd lattitude geolatitude",
    "longitude": "longitude lon lng long longitudes x coordx coordonneex xcoord lonwgs84 longitudewgs84 gpslon gpslng "
    "gpslong longps longitudegps gpslongitude xlon xlong xlongitude xwgs84 longitudex geolon geolng londd "
    "geolongitude",
    "secteur": "secteur secteurs secteuractivite secteursactivite secteuractivites secteursactivites activite "
    "activites activiteprincipale domaine domaines domaineactivite domainesactivite domaineactivites domainesactivites "
    "thematique thematiques theme themes filiere filieres champactivite sector",
    "forme_juridique": "formejuridique formesjuridiques statutjuridique statutsjuridiques statut statuts "
    "categoriejuridique naturejuridique formelegale statutlegal typejuridique structurejuridique legalform",
    "annee": "annee annees anneelaureat anneelaureate anneelaureats laureat anneelabellisation anneelabel millesime "
    "anneeappel anneeappelprojet anneeappelprojets anneeselection anneeadhesion year",
}
_ROLE_OF = {word: role for role, words in _EXACT.items() for word in words.split()}

#: All the words of one of the sets are in the title.
_PARTS: tuple[tuple[str, frozenset[str]], ...] = tuple(
    (role, frozenset(words.split()))
    for role, words in [
        ("code_insee", "insee"),
        ("code_insee", "code commune"),
        ("code_postal", "code postal"),
        ("latitude", "latitude"),
        ("longitude", "longitude"),
        ("forme_juridique", "forme juridique"),
        ("forme_juridique", "statut juridique"),
        ("departement", "departement"),
        ("region", "region"),
        ("commune", "commune"),
        ("commune", "ville"),
        ("adresse", "adresse"),
        ("secteur", "secteur"),
        ("secteur", "activite"),
        ("secteur", "activites"),
        ("secteur", "domaine"),
        ("secteur", "thematique"),
        ("annee", "annee"),
        ("nom", "nom"),
        ("nom", "denomination"),
        ("nom", "raison"),
    ]
)
_SMALL = _words("a au aux d de des du en et l la le les of ou the un une")

#: Words that say whose place or name it is, not what the column holds.
_WHOSE = _words(
    "actuel adherent association complet complete entreprise etablissement geometrie implantation laureat lieu lieux "
    "membre n no num numero officiel officielle organisation organisme pole poles porteur porteuse principal "
    "principale projet ptce siege sociale social structure tiers wgs84"
)

#: Words that make it something else: a person, a contact, a count, another date.
_OTHER = _words(
    "ape cedex contact contacts courriel courriels creation date dirigeant dirigeante e email epci facebook fax "
    "geographique id identifiant internet intervention lambert mail mails montant naf naissance nb nbre nombre "
    "population prenom president presidente referent referente responsable site siren siret superficie tel telephone "
    "url web"
)
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")


@lru_cache(maxsize=4096)
def score_roles(title: str) -> Mapping[str, int]:
    """Return the roles that a title may announce: role → 3 (its very name), 2 (name and whose), 1 (words of it).

    Examples
    --------
    >>> dict(score_roles("Commune (siège)")), dict(score_roles("Nom de la commune"))
    ({'commune': 2}, {'commune': 3})
    """
    words = [word for word in fold(_CAMEL.sub(" ", title[:200])).split() if word not in _SMALL]
    exact = _ROLE_OF.get("".join(words))
    if exact:
        return MappingProxyType({exact: 3})
    if not _OTHER.isdisjoint(words):
        return MappingProxyType({})
    # « Structure porteuse »: the first word is then the thing itself.
    exact = _ROLE_OF.get("".join(word for word in words if word not in _WHOSE) or "".join(words[:1]))
    if exact:
        return MappingProxyType({exact: 2})
    # The first is the most precise: « code commune » before « commune ».
    part = next((role for role, needed in _PARTS if needed.issubset(words)), None)
    return MappingProxyType({part: 1} if part else {})


def guess_role(title: str) -> str | None:
    """Return the role that a title is the very name of, or None."""
    return next((role for role, score in score_roles(title).items() if score == 3), None)
