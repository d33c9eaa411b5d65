"""Writes the finished workbook as a file: the same bytes for the same workbook, and formulas with their values.

openpyxl stamps the current time into the zip entries and the properties, and leaves formula cells without a
value. Without values a preview, a phone or Excel's protected view (every workbook that came by mail) shows an
empty summary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

FormulaValues = Mapping[str, Mapping[str, int | float | str]]
"""Sheet → coordinate → value of the formula in that cell."""
StreamedRows = Mapping[str, tuple[str, Iterator[bytes]]]
"""Sheet → the cells it covers (``A1:N97``) and its rows as XML."""

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_COMPRESSION = 6
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"')
_LABEL_FORMAT = b'formatCode="0;;;"'
"""Chart labels that hide zeros; openpyxl can't say that the format is their own and not the cells'."""
_FORMULA_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*)>(<f>.*?</f>)<v\s*(?:/>|></v>)</c>', re.DOTALL)


class _FixedZip(ZipFile):
    """A zip whose entries carry no clock and no platform."""

    def __init__(self, path: Path, values: FormulaValues, rows: StreamedRows) -> None:
        super().__init__(path, "w", ZIP_DEFLATED, allowZip64=True)
        self._values = values
        self._rows = rows

    def writestr(self, zinfo_or_arcname: str | ZipInfo, data: Any, *_: Any, **__: Any) -> None:
        name = zinfo_or_arcname if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname.filename
        if name.startswith("xl/charts/chart"):
            data = data.replace(_LABEL_FORMAT, _LABEL_FORMAT + b' sourceLinked="0"')
        super().writestr(_entry(name), data, ZIP_DEFLATED, _COMPRESSION)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        """Openpyxl hands each sheet over as a temporary file; here formulas get values and tables their rows."""
        content = Path(filename).read_bytes()
        part = str(arcname).rpartition("/")[2]
        if part in self._values:
            content = _with_values(content, self._values[part])
        if part not in self._rows:
            self.writestr(str(arcname), content)
            return
        reference, rows = self._rows[part]
        content = _DIMENSION.sub(b'<dimension ref="%s"' % reference.encode("ascii"), content, count=1)
        head, end, tail = content.partition(b"</sheetData>")
        with self.open(_entry(str(arcname)), "w") as stream:
            stream.write(head)
            for piece in rows:
                stream.write(piece)
            stream.write(end + tail)


def _entry(name: str) -> ZipInfo:
    info = ZipInfo(name, _EARLIEST)
    info.compress_type = ZIP_DEFLATED
    info.create_system = 0
    return info


def save(workbook: Workbook, path: Path, stamp: datetime, values: FormulaValues, rows: StreamedRows) -> None:
    """Write ``workbook`` to ``path`` with ``stamp`` (UTC) as the time it was created and changed.

    ``values`` and ``rows`` are keyed by the sheet's title. Raises ``OSError`` like :func:`open`.
    """
    from openpyxl.writer.excel import ExcelWriter

    naive = stamp.replace(tzinfo=None, microsecond=0)
    workbook.properties.created = naive
    workbook.properties.modified = naive
    parts = {sheet.title: f"sheet{number}.xml" for number, sheet in enumerate(workbook.worksheets, 1)}
    with _FixedZip(
        path,
        {parts[title]: known for title, known in values.items()},
        {parts[title]: streamed for title, streamed in rows.items()},
    ) as archive:
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
