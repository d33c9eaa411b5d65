"""Facts about the export itself: how old, how complete."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from analyzer.assessment.establish.ground import Ground, counted
from analyzer.assessment.facts import Evidence, Fact, Subject
from analyzer.configuration import Part

_WIZARD_POLICY = "wizard-policy"


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
    untold = tuple(_untold(ground))
    yield Fact(
        "export_incomplete",
        no_settings or missing > 0 or bool(untold),
        evidence=(Evidence.of(configuration.settings.origin, "no global parameters"),)
        if no_settings
        else (*(e for subject in untold for e in subject.evidence), *not_understood),
    )
    yield counted("untold_parts", untold)
    yield counted("source_differences", _differences(ground))
    yield counted("server_drift", _drift(ground))
    yield counted(
        "unresolved_rules",
        (
            ground.rule_subject(r, (Evidence.of(r.rule.origin, f"run-time values: {', '.join(r.rule.unresolved)}"),))
            for r in ground.recognition.rules
            if r.rule.unresolved
        ),
    )
    policies = [item for item in configuration.inputs if item.format == _WIZARD_POLICY]
    only = bool(policies) and Part.STANDARD_RULES in configuration.gaps
    evidence = tuple(Evidence(item.name, "$", None, "policy of the wizard") for item in policies) if only else ()
    yield Fact("wizard_policy_only", only, evidence=evidence)
    yield _age(ground)


def _untold(ground: Ground) -> Iterator[Subject]:
    configuration = ground.configuration
    source = configuration.inputs[0].name if configuration.inputs else ""
    for piece in configuration.missing:
        if piece.what in configuration.gaps:
            evidence = Evidence(source, "/", None, f"{piece.what}: not told in full by any source")
            yield Subject("part", piece.what, piece.what, evidence=(evidence,))


def _differences(ground: Ground) -> Iterator[Subject]:
    for item in ground.configuration.differences:
        yield Subject(
            "difference",
            f"{item.kind}|{item.subject}|{item.what}|{item.other_origin}",
            f"{item.subject}: {item.what}",
            values={"used": item.used, "other": item.other},
            evidence=(Evidence.of(item.used_origin, item.used), Evidence.of(item.other_origin, item.other)),
        )


def _drift(ground: Ground) -> Iterator[Subject]:
    for server in ground.configuration.other_servers:
        if server.drift:
            yield Subject(
                "server",
                server.name or server.source,
                server.name or server.source,
                values={
                    "differences": len(server.drift),
                    "staging": {True: "yes", False: "no", None: "unknown"}[server.staging],
                },
                evidence=tuple(
                    Evidence.of(d.other_origin, f"{d.subject}: {d.what}: here {d.used}, there {d.other}")
                    for d in server.drift
                ),
            )


def _age(ground: Ground) -> Fact:
    text = ground.configuration.settings.exported_at
    try:
        made = date.fromisoformat(text[:10])
    except ValueError:
        return Fact("export_age_days", None)
    evidence = Evidence.of(ground.configuration.settings.origin, f"export-date = {text}")
    return Fact("export_age_days", max(0, (ground.today - made).days), evidence=(evidence,))
