"""Writes the reference pages of ``docs/``: one page a function, and the tables of ``docs/expressions.md``.

Run ``python -m analyzer.expressions.reference`` after a change of ``rules/``; a test tells when that was
forgotten.
"""

from __future__ import annotations

from pathlib import Path

from analyzer.expressions.evaluate.assumptions import assumption_texts
from analyzer.expressions.signatures import Availability, Fit, FunctionEntry, function_table
from analyzer.expressions.simplify import RULES
from analyzer.expressions.translate import translate
from analyzer.resources import data_folder

_FITS = {
    Fit.DIRECT: "The same name means the same in Cloud Sync.",
    Fit.RENAMED: "Cloud Sync has it under another name.",
    Fit.REWRITTEN: "Another construct of Cloud Sync says the same.",
    Fit.PARTIAL: "Only some uses can be translated, or with losses.",
    Fit.NONE: "Cloud Sync has no counterpart.",
    Fit.CLOUD_ONLY: "Only Cloud Sync has this function.",
}
_AVAILABILITY = {
    Availability.DOCUMENTED: "documented for Cloud Sync",
    Availability.OBSERVED: "used in the captured default mapping",
    Availability.APP_PROVISIONING: "documented for app provisioning only: test with provision on demand",
    Availability.SAMPLE: "known only from an old sample answer of Microsoft Graph",
    Availability.UNUSABLE: "not usable from AD to Entra ID",
}
_BEGIN, _END = "<!-- generated: {} -->", "<!-- end of generated part -->"


def pages() -> dict[str, str]:
    """Return all generated pages by file name."""
    entries = sorted(function_table().entries.values(), key=lambda entry: entry.name.lower())
    made = {f"{entry.name}.md": function_page(entry) for entry in entries}
    made["README.md"] = _index(entries)
    return made


def function_page(entry: FunctionEntry) -> str:
    """Return the page of one function, in Markdown."""
    lines = [f"# {entry.name}", "", entry.meaning, "", "| | signature |", "|---|---|"]
    lines.append(f"| Connect Sync | {_code(entry.connect.text) if entry.connect else 'none'} |")
    lines.append(f"| Cloud Sync | {_code(entry.cloud_sync.text) if entry.cloud_sync else 'none'} |")
    lines += ["", f"**Translation:** {_FITS[entry.fit]} {entry.differences}".rstrip()]
    if entry.availability:
        lines += ["", f"**Availability in Cloud Sync:** {_AVAILABILITY[entry.availability]}."]
    if entry.example:
        lines += ["", "## Example", *_example(entry.example[0])]
    lines += ["", "## Sources", ""]
    lines += [f"- {source.title}, {source.date} (`{source.document}`)" for source in entry.sources]
    return "\n".join(lines) + "\n"


def _example(connect: str) -> list[str]:
    translation = translate(connect)
    lines = ["", "```", f"Connect Sync  {connect}"]
    lines += [f"Cloud Sync    {translation.text}"] if translation.text is not None else []
    lines += ["```", "", f"Outcome: {translation.outcome}"]
    lines += [f"- {loss.what}" + (f" ({loss.example})" if loss.example else "") for loss in translation.losses]
    lines += [f"- {note}" for note in translation.notes]
    return lines


def _index(entries: list[FunctionEntry]) -> str:
    lines = [
        "# Functions of both expression languages", "",
        f"Made from `rules/functions.yaml`, knowledge as of {function_table().as_of}.", "",
        "| function | category | in Connect Sync | in Cloud Sync | translation |", "|---|---|---|---|---|",
    ]  # fmt: skip
    for entry in entries:
        here = "yes" if entry.connect else "no"
        there = str(entry.availability) if entry.availability else "no"
        lines.append(f"| [{entry.name}]({entry.name}.md) | {entry.category} | {here} | {there} | {entry.fit} |")
    return "\n".join(lines) + "\n"


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|") + "`"


def assumptions_table() -> str:
    """Return the table of what the evaluator assumes, in Markdown."""
    lines = ["| id | dialect | assumption | why |", "|---|---|---|---|"]
    for text in assumption_texts().values():
        cells = (f"`{text.id}`", text.dialect, text.assumes, text.because)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


def rules_table() -> str:
    """Return the table of rewrite rules, in Markdown."""
    lines = ["| rule | says | holds in |", "|---|---|---|"]
    for rule in RULES:
        where = ", ".join(sorted(str(dialect) for dialect in rule.dialects))
        effect = " (effect on the target only)" if rule.result_only else ""
        says = rule.says.replace("|", "\\|")
        lines.append(f"| `{rule.name}` | {says}{effect} | {where} |")
    return "\n".join(lines)


def filled(page: str) -> str:
    """Return ``docs/expressions.md`` with its generated parts renewed."""
    for name, content in (("assumptions", assumptions_table()), ("rules", rules_table())):
        before, begin, rest = page.partition(_BEGIN.format(name))
        _, end, after = rest.partition(_END)
        page = f"{before}{begin}\n{content}\n{end}{after}"
    return page


def write(docs: Path) -> int:
    """Write all pages below ``docs`` and remove those of functions that are gone; return their number."""
    folder = docs / "functions"
    folder.mkdir(parents=True, exist_ok=True)
    made = pages()
    for old in folder.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, content in made.items():
        (folder / name).write_text(content, encoding="utf-8", newline="\n")
    essay = docs / "expressions.md"
    essay.write_text(filled(essay.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    return len(made)


if __name__ == "__main__":
    write(data_folder("docs"))
