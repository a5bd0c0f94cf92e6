"""The page « Importer une liste »: the file, what was understood of it, what is left to say, where to go next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from geo.errors import AtlasError
from geo.geocode.status import AMBIGUOUS, NOT_FOUND, STATUS_LABELS
from geo.lists.columns import ROLES, recognise
from geo.lists.export import FORMATS
from geo.lists.questions import Question, questions
from geo.lists.read import MAX_BYTES, MAX_ROWS
from geo.lists.table import ListTable
from geo.lists.wording import describe_filters
from geo.model import Panel
from geo.selection import Selection
from geo.text import shorten
from utils import address_panel, data, own_list, own_memory, shared_list, state, templates
from utils.own_list import OwnList
from utils.plain_markdown import plain
from utils.web import own_files

__all__ = ["show"]

_SHOWN_PROBLEMS = 20
_SHOWN_QUESTIONS = 12
_SHOWN_ROWS = 50
_SAMPLE_ROWS = 3
_LONGEST_CELL = 80

_UPLOADS = "atlas_liste_envois"
_MORE = "atlas_liste_questions"
_REMOVED = "atlas_liste_retiree"

#: First choice of a list of columns, and of a list of communes.
_NO_COLUMN = "– aucune –"
_LEFT_OPEN = "– à préciser –"


def show(panel: Panel) -> None:
    """Draw the page."""
    with st.container(key="atlas-importer"):
        own = own_list.current()
        templates.show(
            "importer.html",
            own=own is not None,
            removed=st.session_state.pop(_REMOVED, False),
            layer=shared.name if (shared := shared_list.current()) else None,
            max_bytes=MAX_BYTES // 1_000_000,
            max_rows=MAX_ROWS,
            templates={extension: own_files.template_path(extension) for extension in own_files.TEMPLATES},
        )
        _receive(panel)
        _refused(own)
        waiting = own_list.pending()
        if waiting is not None:
            templates.show(
                "importer_attente.html", file_name=waiting.file_name, own=own.table.file_name if own else None
            )
            _columns(waiting, recognise(waiting), panel)
            return
        if own is not None:
            _result(own)
            _swap(own, panel)
            _questions(own)
            with st.expander("Colonnes reconnues : vérifier ou corriger", key="liste_colonnes"):
                _columns(own.table, own.roles, panel, swap=own.swap)
            address_panel.show(own)
            _unplaced(own)
            st.button("Retirer la liste", on_click=_remove, key="liste_retirer")


def _remove() -> None:
    own_list.forget()
    st.session_state[_REMOVED] = True


def _receive(panel: Panel) -> None:
    # Another key once a file is read: what was sent is then let go of, and only the table stays in memory.
    sent = st.session_state.setdefault(_UPLOADS, 0)
    upload = st.file_uploader("Votre fichier", key=f"liste_fichier_{sent}", help=None)
    if upload is None:
        return
    with st.spinner(f"Lecture de « {plain(_cut(upload.name))} »…"):
        own_list.receive(upload.getvalue(), upload.name, panel)
    own_memory.release(upload)
    st.session_state[_UPLOADS] = sent + 1
    st.session_state.pop(_MORE, None)
    st.rerun()


def _refused(own: OwnList | None) -> None:
    refused = own_list.refusal()
    if refused is None:
        return
    templates.show(
        "importer_refus.html",
        file_name=refused.file_name,
        own=own.table.file_name if own else None,
        problems=[str(problem) for problem in refused.problems[:_SHOWN_PROBLEMS]],
        more=max(0, len(refused.problems) - _SHOWN_PROBLEMS),
    )


def _result(own: OwnList) -> None:
    located = own.located
    selection = state.current().selection
    templates.show(
        "importer_resultat.html",
        file_name=own.table.file_name,
        notes=own.table.notes,
        total=len(own.table.rows),
        placed=int(located.placed.sum()),
        counts=[(STATUS_LABELS[status].capitalize(), count) for status, count in located.counts.items()],
        problems=[str(problem) for problem in located.problems[:_SHOWN_PROBLEMS]],
        more=max(0, len(located.problems) - _SHOWN_PROBLEMS),
        filters=describe_filters(located),
        exports=[
            (item.label, own_files.download_path(own.key, Selection(), item.extension)) for item in FORMATS.values()
        ],
        filtered=[
            (item.label, own_files.download_path(own.key, selection, item.extension)) for item in FORMATS.values()
        ]
        if not selection.is_empty
        else [],
        kept=int(located.mask(selection).sum()),
    )


def _swap(own: OwnList, panel: Panel) -> None:
    """Offer to exchange latitude and longitude in the rows that are in France only then, or to undo it."""
    if not own.located.swapped:
        return
    templates.show("importer_inversees.html", count=own.located.swapped, done=own.swap)

    def exchange() -> None:
        own_list.use_columns(own.table, own.roles, panel, swap=not own.swap)

    label = "Annuler l'échange" if own.swap else "Échanger latitude et longitude"
    st.button(label, on_click=exchange, key="liste_inverser")


def _questions(own: OwnList) -> None:
    asked = questions(own.located, data.gazetteer())
    if not asked:
        return
    rows = sum(len(question.rows) for question in asked)
    templates.show("importer_questions.html", count=len(asked), rows=rows)
    shown = st.session_state.setdefault(_MORE, _SHOWN_QUESTIONS)
    columns = st.columns(2)
    for position, question in enumerate(asked[:shown]):
        with columns[position % 2]:
            _question(own, question)
    if len(asked) > shown:
        st.button("Afficher les questions suivantes", on_click=_more_questions, key="liste_suite")


def _more_questions() -> None:
    st.session_state[_MORE] += _SHOWN_QUESTIONS


def _question(own: OwnList, question: Question) -> None:
    labels = {place.label: place.code for place in question.candidates}
    key = f"liste_choix_{own.key}_{question.rows[0]}"

    def answer() -> None:
        code = labels.get(st.session_state[key], "")
        if code:
            own_list.choose(dict.fromkeys(question.rows, code))

    where = f"ligne {question.rows[0]}" if len(question.rows) == 1 else f"{len(question.rows)} lignes"
    st.selectbox(
        f"« {plain(_cut(question.asked))} » ({where})",
        [_LEFT_OPEN, *labels],
        key=key,
        on_change=answer,
        help=plain(question.reason),
    )


def _columns(table: ListTable, roles: Mapping[str, str], panel: Panel, *, swap: bool = False) -> None:
    columns = list(table.rows.columns)
    titles = {column: ROLES[role] for role, column in roles.items()}
    templates.show("importer_apercu.html", columns=columns, rows=_sample(table), roles=titles)
    with st.form("liste_roles", border=False):
        places = st.columns(3)
        chosen = {}
        for position, (role, title) in enumerate(ROLES.items()):
            rank = columns.index(roles[role]) + 1 if role in roles else 0
            with places[position % 3]:
                chosen[role] = st.selectbox(title, [_NO_COLUMN, *columns], index=rank)
        swapped = "latitude" in roles and st.checkbox("Échanger latitude et longitude là où il le faut", value=swap)
        if st.form_submit_button("Appliquer"):
            _apply(table, {role: name for role, name in chosen.items() if name != _NO_COLUMN}, bool(swapped), panel)


def _apply(table: ListTable, roles: dict[str, str], swap: bool, panel: Panel) -> None:
    try:
        with st.spinner("Recherche des lieux…"):
            own_list.use_columns(table, roles, panel, swap=swap)
    except AtlasError as error:
        templates.show("importer_colonnes.html", problem=str(error))
        return
    st.rerun()


def _sample(table: ListTable) -> list[tuple[int, list[str]]]:
    head = table.rows.head(_SAMPLE_ROWS)
    rows = zip(head.index, head.to_numpy().tolist(), strict=True)
    return [(int(row), [_cut(str(cell)) for cell in cells]) for row, cells in rows]


def _unplaced(own: OwnList) -> None:
    placements = own.located.placements
    lost = placements[placements["statut"].isin([AMBIGUOUS, NOT_FOUND])]
    if lost.empty:
        return
    name = own.roles.get("nom") or own.table.rows.columns[0]
    rows: Sequence[tuple[int, str, str, str]] = [
        (int(row), _cut(str(own.table.rows.at[row, name])), STATUS_LABELS[status], reason)
        for row, status, reason in zip(lost.index[:_SHOWN_ROWS], lost["statut"], lost["motif"], strict=False)
    ]
    templates.show("importer_absents.html", rows=rows, total=len(lost), column=name)


def _cut(text: str) -> str:
    return shorten(text, _LONGEST_CELL)
