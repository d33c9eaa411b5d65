"""The Jinja environment of the reports, and where its compiled templates are kept.

Compiling all templates takes longer than everything else of a report, so the compiled code is kept in
``__pycache__`` beside the templates, as Python does for its own modules, and under the same trust: who can write
there can change the program anyway. Where nothing can be written, templates are compiled each time.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzer.reporting.view.text import count, join_words, number, visible
from analyzer.resources import data_folder

if TYPE_CHECKING:
    from jinja2 import BytecodeCache, Environment
    from jinja2.bccache import Bucket


def html_folder() -> Path:
    """Return the folder of the page's templates, style and script."""
    return data_folder("reports") / "html"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the environment: escaping on, undefined names are errors, everything printed is made visible."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = html_folder()
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=_finalize,
        bytecode_cache=bytecode_cache(folder / "__pycache__"),
    )
    made.filters.update(number=number, counted=count, words=lambda texts: join_words(list(texts)))
    return made


def _finalize(value: Any) -> Any:
    """Make what a template prints visible. Markup of our own templates (``Markup``) passes as it is."""
    return visible(value) if type(value) is str else value


def bytecode_cache(folder: Path) -> BytecodeCache:
    """Return a cache in ``folder`` that never fails: what can't be read or written is compiled again.

    Jinja checks the version of Python, its own version of compiled code and a checksum of the template.
    """
    from jinja2 import BytecodeCache

    class Beside(BytecodeCache):
        def load_bytecode(self, bucket: Bucket) -> None:
            with contextlib.suppress(OSError, EOFError, ValueError, TypeError), _file(bucket).open("rb") as stream:
                bucket.load_bytecode(stream)

        def dump_bytecode(self, bucket: Bucket) -> None:
            if sys.dont_write_bytecode:
                return
            with contextlib.suppress(OSError):
                folder.mkdir(exist_ok=True)
                handle, name = tempfile.mkstemp(dir=folder, suffix=".tmp")
                with os.fdopen(handle, "wb") as stream:
                    bucket.write_bytecode(stream)
                Path(name).replace(_file(bucket))

    def _file(bucket: Bucket) -> Path:
        return folder / f"{bucket.key}.{sys.implementation.cache_tag}.jinja"

    return Beside()
