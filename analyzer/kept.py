"""Keeps what takes long to make from files that rarely change, as Python keeps its own compiled modules.

It lies in ``__pycache__`` beside the files, under the same trust: who can write there can change the program anyway.
What is kept counts only while its digest is that of what it was made from. Where nothing can be written, it is made
each time.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

_DIGEST_BYTES = 32
_T = TypeVar("_T")


def kept(folder: Path, name: str, digest: bytes, kind: type[_T], make: Callable[[], _T]) -> _T:
    """Return what was kept beside the files of ``folder``, else make it and keep it.

    Args:
        folder: where the files are.
        name: names what is kept among other things of this folder.
        digest: SHA-256 of everything it is made from.
        kind: its type.
        make: makes it; what it raises is raised.

    """
    place = folder / "__pycache__" / f"{name}.{sys.implementation.cache_tag}.pickle"
    found = _read(place, digest)
    if isinstance(found, kind):
        return found
    made = make()
    if not sys.dont_write_bytecode:
        with contextlib.suppress(OSError):
            _write(place, digest + pickle.dumps(made, protocol=5))
    return made


def _read(place: Path, digest: bytes) -> object:
    try:
        data = place.read_bytes()
    except OSError:
        return None
    if data[:_DIGEST_BYTES] != digest:
        return None
    # A damaged file must cost time, never the run: unpickling may raise almost anything.
    with contextlib.suppress(Exception):
        return pickle.loads(data[_DIGEST_BYTES:])  # noqa: S301
    return None


def _write(place: Path, data: bytes) -> None:
    place.parent.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, suffix=".tmp")
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
    Path(name).replace(place)
