"""The list that a visitor imports: kept in their session and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import streamlit as st

from geo.errors import InvalidDataError, Problem
from geo.geocode.address import AddressResult
from geo.lists.columns import check_roles, recognise
from geo.lists.located import LocatedList, locate
from geo.lists.table import ListTable
from geo.model import Panel
from utils import data, own_memory

__all__ = [
    "OwnList",
    "Refusal",
    "add_addresses",
    "choose",
    "clear_refusal",
    "current",
    "forget",
    "pending",
    "receive",
    "refusal",
    "use_columns",
]

_LIST = "atlas_liste"
_REFUSAL = "atlas_liste_refus"
_PENDING = "atlas_liste_attente"


@dataclass(frozen=True, slots=True, eq=False)
class OwnList:
    """A list, and what the visitor said of it.

    Parameters
    ----------
    box
        What it is kept in.
    located
        The list, with the place of its rows.
    swap
        Whether the visitor said that latitude and longitude are exchanged.
    """

    box: own_memory.Box
    located: LocatedList
    swap: bool = False

    @property
    def key(self) -> str:
        """Secret part of the address of its files."""
        return self.box.key

    @property
    def table(self) -> ListTable:
        """What the file holds."""
        return self.located.table

    @property
    def roles(self) -> Mapping[str, str]:
        """Role → column."""
        return self.located.roles


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """What the session holds; the list itself goes when its box is emptied."""

    box: own_memory.Box
    swap: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that could not be used, and why."""

    file_name: str
    problems: tuple[Problem, ...]


def current() -> OwnList | None:
    """Return the list of this session, or None."""
    kept: _Kept | None = st.session_state.get(_LIST)
    if kept is None or not isinstance(kept.box.content, LocatedList):
        return None
    return OwnList(kept.box, kept.box.content, kept.swap)


def refusal() -> Refusal | None:
    """Return what was wrong with the last file, until another one is received."""
    box: own_memory.Box | None = st.session_state.get(_REFUSAL)
    return box.content if box is not None and isinstance(box.content, Refusal) else None


def clear_refusal() -> None:
    """Forget what was wrong with the last file, and the file itself."""
    st.session_state.pop(_REFUSAL, None)
    st.session_state.pop(_PENDING, None)


def forget() -> None:
    """Let go of the list."""
    st.session_state.pop(_LIST, None)
    clear_refusal()


def pending() -> ListTable | None:
    """Return the last file, if it was read but no column was found to say where its rows are."""
    box: own_memory.Box | None = st.session_state.get(_PENDING)
    return box.content if box is not None and isinstance(box.content, ListTable) else None


def receive(content: bytes, file_name: str, panel: Panel) -> None:
    """Take in a file. One that cannot be used leaves the list that there was, and says why."""
    # Here: only who imports a list needs the readers.
    from geo.lists.read import read_list

    clear_refusal()
    try:
        table = read_list(content, file_name)
    except InvalidDataError as error:
        st.session_state[_REFUSAL] = own_memory.hold(Refusal(file_name, error.problems))
        return
    try:
        _place(panel, table, recognise(table))
    except InvalidDataError:
        # Only the visitor can say which column it is.
        st.session_state[_PENDING] = own_memory.hold(table)


def use_columns(table: ListTable, roles: Mapping[str, str], panel: Panel, *, swap: bool = False) -> None:
    """Place a list with the columns that the visitor chose; what they said row by row of another one is let go of.

    Raises
    ------
    InvalidDataError, UnknownValueError
        If a column is missing or has two roles; the list is then as it was.
    """
    check_roles(roles, table)
    _place(panel, table, roles, swap=swap)


def choose(rows: Mapping[int, str]) -> None:
    """Say where ambiguous rows are: number of the row → INSEE code of one of its candidates."""
    own = current()
    if own is not None:
        _keep(own.located.with_choices(rows), swap=own.swap)


def add_addresses(key: str, results: Iterable[AddressResult]) -> None:
    """Move the rows whose address was found; only if the list is still the one that was asked about."""
    own = current()
    if own is not None and own.key == key:
        _keep(own.located.with_addresses(results), swap=own.swap)


def _place(panel: Panel, table: ListTable, roles: Mapping[str, str], *, swap: bool = False) -> None:
    _keep(locate(table, roles, data.gazetteer(), panel.index, panel.vocabulary, swap=swap), swap=swap)


def _keep(located: LocatedList, *, swap: bool) -> None:
    # A new address at each change: the map fetches the points again only then.
    kept: _Kept | None = st.session_state.get(_LIST)
    st.session_state[_LIST] = _Kept(own_memory.hold(located, kept.box if kept else None), swap)
    clear_refusal()
