"""Facts about the export itself: how old, how complete."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from analyzer.assessment.establish.ground import Ground, counted
from analyzer.assessment.facts import Evidence, Fact, Subject


def facts(ground: Ground) -> Iterator[Fact]:
    """State what is known of the export."""
    configuration = ground.configuration
    coverage = configuration.coverage
    missing = coverage.nodes_total - coverage.nodes_understood
    not_understood = tuple(Evidence.of(item.origin, item.what) for item in coverage.not_understood)
    yield Fact("coverage_missing", missing, evidence=not_understood)
    yield counted(
        "reader_notes",
        (
            Subject("note", f"{note.origin}|{note.text}", note.text, evidence=(Evidence.of(note.origin, note.text),))
            for note in configuration.notes
        ),
    )
    no_settings = not configuration.settings.parameters
    yield Fact(
        "export_incomplete",
        no_settings or missing > 0,
        evidence=(Evidence.of(configuration.settings.origin, "no global parameters"),)
        if no_settings
        else not_understood,
    )
    yield Fact("wizard_policy_only", all(item.format == "wizard-policy" for item in configuration.inputs))
    yield _age(ground)


def _age(ground: Ground) -> Fact:
    text = ground.configuration.settings.exported_at
    try:
        made = date.fromisoformat(text[:10])
    except ValueError:
        return Fact("export_age_days", None)
    evidence = Evidence.of(ground.configuration.settings.origin, f"export-date = {text}")
    return Fact("export_age_days", max(0, (ground.today - made).days), evidence=(evidence,))
