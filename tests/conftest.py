"""Settings for all tests."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# Machines that run tests are shared: a slow example is no failure there, and the same examples run each time.
settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own settings must not decide a test."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.delenv("CLOUDSYNC_READINESS_DEBUG", raising=False)
