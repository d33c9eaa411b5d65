"""The knowledge base as commands load it: ours is decoded once and kept.

Reading and validating ``rules/*.yaml`` takes longer than parsing a typical export, so the decoded values are kept in
``__pycache__`` beside the files, as Python keeps its own compiled modules and under the same trust: who can write
there can change the program anyway. What is kept counts only while every knowledge file and every module that decodes
them has the bytes it was made from. Where nothing can be written, the files are read each time.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import sys
import tempfile
from pathlib import Path

from analyzer.errors import KnowledgeError
from analyzer.knowledge.model import KnowledgeBase
from analyzer.resources import data_folder

_FILE = f"knowledge.{sys.implementation.cache_tag}.pickle"
_DIGEST_BYTES = 32


def load_knowledge(folder: Path | None = None, overlay: Path | None = None) -> KnowledgeBase:
    """Load the knowledge base in ``folder`` (ours when ``None``) with the entries of ``overlay`` over it.

    Raises:
        KnowledgeError: the first breach of the contract, naming file and JSON path.

    """
    ours = data_folder("rules")
    kept, digest = ours / "__pycache__" / _FILE, b""
    own = folder is None and overlay is None
    if own:
        digest = _digest(ours)
        if (knowledge := _read(kept, digest)) is not None:
            return knowledge
    from analyzer.knowledge import loader  # noqa: PLC0415 - not needed when what was kept still holds

    knowledge = loader.load_knowledge(folder, overlay)
    return _write(kept, digest, knowledge) if own else knowledge


def check_rules(folder: Path) -> list[KnowledgeError]:
    """Return every breach of the contract in ``folder``, read as an overlay over our own rules."""
    from analyzer.knowledge import loader  # noqa: PLC0415

    return loader.check_rules(folder)


def _digest(folder: Path) -> bytes:
    """Return the hash of all knowledge files and of the modules that decode them, names included."""
    digest = hashlib.sha256()
    for file in (*sorted(folder.glob("*.yaml")), *sorted(Path(__file__).parent.glob("*.py"))):
        data = file.read_bytes()
        digest.update(f"{file.name} {len(data)}\n".encode())
        digest.update(data)
    return digest.digest()


def _read(kept: Path, digest: bytes) -> KnowledgeBase | None:
    try:
        data = kept.read_bytes()
    except OSError:
        return None
    if data[:_DIGEST_BYTES] != digest:
        return None
    # A damaged file must cost time, never the run: unpickling may raise almost anything.
    with contextlib.suppress(Exception):
        knowledge = pickle.loads(data[_DIGEST_BYTES:])  # noqa: S301
        if isinstance(knowledge, KnowledgeBase):
            return knowledge
    return None


def _write(kept: Path, digest: bytes, knowledge: KnowledgeBase) -> KnowledgeBase:
    if not sys.dont_write_bytecode:
        with contextlib.suppress(OSError):
            kept.parent.mkdir(exist_ok=True)
            handle, name = tempfile.mkstemp(dir=kept.parent, suffix=".tmp")
            with os.fdopen(handle, "wb") as stream:
                stream.write(digest + pickle.dumps(knowledge, protocol=5))
            Path(name).replace(kept)
    return knowledge
