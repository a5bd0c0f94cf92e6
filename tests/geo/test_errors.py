"""Error messages say where, what was received, what is allowed and what to do."""

from __future__ import annotations

import pytest

from geo.errors import ALLOWED_SHOWN, AtlasError, InvalidDataError, Problem, SourceIntegrityError, UnknownValueError


def test_problem_gives_place_value_allowed_values_and_advice() -> None:
    problem = Problem("data/source/ptce.csv", "secteur inconnu", 12, "secteurs", "x", ["a", "b"], "voir sectors.csv")
    assert str(problem) == (
        "data/source/ptce.csv, ligne 12, colonne « secteurs » : secteur inconnu ; valeur reçue : 'x' ; "
        "valeurs admises : a, b ; à faire : voir sectors.csv"
    )


def test_problem_of_a_whole_file_leaves_out_what_it_lacks() -> None:
    assert str(Problem("data/x.csv", "fichier absent")) == "data/x.csv : fichier absent"


@pytest.mark.parametrize("value", ["", 0, False], ids=["empty", "zero", "false"])
def test_problem_shows_a_value_that_is_false_but_given(value: object) -> None:
    assert f"valeur reçue : {value!r}" in str(Problem("f", "m", value=value))


@pytest.mark.parametrize(
    ("count", "end"),
    [(ALLOWED_SHOWN, f"{ALLOWED_SHOWN - 1}"), (ALLOWED_SHOWN + 3, f"{ALLOWED_SHOWN - 1} … et 3 autres")],
    ids=["all-shown", "cut"],
)
def test_long_lists_of_allowed_values_are_cut(count: int, end: str) -> None:
    assert str(Problem("f", "m", allowed=range(count))).endswith(f", {end}")
    assert str(UnknownValueError("a", "x", range(count))).endswith(f", {end}")


def test_invalid_data_lists_every_problem_under_their_number() -> None:
    problems = [Problem("a.csv", "un", 1), Problem("b.csv", "deux", 2)]
    error = InvalidDataError(iter(problems))
    assert error.problems == tuple(problems)
    assert str(error).splitlines() == [
        "2 problèmes dans les données :", "- a.csv, ligne 1 : un", "- b.csv, ligne 2 : deux",
    ]  # fmt: skip


def test_one_problem_is_singular() -> None:
    assert str(InvalidDataError([Problem("a.csv", "un")])).startswith("1 problème dans")


def test_unknown_value_keeps_its_parts() -> None:
    error = UnknownValueError("vue", "lune", ["metropole"], "choisir une vue")
    assert (error.argument, error.value, error.allowed) == ("vue", "lune", ("metropole",))
    assert str(error) == ("vue : valeur inconnue 'lune' ; valeurs admises : metropole ; à faire : choisir une vue")


@pytest.mark.parametrize(
    "error",
    [InvalidDataError([]), UnknownValueError("a", "b", []), SourceIntegrityError("x")],
    ids=lambda error: type(error).__name__,
)
def test_every_error_can_be_caught_at_once(error: Exception) -> None:
    assert isinstance(error, AtlasError)


def test_unknown_value_is_a_value_error_too() -> None:
    assert issubclass(UnknownValueError, ValueError)
