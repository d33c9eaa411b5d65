"""Finds the data folders that ship with the program (``rules``, ``reports``, ``docs``) and reads what is in them."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Literal

from analyzer.kept import kept

_PACKAGE = Path(__file__).resolve().parent


def data_folder(name: Literal["rules", "reports", "docs"]) -> Path:
    """Return the folder ``name``: ``analyzer/_<name>`` in a wheel, beside the package in a checkout."""
    installed = _PACKAGE / f"_{name}"
    return installed if installed.is_dir() else _PACKAGE.parent / name


@cache
def rules_yaml(name: str) -> dict[str, Any]:
    """Return the mapping in a YAML file of ``rules``, ``name`` its path inside; unchecked, and not to be changed."""
    path = data_folder("rules") / name
    data = path.read_bytes()

    def read() -> dict[str, Any]:
        import yaml  # noqa: PLC0415 - not needed when what was kept still holds

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        found: dict[str, Any] = yaml.load(data, Loader=loader)  # noqa: S506 - a safe loader either way
        return found

    return kept(path.parent, path.stem, hashlib.sha256(data).digest(), dict, read)
