"""The knowledge base as commands load it: ours is decoded once and kept.

Reading and validating ``rules/*.yaml`` takes longer than parsing a typical export, so the decoded values are kept while
every knowledge file and every module that decodes them has the bytes they were made from.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from analyzer.errors import KnowledgeError
from analyzer.kept import kept
from analyzer.knowledge.model import KnowledgeBase
from analyzer.resources import data_folder


def load_knowledge(folder: Path | None = None, overlay: Path | None = None) -> KnowledgeBase:
    """Load the knowledge base in ``folder`` (ours when ``None``) with the entries of ``overlay`` over it.

    Raises:
        KnowledgeError: the first breach of the contract, naming file and JSON path.

    """

    def read() -> KnowledgeBase:
        from analyzer.knowledge import loader  # noqa: PLC0415 - not needed when what was kept still holds

        return loader.load_knowledge(folder, overlay)

    if folder is not None or overlay is not None:
        return read()
    ours = data_folder("rules")
    return kept(ours, "knowledge", _digest(ours), KnowledgeBase, read)


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
