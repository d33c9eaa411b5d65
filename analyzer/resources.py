"""Finds the data folders that ship with the program: ``rules``, ``reports`` and ``docs``."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).resolve().parent


def data_folder(name: Literal["rules", "reports", "docs"]) -> Path:
    """Return the folder ``name``: ``analyzer/_<name>`` in a wheel, beside the package in a checkout."""
    installed = _PACKAGE / f"_{name}"
    return installed if installed.is_dir() else _PACKAGE.parent / name
