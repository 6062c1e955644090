"""Whose clock counts for a token: the answer's own ``created_at``, its ``Date``, or ours."""

from __future__ import annotations

import json

import pytest

from tests.unit.doubles import EPOCH, LIFE
from tests.unit.wire_cases import DATE
from trackpass.providers.base import token_credentials
from trackpass.web import Reply

OURS = EPOCH - 99
TIMES = [
    # created_at, Date, the moment that counts
    pytest.param(EPOCH - 5, DATE, EPOCH - 5, id="both are right"),
    pytest.param(EPOCH - 300, DATE, EPOCH - 300, id="some minutes are no reason to doubt"),
    pytest.param(None, DATE, EPOCH, id="no created_at"),
    pytest.param("soon", DATE, EPOCH, id="created_at makes no sense"),
    pytest.param(0, DATE, EPOCH, id="created_at of 1970"),
    pytest.param(EPOCH - LIFE, DATE, EPOCH, id="created_at a life behind"),
    pytest.param(EPOCH + LIFE, DATE, EPOCH, id="created_at a life ahead"),
    pytest.param(EPOCH - LIFE, "", EPOCH - LIFE, id="no Date: nothing to compare with"),
    pytest.param(EPOCH - LIFE, "yesterday", EPOCH - LIFE, id="a Date that makes no sense"),
    pytest.param(None, "", OURS, id="neither"),
]


@pytest.mark.parametrize(("created_at", "date", "moment"), TIMES)
def test_moment(created_at: object, date: str, moment: float) -> None:
    fields = {"access_token": "a", "refresh_token": "r", "expires_in": LIFE, "created_at": created_at}
    reply = Reply(200, {"date": date}, json.dumps(fields).encode())
    found = token_credentials(reply, "id-1", "flow", lambda: OURS)
    assert (found.obtained_at, found.expires_at) == (moment, moment + LIFE)
