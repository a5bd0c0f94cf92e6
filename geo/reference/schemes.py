"""The support schemes that the documents name: who set them up, for whom, what they do or did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from geo.load import read_table
from geo.reference.amounts import describe_quantity, describe_range, number_of, split_cell
from geo.schema import DATA_DIR
from geo.text import NO_BREAK_SPACE, format_number

__all__ = ["KINDS", "LEVELS", "RUNNING", "STATUSES", "Amount", "Scheme", "describe_amount", "load_schemes"]

#: Level of a scheme → label, in display order.
LEVELS: Mapping[str, str] = {
    "region": "Région",
    "departement": "Département",
    "intercommunalite": "Intercommunalité",
    "commune": "Commune",
    "europe": "Programme européen",
    "national": "National",
}

#: Kind of a scheme → label.
KINDS: Mapping[str, str] = {
    "accompagnement": "Accompagnement",
    "aide-investissement": "Aide à l'investissement",
    "animation": "Animation",
    "appel-a-projets": "Appel à projets",
    "contrat-territorial": "Contrat territorial",
    "delegation": "Délégation",
    "gouvernance": "Gouvernance partagée",
    "ingenierie": "Ingénierie",
    "lieu": "Lieu, foncier ou locaux",
    "loi": "Loi",
    "partenariat": "Partenariat",
    "programme-europeen": "Programme européen",
    "reseau": "Réseau",
    "schema-local": "Schéma local",
    "schema-regional": "Schéma régional",
    "soutien-aux-poles": "Soutien aux pôles",
    "subvention": "Subvention",
}

#: Status of a scheme that still ran when its source was written.
RUNNING = "en-cours-selon-source"

#: Status of a scheme → label.
STATUSES: Mapping[str, str] = {
    RUNNING: "En cours à la date du document",
    "passe": "Révolu",
    "recommandation": "Recommandation",
    "proposition": "Proposition",
}


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount, share, surface or headcount of a scheme; None is unknown, never zero.

    Parameters
    ----------
    label
        What it measures.
    minimum, maximum
        Ends of a range, in `unit`.
    value
        The value, in `unit`.
    cap
        What a grant cannot exceed, in `unit`.
    percent
        A share, from 0 to 100.
    unit
        « € », « m² », « pôles »…; « % » where there is a share only.
    precision
        A key of `geo.reference.amounts.PRECISIONS`.
    months
        How long a grant lasts.
    """

    label: str
    minimum: float | None
    maximum: float | None
    value: float | None
    cap: float | None
    percent: float | None
    unit: str
    precision: str
    months: int | None


@dataclass(frozen=True, slots=True)
class Scheme:
    """A support scheme; empty texts are unknown. Codes are those of `LEVELS`, `KINDS`, `STATUSES` and of the INSEE."""

    id: str
    name: str
    territory: str
    level: str
    region_code: str
    former_region: str
    departement_code: str
    kind: str
    other_kinds: tuple[str, ...]
    period: str
    eligible: str
    description: str
    pole_ids: tuple[str, ...]
    poles_named: tuple[str, ...]
    status: str
    as_of: str
    document: str
    caution: str
    amounts: tuple[Amount, ...]

    @property
    def is_past(self) -> bool:
        """Whether the scheme is over: never to be shown as help that can be asked for."""
        return self.status == "passe"


def load_schemes(data_dir: Path = DATA_DIR) -> tuple[Scheme, ...]:
    """Read `schemes.csv` and `scheme_amounts.csv`, in the order of the former.

    Raises
    ------
    InvalidDataError
        If a table is missing or cannot be read.
    """
    source = data_dir / "source"
    amounts: dict[str, list[Amount]] = defaultdict(list)
    for row in sorted(read_table(source / "scheme_amounts.csv"), key=lambda row: int(row["rang"])):
        amounts[row["id_dispositif"]].append(_amount(row))
    return tuple(_scheme(row, tuple(amounts[row["id"]])) for row in read_table(source / "schemes.csv"))


def _amount(row: Mapping[str, str]) -> Amount:
    return Amount(
        label=row["libelle"],
        minimum=number_of(row["minimum"]),
        maximum=number_of(row["maximum"]),
        value=number_of(row["valeur"]),
        cap=number_of(row["plafond"]),
        percent=number_of(row["pourcentage"]),
        unit=row["unite"],
        precision=row["precision"],
        months=int(row["duree_mois"]) if row["duree_mois"] else None,
    )


def _scheme(row: Mapping[str, str], amounts: tuple[Amount, ...]) -> Scheme:
    return Scheme(
        id=row["id"],
        name=row["nom"],
        territory=row["territoire"],
        level=row["niveau"],
        region_code=row["code_region"],
        former_region=row["ancienne_region"],
        departement_code=row["code_departement"],
        kind=row["nature"],
        other_kinds=split_cell(row["autres_natures"]),
        period=row["periode"],
        eligible=row["beneficiaires"],
        description=row["description"],
        pole_ids=split_cell(row["ids_poles"]),
        poles_named=split_cell(row["poles_cites"]),
        status=row["statut"],
        as_of=row["a_la_date"],
        document=row["document"],
        caution=row["reserve"],
        amounts=amounts,
    )


def describe_amount(amount: Amount) -> str:
    """Say an amount in French, without its label.

    « de 15 000 à 60 000 € », « 100 000 € sur 24 mois », « 80 %, dans la limite de 30 000 €, sur 18 mois ».
    """
    parts = []
    if amount.minimum is not None and amount.maximum is not None:
        parts.append(describe_range(amount.minimum, amount.maximum, amount.unit))
    elif amount.minimum is not None:
        parts.append(describe_quantity(amount.minimum, amount.unit, "minimum"))
    elif amount.maximum is not None:
        parts.append(f"au plus {describe_quantity(amount.maximum, amount.unit)}")
    if amount.value is not None:
        parts.append(describe_quantity(amount.value, amount.unit, amount.precision))
    if amount.percent is not None:
        parts.append(describe_quantity(amount.percent, "%", amount.precision))
    if amount.cap is not None:
        parts.append(f"dans la limite de {describe_quantity(amount.cap, amount.unit)}")
    if amount.months is not None:
        parts.append(f"sur {format_number(amount.months)}{NO_BREAK_SPACE}mois")
    # The length reads on from the amount, without a comma, unless there is a cap between them.
    if amount.months is not None and len(parts) == 2:
        return " ".join(parts)
    return ", ".join(parts)
