"""The mail by which an error is reported, read back with the standard library."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from geo.sheets.report import LONGEST, is_address, mail_link, report_body, report_subject

VALUES = [("Nom", "Écopôle & Cie « 100 % »"), ("Lieu", "Vieille-Église, Pas-de-Calais")]


def read(link: str) -> tuple[str, str, str]:
    parts = urlsplit(link)
    assert parts.scheme == "mailto"
    query = parse_qs(parts.query, strict_parsing=True)
    assert set(query) == {"subject", "body"}
    return unquote(parts.path), query["subject"][0], query["body"][0]


def test_the_mail_reads_back_as_written() -> None:
    subject = report_subject("ptce-029", "Écopôle & Cie ? #1 + 2")
    body = report_body("ptce-029", VALUES, "2026.11", "https://exemple.fr/pole?id=ptce-029")
    address, read_subject, read_body = read(mail_link("atlas+ptce@exemple.fr", subject, body))
    assert address == "atlas+ptce@exemple.fr"
    assert read_subject == "Atlas des PTCE – erreur signalée sur ptce-029 (Écopôle & Cie ? #1 + 2)"
    assert read_body.split("\r\n") == [
        "Ce qu'il faut corriger, et d'après quelle source :",
        "",
        "",
        "--",
        "Fiche ptce-029, données version 2026.11",
        "https://exemple.fr/pole?id=ptce-029",
        "Nom : Écopôle & Cie « 100 % »",
        "Lieu : Vieille-Église, Pas-de-Calais",
    ]


def test_the_link_is_ascii_without_what_rfc_6068_forbids() -> None:
    link = mail_link("a@exemple.fr", 'É "x"\r\nBcc: y@z.fr', "<b>&</b>\n\tù+")
    assert link.isascii()
    assert not set(link) & set(' "<>\n\r\t+\\^`{|}')
    assert link.count("?") == 1
    assert link.count("&") == 1
    assert "%0A" not in link.replace("%0D%0A", "")
    # No second header can be slipped in by a name.
    assert "\n" not in read(link)[1]
    assert "\r" not in read(link)[1]


def test_an_address_is_encoded_so_that_it_stays_one() -> None:
    link = mail_link("a&b=c?d%e@exemple.fr", "s", "b")
    assert link.startswith("mailto:a%26b%3Dc%3Fd%25e@exemple.fr?subject=s&body=b")


def test_a_body_too_long_loses_its_end_line_by_line() -> None:
    values = [(f"Champ {rank}", "é" * 40) for rank in range(40)]
    link = mail_link("a@exemple.fr", "s", report_body("ptce-001", values, "1"))
    assert len(link) <= LONGEST < 2048  # what Windows takes
    lines = read(link)[2].split("\r\n")
    assert lines[-1] == f"Champ {len(lines) - 6} : " + "é" * 40
    assert len(lines) > 6


@pytest.mark.parametrize("text", ["a@exemple.fr", "prenom.nom+ptce@sous.exemple.gouv.fr", "x@a-b.org"])
def test_an_address(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    ["", "a", "a@b", "@b.fr", "a@", "a@b..fr", "a b@c.fr", "a@c.fr,b@c.fr", "a@c.fr?cc=b@c.fr", "a@c.fr\n", "<a@c.fr>",
     "mailto:a@c.fr", ".a@c.fr", "a..b@c.fr", "a@-c.fr", "é@c.fr", "a@" + "b" * 260 + ".fr", "javascript:x@c.fr "],
)  # fmt: skip
def test_not_an_address(text: str) -> None:
    assert not is_address(text)
    with pytest.raises(ValueError, match="mail address"):
        mail_link(text, "s", "b")
