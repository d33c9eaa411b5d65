"""Writes all sample exports: ``python -m sample_exports.build [FOLDER]``."""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

from analyzer.knowledge.standard_rules import load_standard_rules
from sample_exports.generator import collected as collector
from sample_exports.generator.collected import ARCHIVE, FOLDER, archive, collected_files
from sample_exports.generator.forms import form_files
from sample_exports.generator.organisation import Organisation, expected, readme
from sample_exports.generator.organisations import ALL
from sample_exports.generator.writer import export_files, write_export

_HEAD = "# Written by sample_exports/build.py; facts that tests hold the program to.\n"
FORMS = "kestrel-forms"
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


def collection() -> dict[str, bytes]:
    """Return what the collector writes on the server of one organisation, by path inside its .zip."""
    return collected_files(_lindenhof())


def collection_pages() -> dict[str, bytes]:
    """Return what lies beside the collector's .zip."""
    organisation = _lindenhof()
    text = yaml.safe_dump(collector.expected(organisation), sort_keys=False, allow_unicode=True, width=110)
    return {"README.md": collector.readme(organisation).encode(), "expected.yaml": (_HEAD + text).encode()}


def _lindenhof() -> Organisation:
    return next(one for one in organisations() if one.slug == "lindenhof-simple")


def forms() -> dict[str, bytes]:
    """Return the other forms of one organisation's configuration, by path inside ``kestrel-forms``."""
    export = next(one.export for one in organisations() if one.slug == "kestrel-custom")
    return dict(form_files(export))


def main() -> None:
    """Write every organisation into its folder, and the other forms of one of them."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for organisation in organisations():
        folder = target / organisation.slug
        write_export(organisation.export, folder / "export")
        for name, data in files(organisation).items():
            if not name.startswith("export/"):
                (folder / name).write_bytes(data)
    collected = target / FOLDER / ARCHIVE
    collected.parent.mkdir(parents=True, exist_ok=True)
    collected.write_bytes(archive(collection()))
    for name, data in collection_pages().items():
        (collected.parent / name).write_bytes(data)
    for name, data in forms().items():
        file = target / FORMS / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


if __name__ == "__main__":
    main()
