"""Writes the finished workbook as a file: the same bytes for the same workbook, and formulas with their values.

openpyxl stamps the current time into the zip entries and the properties, and leaves formula cells without a
value. Without values a preview, a phone or Excel's protected view (every workbook that came by mail) shows an
empty summary.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

FormulaValues = Mapping[str, Mapping[str, int | float | str]]
"""Sheet name → coordinate → value of the formula in that cell."""

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_COMPRESSION = 6
_LABEL_FORMAT = b'formatCode="0;;;"'
"""Chart labels that hide zeros; openpyxl can't say that the format is their own and not the cells'."""
_FORMULA_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*)>(<f>.*?</f>)<v\s*(?:/>|></v>)</c>', re.DOTALL)


class _FixedZip(ZipFile):
    """A zip whose entries carry no clock and no platform."""

    def __init__(self, path: Path, values: Mapping[str, Mapping[str, int | float | str]]) -> None:
        super().__init__(path, "w", ZIP_DEFLATED, allowZip64=True)
        self._values = values

    def writestr(self, zinfo_or_arcname: str | ZipInfo, data: Any, *_: Any, **__: Any) -> None:
        name = zinfo_or_arcname if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname.filename
        info = ZipInfo(name, _EARLIEST)
        info.compress_type = ZIP_DEFLATED
        info.create_system = 0
        if name.startswith("xl/charts/chart"):
            data = data.replace(_LABEL_FORMAT, _LABEL_FORMAT + b' sourceLinked="0"')
        super().writestr(info, data, ZIP_DEFLATED, _COMPRESSION)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        """Openpyxl hands each sheet over as a temporary file; here its formulas get their values."""
        content = Path(filename).read_bytes()
        values = self._values.get(str(arcname).rpartition("/")[2])
        self.writestr(str(arcname), _with_values(content, values) if values else content)


def save(workbook: Workbook, path: Path, stamp: datetime, values: FormulaValues) -> None:
    """Write ``workbook`` to ``path`` with ``stamp`` (UTC) as the time it was created and changed.

    Raises ``OSError`` like :func:`open`.
    """
    from openpyxl.writer.excel import ExcelWriter

    naive = stamp.replace(tzinfo=None, microsecond=0)
    workbook.properties.created = naive
    workbook.properties.modified = naive
    by_part = {
        f"sheet{number}.xml": values[sheet.title]
        for number, sheet in enumerate(workbook.worksheets, 1)
        if sheet.title in values
    }
    with _FixedZip(path, by_part) as archive:
        ExcelWriter(workbook, archive).write_data()


def _with_values(content: bytes, values: Mapping[str, int | float | str]) -> bytes:
    def fill(match: re.Match[bytes]) -> bytes:
        coordinate, attributes, formula = match[1].decode(), match[2], match[3]
        if coordinate not in values:
            return match[0]
        value = values[coordinate]
        kind = b' t="str"' if isinstance(value, str) else b""
        text = escape(value) if isinstance(value, str) else repr(value)
        return b'<c r="%s"%s%s>%s<v>%s</v></c>' % (match[1], attributes, kind, formula, text.encode("utf-8"))

    return _FORMULA_CELL.sub(fill, content)
