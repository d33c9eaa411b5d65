"""``cloudsync-readiness translate``: one Connect expression, or many from standard input."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.errors import ExpressionError
    from analyzer.expressions import Translation

_BAD_USAGE = 2


@click.command(short_help="Translate Connect Sync expressions to Cloud Sync.")
@click.argument("expression")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per expression, one a line.")
def translate(expression: str, as_json: bool) -> None:
    """Translate a Connect Sync EXPRESSION to Cloud Sync: text, outcome, losses with examples, and proof.

    With "-" in place of EXPRESSION, reads expressions from standard input, one per line; empty lines are
    skipped. A
    malformed expression is reported with its place and the exit status is 2; with "-" the other lines are
    still done,
    and with --json the malformed one gets an object of outcome "unknown", so no line is ever lost.
    """
    many = expression == "-"
    malformed = False
    texts: Iterable[str] = _lines() if many else [expression]
    for number, text in enumerate(texts, 1):
        malformed |= not _one(text, as_json, f"line {number} of the input: " if many else "")
    if malformed:
        sys.exit(_BAD_USAGE)


def _lines() -> Iterable[str]:
    """Yield the lines of standard input without blank ones; bytes that aren't UTF-8 are kept visible."""
    for line in sys.stdin.buffer:
        text = line.decode("utf-8", errors="backslashreplace").removeprefix("\ufeff").strip()
        if text:
            yield text


def _one(text: str, as_json: bool, where: str) -> bool:
    """Translate and print one expression; return whether it was well-formed."""
    from analyzer.errors import ExpressionError
    from analyzer.expressions import translate as translate_expression

    try:
        translation = translate_expression(text)
    except ExpressionError as problem:
        click.echo(f"{where}{problem}\n{caret(problem)}", err=True)
        if as_json:
            loss = {"what": f"not a well-formed Connect Sync expression: {problem}", "example": ""}
            _print_json(text, None, "unknown", [loss], "none")
        elif where:
            click.echo(f"Connect Sync\n  {_safe(text)}\n\nOutcome: unknown (not a well-formed expression)\n")
        return False
    if as_json:
        losses = [{"what": loss.what, "example": loss.example} for loss in translation.losses]
        _print_json(text, translation.text, str(translation.outcome), losses, str(translation.proof.verdict))
    else:
        click.echo(_readable(translation))
    return True


def _print_json(source: str, translation: str | None, outcome: str, losses: list[dict[str, str]], proof: str) -> None:
    result = {
        "source": source,
        "translation": translation,
        "outcome": outcome,
        "losses": losses,
        "proof": proof,
    }
    click.echo(json.dumps(result, ensure_ascii=False))


def _readable(translation: Translation) -> str:
    from analyzer.expressions import assumption_texts, parse, pretty

    out = ["Connect Sync", _indented(pretty(parse(translation.source))), ""]
    if translation.node is not None:
        out += ["Cloud Sync", _indented(pretty(translation.node)), ""]
        if pretty(translation.node) != translation.text:
            out += ["On one line", _indented(translation.text or ""), ""]
    out.append(f"Outcome: {translation.outcome}")
    for loss in translation.losses:
        out.append(f"  - {loss.what}")
        if loss.example:
            out.append(f"    Example: {loss.example}")
    out.append(f"Proof: {translation.proof}")
    texts = assumption_texts()
    out += [f"  assumed ({name}): {texts[name].assumes}" for name in sorted(translation.proof.assumptions)]
    warnings = _warnings(translation)
    if warnings:
        out += ["Warnings:", *(f"  - {warning}" for warning in warnings)]
    if translation.notes:
        out += ["Notes:", *(f"  - {note}" for note in translation.notes)]
    return _safe("\n".join(out) + "\n")


def _warnings(translation: Translation) -> list[str]:
    """Return the traps in the original and in the translation, each once; what losses and notes say isn't repeated."""
    from analyzer.expressions import Dialect, Level, check, parse

    found = list(check(parse(translation.source), Dialect.CONNECT, translation.source))
    if translation.node is not None:
        found += check(translation.node, Dialect.CLOUD_SYNC, translation.text)
    wanted = (remark.message for remark in found if remark.level is Level.WARNING and remark.code != "availability")
    return list(dict.fromkeys(wanted))


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.split("\n"))


def _safe(text: str) -> str:
    """Show control characters instead of sending them to the terminal."""
    return "".join(c if c.isprintable() or c in "\n\t" else f"\\x{ord(c):02x}" for c in text)


def caret(problem: ExpressionError, *, width: int = 76) -> str:
    """Return the line of the mistake, cut to ``width`` characters around it, and a caret below the place."""
    line_start = problem.source.rfind("\n", 0, problem.offset) + 1
    line_end = problem.source.find("\n", problem.offset)
    line = problem.source[line_start : line_end if line_end >= 0 else None].replace("\t", " ")
    column = problem.offset - line_start
    cut = max(0, column - width // 2)
    shown = line[cut : cut + width]
    prefix = "…" if cut else ""
    suffix = "…" if cut + width < len(line) else ""
    return f"  {prefix}{_safe(shown)}{suffix}\n  {' ' * (column - cut + len(prefix))}^"
