"""``explain``: the docs page of a finding."""

from __future__ import annotations

import click


@click.command(
    epilog="""\b
Examples:
  cloudsync-readiness explain RULE-CUSTOM
  cloudsync-readiness explain RULE-CUSTOM-1a2b3c4d
  cloudsync-readiness explain device-sync
"""
)
@click.argument("identifier", metavar="ID")
def explain(identifier: str) -> None:
    """Print what a finding code, a finding id or a feature id means and what to do about it."""
    from difflib import get_close_matches

    from analyzer.errors import ReadinessError
    from analyzer.knowledge import load_knowledge
    from analyzer.knowledge.pages import page_for

    knowledge = load_knowledge()
    page = page_for(knowledge, identifier)
    if page is None:
        codes = [*(rule.code for rule in knowledge.findings), *(rule.code for rule in knowledge.features)]
        near = get_close_matches(identifier.upper(), codes, n=3)
        hint = f"did you mean {', '.join(near)}?" if near else "'cloudsync-readiness rules list' names them all"
        raise ReadinessError(f"no finding or feature is called {identifier!r}; {hint}")
    click.echo(page)
