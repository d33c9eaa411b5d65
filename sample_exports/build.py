"""Writes all sample exports: ``python -m sample_exports.build [FOLDER]``."""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

from analyzer.knowledge.standard_rules import load_standard_rules
from sample_exports.generator.organisation import Organisation, expected, readme
from sample_exports.generator.organisations import ALL
from sample_exports.generator.writer import export_files, write_export

_HEAD = "# Written by sample_exports/build.py; facts that tests hold the program to.\n"
HERE = Path(__file__).resolve().parent


def organisations() -> list[Organisation]:
    """Build all invented organisations from the known standard rules."""
    known = load_standard_rules()
    return [build(known) for build in ALL]


def files(organisation: Organisation) -> dict[str, bytes]:
    """Return every file of one sample, by its path inside the sample's folder."""
    found = {f"export/{name}": data for name, data in export_files(organisation.export)}
    found["README.md"] = readme(organisation).encode()
    text = yaml.safe_dump(expected(organisation), sort_keys=False, allow_unicode=True, width=110)
    found["expected.yaml"] = (_HEAD + text).encode()
    return found


def main() -> None:
    """Write every organisation into its folder."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for organisation in organisations():
        folder = target / organisation.slug
        write_export(organisation.export, folder / "export")
        for name, data in files(organisation).items():
            if not name.startswith("export/"):
                (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
