"""``rules``: the knowledge base, and a check for packs of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.group()
def rules() -> None:
    """List the knowledge base, or check a pack of your own."""


@rules.command("list")
@click.option("--rules", "overlay", type=click.Path(path_type=Path), help="Folder laid over the shipped knowledge.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_rules(overlay: Path | None, as_json: bool) -> None:
    """List every finding code and feature with its outcome and sources."""
    from analyzer.knowledge import load_knowledge

    knowledge = load_knowledge(overlay=overlay)
    rows = [
        *((rule.code, rule.outcome, rule.title, rule.sources) for rule in knowledge.findings),
        *((f"FEATURE-{rule.id.upper()}", rule.outcome, rule.title, rule.sources) for rule in knowledge.features),
    ]
    if as_json:
        entries = [
            {"code": code, "outcome": outcome, "title": title, "sources": [source.url for source in sources]}
            for code, outcome, title, sources in rows
        ]
        click.echo(
            json.dumps({"version": knowledge.version, "as_of": f"{knowledge.as_of}", "entries": entries}, indent=2)
        )
        return
    click.echo(f"Knowledge {knowledge.version}, as of {knowledge.as_of}: {len(rows)} entries")
    for code, outcome, title, sources in rows:
        click.echo(f"{code:<40} {outcome:<10} {title}  ({max(source.checked for source in sources)})")


@rules.command("check")
@click.argument("directory", type=click.Path(path_type=Path))
@click.pass_context
def check(context: click.Context, directory: Path) -> None:
    """Check a pack of your own: every error with its file and place."""
    from analyzer.knowledge import check_rules

    errors = check_rules(directory)
    for error in errors:
        click.echo(f"Error: {error}", err=True)
    if errors:
        context.exit(2)
    click.echo(f"{directory}: no errors")
