"""The exceptions of this program.

::

    ReadinessError               anything the user can act on; the CLI prints it and exits with status 2
    ├── InputError               an input can't be read, or isn't what it claims to be
    │   ├── UnknownFormatError   no reader recognises the input
    │   └── UnsafeInputError     the input would be dangerous to read (DOCTYPE, zip slip, bomb, symlink)
    ├── KnowledgeError           a file in ``rules/`` (or in ``--rules DIR``) breaks its contract
    ├── AnswersError             the ``--answers`` file breaks its contract
    ├── KeyFileError             the ``--key`` file breaks its contract, or lies where it would be shared
    ├── ExpressionError          an expression isn't well-formed; carries the place for a caret
    └── OutputError              a result can't be written

Every error is one sentence that names the file and the place inside it. Anything else that escapes is a bug
in this program and ends with exit status 1.
"""

from __future__ import annotations


class ReadinessError(Exception):
    """Root of all errors that a user can act on.

    Attributes:
        message: what is wrong and what was expected, one sentence without the place.
        file: the file it is about, as the user named it, or ``None``.
        place: the place inside the file (``line 3``, an XPath, ``$.limits[2].value``), or ``None``.

    """

    def __init__(self, message: str, *, file: str | None = None, place: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.place = place

    def __str__(self) -> str:
        where = ": ".join(part for part in (self.file, self.place) if part)
        return f"{where}: {self.message}" if where else self.message


class InputError(ReadinessError):
    """An input can't be read, or isn't what it claims to be."""


class UnknownFormatError(InputError):
    """No reader recognises the input."""


class UnsafeInputError(InputError):
    """Reading the input would be dangerous; nothing of it was used."""


class KnowledgeError(ReadinessError):
    """A knowledge file breaks its contract."""


class AnswersError(ReadinessError):
    """The answers file breaks its contract."""


class KeyFileError(ReadinessError):
    """The key file of pseudonyms breaks its contract, or lies where it would be shared with the results."""


class ExpressionError(ReadinessError):
    """An expression isn't well-formed.

    Attributes:
        source: the whole expression.
        offset: index of the first offending character in ``source`` (0-based, code points).

    """

    def __init__(self, message: str, *, source: str, offset: int) -> None:
        self.source = source
        self.offset = offset
        line = source.count("\n", 0, offset) + 1
        column = offset - (source.rfind("\n", 0, offset) + 1) + 1
        super().__init__(message, place=f"line {line}, column {column}")


class OutputError(ReadinessError):
    """A result can't be written; nothing half-written was left behind."""
