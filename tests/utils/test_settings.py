"""What is set by environment variables."""

from __future__ import annotations

import logging

import pytest

from utils import settings


def test_no_contact_unless_one_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(settings.CONTACT_VARIABLE, raising=False)
    assert settings.contact() is None
    monkeypatch.setenv(settings.CONTACT_VARIABLE, "  ")
    assert settings.contact() is None
    monkeypatch.setenv(settings.CONTACT_VARIABLE, " atlas@exemple.fr ")
    assert settings.contact() == "atlas@exemple.fr"


def test_what_is_no_address_is_told_once_and_ignored(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(settings.CONTACT_VARIABLE, "javascript:alert(1)")
    with caplog.at_level(logging.WARNING):
        assert settings.contact() is None
        assert settings.contact() is None
    assert [record.getMessage() for record in caplog.records] == [
        "ATLAS_CONTACT: neither a mail address nor a web address in https, ignored: 'javascript:alert(1)'"
    ]
