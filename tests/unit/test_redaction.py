"""The redactor hides what it was told to, and nothing else."""

from __future__ import annotations

import pytest

from trackpass.redaction import Redactor

TEXTS = [
    pytest.param(["token-1"], "got token-1.", "got ***.", id="one"),
    pytest.param(["token-1"], "token-1token-1", "******", id="twice"),
    pytest.param(["token", "token-1"], "token-1 token", "*** ***", id="the longest first"),
    pytest.param(["token-1", "token"], "token-1 token", "*** ***", id="the longest first, either order"),
    pytest.param(["a.c+"], "abc a.c+", "abc ***", id="no pattern"),
    pytest.param([], "token-1", "token-1", id="none known"),
    pytest.param([""], "token-1", "token-1", id="the empty text is no secret"),
    pytest.param(["the"], "the word", "the word", id="too short to be one"),
    pytest.param(["B52B"], "B52B", "***", id="four letters are one"),
]


@pytest.mark.parametrize(("secrets", "text", "clean"), TEXTS)
def test_clean(secrets: list[str], text: str, clean: str) -> None:
    redactor = Redactor()
    redactor.hide(*secrets)
    assert redactor.clean(text) == clean


def test_secrets_add_up() -> None:
    redactor = Redactor()
    redactor.hide("first-secret")
    redactor.hide("second-secret")
    assert redactor.clean("first-secret second-secret") == "*** ***"


def test_it_does_not_show_them_itself() -> None:
    redactor = Redactor()
    redactor.hide("first-secret")
    assert "first-secret" not in f"{redactor!r}{redactor}"
