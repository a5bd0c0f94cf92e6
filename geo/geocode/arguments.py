"""The arguments of `python -m geo.geocode`, whose help and errors are French, those of argparse itself included."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

from geo.lists.columns import ROLES
from geo.lists.export import FORMATS
from geo.text import NO_BREAK_SPACE

__all__ = ["FrenchParser", "build_parser"]

_DESCRIPTION = """\
Place sur la carte les lignes d'une liste (CSV, XLSX ou GeoJSON), sans rien envoyer à personne : chaque ligne reçoit un
statut (exact, corrigé, ambigu, introuvable), le motif, et les coordonnées de sa commune. Les lignes qui ne sont pas
placées restent dans le fichier produit."""

_EPILOG = """\
code de sortie :
  0    toutes les lignes sont placées
  1    des lignes ne le sont pas, ou le service d'adresses s'est arrêté en route ; le fichier est écrit
  2    arguments, liste ou réglages à corriger ; rien n'est écrit
  130  interruption ; rien n'est écrit, la même commande reprend où elle en était

variables d'environnement :
  ATLAS_GEOCODAGE=non     interdit toute demande en ligne
  ATLAS_GEOCODAGE_HOTE    service d'adresses (data.geopf.fr/geocodage s'il n'est pas donné)
  ATLAS_GEOCODAGE_AGENT   nom sous lequel l'atlas se présente à ce service"""

#: What argparse says → the same in French.
_ERRORS = (
    (r"the following arguments are required: (.+)", r"il manque : \1"),
    (r"unrecognized arguments: (.+)", r"inconnu : \1"),
    (r"argument (\S+): expected one argument", r"\1 : il manque une valeur"),
    (r"argument (\S+): ignored explicit argument (.+)", r"\1 n'a pas de valeur ; valeur reçue : \2"),
    (r"argument (\S+): (.+)", r"\1 : \2"),
)


class _FrenchFormatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "utilisation : " if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        super().start_section(f"{heading}{NO_BREAK_SPACE}")


class FrenchParser(argparse.ArgumentParser):
    """A parser that speaks French; it leaves with status 2 when the arguments are wrong."""

    def error(self, message: str) -> NoReturn:
        """Print the usage and the message, and leave."""
        for pattern, french in _ERRORS:
            message, count = re.subn(f"^{pattern}$", french, message)
            if count:
                break
        self.exit(2, f"{self.format_usage()}{self.prog} : {message}\nà faire : {self.prog} --aide\n")


def build_parser(cache: Path) -> FrenchParser:
    """Return the parser; `cache` is where answers are kept when nothing else is said."""
    parser = FrenchParser(
        prog="python -m geo.geocode",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=_FrenchFormatter,
        add_help=False,
        allow_abbrev=False,
    )
    files = parser.add_argument_group("fichiers")
    files.add_argument("liste", type=Path, help="liste à placer : CSV, XLSX ou GeoJSON")
    files.add_argument(
        "-o",
        "--sortie",
        dest="output",
        type=Path,
        required=True,
        metavar="FICHIER",
        help=f"fichier à écrire, d'après son extension : {', '.join(FORMATS)}",
    )
    files.add_argument(
        "--report", type=Path, metavar="FICHIER.csv", help="écrit aussi, pour chaque ligne, son statut et le motif"
    )
    columns = parser.add_argument_group("colonnes")
    columns.add_argument(
        "--map",
        action="append",
        default=[],
        type=_pair,
        metavar="RÔLE=COLONNE",
        help=f"dit ce qu'une colonne contient (« RÔLE= » : aucune ne le contient) ; rôles : {', '.join(ROLES)}",
    )
    columns.add_argument("--swap", action="store_true", help="échange la latitude et la longitude")
    online = parser.add_argument_group("adresses précises")
    online.add_argument(
        "--online",
        action="store_true",
        help="demande les adresses à la Géoplateforme de l'IGN : elles quittent cette machine",
    )
    online.add_argument(
        "--cache",
        type=Path,
        default=cache,
        metavar="FICHIER",
        help="réponses déjà reçues, gardées d'une fois sur l'autre (.cache/geocodage.sqlite s'il n'est pas donné)",
    )
    other = parser.add_argument_group("aide")
    other.add_argument("-h", "--aide", "--help", action="help", help="affiche cette aide, et rien d'autre")
    return parser


def _pair(text: str) -> tuple[str, str]:
    role, equals, column = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"écrire RÔLE=COLONNE ; valeur reçue : {text!r}")
    return role.strip(), column.strip()
