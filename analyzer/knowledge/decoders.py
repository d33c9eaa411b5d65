"""One decoder per kind of entry: from a node of a knowledge file to a typed value."""

from __future__ import annotations

from analyzer.configuration import Part
from analyzer.knowledge.model import (
    Advice,
    Cmdlet,
    Deadline,
    EffortDriver,
    FactDefinition,
    FeatureRule,
    FindingRule,
    Limit,
    Prerequisite,
    Question,
    Refinement,
    Source,
    Stage,
    Step,
    ToolCheck,
)
from analyzer.knowledge.node import CMDLET, KEBAB, SNAKE, UPPER_KEBAB, Node
from analyzer.knowledge.references import PROCEDURE_PLACEHOLDERS, References, placeholders, unquoted_placeholders
from analyzer.vocabulary import Importance, Lane, Outcome

FACT_TYPES = ("truth", "number", "text", "subjects")
SUPPORT_WORDS = ("yes", "no", "partial", "preview", "unknown")
QUESTION_KINDS = ("yes-no", "number", "text", "choice", "names")
ANSWER_TYPES = {"yes-no": "truth", "number": "number", "text": "text", "choice": "text", "names": "text"}
"""Type of the fact that an answer sets, by the question's kind."""

FEATURE_CODE = "FEATURE-"

_LEARN = "https://learn.microsoft.com/"


def source(node: Node, _: References) -> Source:
    """Decode an entry of ``sources.yaml``."""
    fields = node.fields(frozenset({"id", "title", "url", "checked"}), frozenset({"dated"}))
    url = fields["url"].text()
    if not url.startswith("https://"):
        raise fields["url"].expected("an https address")
    if url.startswith(_LEARN) and _has_locale(url):
        raise fields["url"].error(f"expected a language-neutral address, got {url!r}")
    return Source(
        id=fields["id"].name(KEBAB),
        title=fields["title"].text(),
        url=url,
        dated=fields["dated"].day() if "dated" in fields else None,
        checked=fields["checked"].day(),
    )


def _has_locale(url: str) -> bool:
    language, _, region = url.removeprefix(_LEARN).split("/")[0].partition("-")
    return len(language) == 2 and len(region) in {2, 4}


def fact(node: Node, _: References) -> FactDefinition:
    """Decode an entry of ``facts.yaml``."""
    fields = node.fields(frozenset({"name", "title", "type"}), frozenset({"values", "needs", "whole"}))
    parts = {part.name.lower().replace("_", "-"): part for part in Part}
    values: dict[str, str] = {}
    if "values" in fields:
        names = fields["values"].value
        keys = frozenset(names) if isinstance(names, dict) else frozenset[str]()
        for name, kind in fields["values"].fields(keys).items():
            values[name] = kind.one_of(FACT_TYPES[:3])
    return FactDefinition(
        name=fields["name"].name(SNAKE),
        title=fields["title"].text(),
        type=fields["type"].one_of(FACT_TYPES),
        values=values,
        needs=frozenset(parts[item.one_of(tuple(parts))] for item in fields["needs"].items())
        if "needs" in fields
        else frozenset(),
        whole=fields["whole"].flag() if "whole" in fields else False,
    )


def limit(node: Node, refs: References) -> Limit:
    """Decode an entry of ``limits.yaml``."""
    fields = node.fields(frozenset({"id", "title", "value", "unit", "sources"}), frozenset({"conflict"}))
    return Limit(
        id=fields["id"].name(KEBAB),
        title=fields["title"].text(),
        value=fields["value"].integer(),
        unit=fields["unit"].text(),
        conflict=_text(fields, "conflict"),
        sources=refs.cited(fields["sources"]),
    )


def question(node: Node, refs: References) -> Question:
    """Decode an entry of ``questions.yaml``."""
    fields = node.fields(
        frozenset({"id", "text", "why", "who", "how", "kind"}),
        frozenset({"choices", "per_domain", "asked_when", "value"}),
    )
    kind = fields["kind"].one_of(QUESTION_KINDS)
    choices = fields["choices"].texts() if "choices" in fields else ()
    if (kind == "choice") != bool(choices):
        raise node.error("choices belong to questions of the kind 'choice', and to no other")
    per_domain = _flag(fields, "per_domain")
    if ("value" in fields) != per_domain:
        raise node.error("a question per domain names the value of the fact 'domains' it sets, and no other does")
    _command_placeholders(fields["how"], frozenset({"domain"}) if per_domain else frozenset())
    return Question(
        id=fields["id"].name(SNAKE),
        text=fields["text"].text(),
        why=fields["why"].text(),
        who=fields["who"].text(),
        how=fields["how"].text(),
        kind=kind,
        choices=choices,
        per_domain=per_domain,
        asked_when=refs.condition(fields["asked_when"]) if "asked_when" in fields else None,
        value=_domain_value(fields["value"], kind, refs) if per_domain else "",
    )


def _domain_value(node: Node, kind: str, refs: References) -> str:
    name = node.text()
    domains = refs.facts.get("domains")
    if domains is None or domains.values.get(name) != ANSWER_TYPES[kind]:
        raise node.error(f"expected a value of the fact 'domains' of the type {ANSWER_TYPES[kind]}, got {name!r}")
    return name


_FEATURE_KEYS = frozenset(
    {"id", "title", "group", "connect", "cloud_sync", "outcome", "importance", "advice", "sources"}
)
_FEATURE_OPTIONS = frozenset(
    {"in_use", "refinements", "lane", "effort", "questions", "conflict", "inferred", "reason_to_move"}
)


def feature(node: Node, refs: References) -> FeatureRule:
    """Decode an entry of ``features.yaml``."""
    fields = node.fields(_FEATURE_KEYS, _FEATURE_OPTIONS)
    outcome = fields["outcome"].word(Outcome)
    return FeatureRule(
        id=fields["id"].name(KEBAB),
        title=fields["title"].text(),
        group=fields["group"].text(),
        connect=fields["connect"].one_of(SUPPORT_WORDS),
        cloud_sync=fields["cloud_sync"].one_of(SUPPORT_WORDS),
        in_use=refs.condition(fields["in_use"]) if "in_use" in fields else None,
        outcome=outcome,
        refinements=_refinements(fields, refs),
        importance=fields["importance"].word(Importance),
        lane=_lane(fields),
        advice=_advice(fields["advice"], steps_needed=outcome is not Outcome.SUPPORTED),
        effort=_effort(fields, refs),
        questions=_questions(fields, refs),
        sources=refs.cited(fields["sources"]),
        conflict=_text(fields, "conflict"),
        inferred=_flag(fields, "inferred"),
        reason_to_move=_flag(fields, "reason_to_move"),
    )


def _refinements(fields: dict[str, Node], refs: References) -> tuple[Refinement, ...]:
    if "refinements" not in fields:
        return ()
    found = []
    for item in fields["refinements"].some():
        parts = item.fields(frozenset({"when", "outcome", "because"}))
        found.append(Refinement(refs.condition(parts["when"]), parts["outcome"].word(Outcome), parts["because"].text()))
    return tuple(found)


_FINDING_KEYS = frozenset({"code", "title", "group", "outcome", "importance", "advice", "sources"})
_FINDING_OPTIONS = frozenset({"for_each", "when", "lane", "effort", "effort_when", "questions", "conflict", "inferred"})


def finding(node: Node, refs: References) -> FindingRule:
    """Decode an entry of ``findings.yaml``."""
    fields = node.fields(_FINDING_KEYS, _FINDING_OPTIONS)
    code = fields["code"].name(UPPER_KEBAB)
    if code.startswith(FEATURE_CODE):
        raise fields["code"].error(f"codes that start with {FEATURE_CODE} belong to the rows of features.yaml")
    if "for_each" not in fields and "when" not in fields:
        raise node.error("expected for_each, when, or both; otherwise the finding is always there")
    subject = refs.subjects(fields["for_each"]) if "for_each" in fields else None
    _only_placeholders(fields["title"], frozenset({"name", *subject.values}) if subject else frozenset())
    return FindingRule(
        code=code,
        title=fields["title"].text(),
        group=fields["group"].text(),
        for_each=subject.name if subject else "",
        when=refs.condition(fields["when"], subject) if "when" in fields else None,
        outcome=fields["outcome"].word(Outcome),
        importance=fields["importance"].word(Importance),
        lane=_lane(fields),
        advice=_advice(fields["advice"], steps_needed=True),
        effort=_effort(fields, refs),
        effort_when=_effort_when(fields, refs),
        questions=_questions(fields, refs),
        sources=refs.cited(fields["sources"]),
        conflict=_text(fields, "conflict"),
        inferred=_flag(fields, "inferred"),
    )


def tool_check(node: Node, refs: References) -> ToolCheck:
    """Decode an entry of ``migration-tool.yaml``."""
    fields = node.fields(frozenset({"id", "title", "passes", "limit", "sources"}), frozenset({"value", "questions"}))
    return ToolCheck(
        id=fields["id"].name(KEBAB),
        title=fields["title"].text(),
        passes=refs.condition(fields["passes"]),
        value=refs.fact(fields["value"]).name if "value" in fields else "",
        limit=fields["limit"].text(),
        questions=_questions(fields, refs),
        sources=refs.cited(fields["sources"]),
    )


def deadline(node: Node, refs: References) -> Deadline:
    """Decode an entry of ``deadlines.yaml``."""
    fields = node.fields(
        frozenset({"id", "title", "date", "applies", "consequence", "action", "sources"}), frozenset({"conflict"})
    )
    return Deadline(
        id=fields["id"].name(KEBAB),
        title=fields["title"].text(),
        date=fields["date"].day(),
        applies=refs.condition(fields["applies"]),
        consequence=fields["consequence"].text(),
        action=fields["action"].text(),
        sources=refs.cited(fields["sources"]),
        conflict=_text(fields, "conflict"),
    )


def prerequisite(node: Node, refs: References) -> Prerequisite:
    """Decode an entry of ``prerequisites.yaml``."""
    fields = node.fields(
        frozenset({"id", "group", "title", "requirement", "check", "sources"}), frozenset({"applies", "conflict"})
    )
    _only_placeholders(fields["check"], frozenset())
    return Prerequisite(
        id=fields["id"].name(KEBAB),
        group=fields["group"].text(),
        title=fields["title"].text(),
        requirement=fields["requirement"].text(),
        check=fields["check"].text(),
        applies=refs.condition(fields["applies"]) if "applies" in fields else None,
        sources=refs.cited(fields["sources"]),
        conflict=_text(fields, "conflict"),
    )


def stage(node: Node, _: References) -> Stage:
    """Decode a stage of ``procedure.yaml``; its steps are entries of their own."""
    fields = node.fields(frozenset({"id", "title", "intro"}))
    return Stage(fields["id"].name(KEBAB), fields["title"].text(), fields["intro"].text(), ())


def step(node: Node, refs: References) -> tuple[str, Step]:
    """Decode a step of ``procedure.yaml``, and tell the id of its stage."""
    fields = node.fields(
        frozenset({"id", "stage", "title", "text", "sources"}), frozenset({"commands", "verify", "for_each", "when"})
    )
    subject = refs.subjects(fields["for_each"]) if "for_each" in fields else None
    known = PROCEDURE_PLACEHOLDERS | ({"name", *subject.values} if subject else set())
    for name in ("title", "text"):
        _only_placeholders(fields[name], known)
    for item in fields["verify"].items() if "verify" in fields else ():
        _only_placeholders(item, known)
    for item in fields["commands"].items() if "commands" in fields else ():
        _command_placeholders(item, known)
    return refs.known(fields["stage"], refs.stages, "stage", "procedure.yaml"), Step(
        id=fields["id"].name(KEBAB),
        title=fields["title"].text(),
        text=fields["text"].text(),
        commands=fields["commands"].texts() if "commands" in fields else (),
        verify=fields["verify"].texts() if "verify" in fields else (),
        for_each=subject.name if subject else "",
        when=refs.condition(fields["when"], subject) if "when" in fields else None,
        sources=refs.cited(fields["sources"]),
    )


def cmdlet(node: Node, refs: References) -> Cmdlet:
    """Decode an entry of ``cmdlets.yaml``."""
    fields = node.fields(frozenset({"name", "use", "sources"}), frozenset({"note"}))
    return Cmdlet(
        name=fields["name"].name(CMDLET),
        use=fields["use"].text(),
        note=_text(fields, "note"),
        sources=refs.cited(fields["sources"]),
    )


def effort_driver(node: Node, refs: References) -> EffortDriver:
    """Decode an entry of ``effort.yaml``."""
    fields = node.fields(frozenset({"id", "title", "per", "low_hours", "high_hours"}), frozenset({"fact", "when"}))
    low, high = fields["low_hours"].hours(), fields["high_hours"].hours()
    if low > high:
        raise fields["high_hours"].error(f"expected at least low_hours ({low:g}), got {high:g}")
    return EffortDriver(
        id=fields["id"].name(KEBAB),
        title=fields["title"].text(),
        per=fields["per"].text(),
        low_hours=low,
        high_hours=high,
        fact=refs.fact(fields["fact"]).name if "fact" in fields else "",
        when=refs.condition(fields["when"]) if "when" in fields else None,
    )


def _advice(node: Node, *, steps_needed: bool) -> Advice:
    fields = node.fields(frozenset({"meaning", "cloud_sync"}), frozenset({"steps", "verify"}))
    if steps_needed and "steps" not in fields:
        raise node.error("the key 'steps' is missing; only what is supported needs no steps")
    return Advice(
        meaning=fields["meaning"].text(),
        cloud_sync=fields["cloud_sync"].text(),
        steps=tuple(step.text() for step in fields["steps"].some()) if "steps" in fields else (),
        verify=fields["verify"].texts() if "verify" in fields else (),
    )


def _lane(fields: dict[str, Node]) -> Lane | None:
    return fields["lane"].word(Lane) if "lane" in fields else None


def _effort(fields: dict[str, Node], refs: References) -> str:
    if "effort" not in fields:
        return ""
    return refs.known(fields["effort"], refs.effort, "effort driver", "effort.yaml")


def _effort_when(fields: dict[str, Node], refs: References) -> dict[Outcome, str]:
    if "effort_when" not in fields:
        return {}
    found = fields["effort_when"].fields(frozenset(), frozenset(outcome.value for outcome in Outcome))
    return {
        Outcome(outcome): refs.known(driver, refs.effort, "effort driver", "effort.yaml")
        for outcome, driver in found.items()
    }


def _questions(fields: dict[str, Node], refs: References) -> tuple[str, ...]:
    return refs.asked(fields["questions"]) if "questions" in fields else ()


def _text(fields: dict[str, Node], name: str) -> str:
    return fields[name].text() if name in fields else ""


def _flag(fields: dict[str, Node], name: str) -> bool:
    return fields[name].flag() if name in fields else False


def _command_placeholders(node: Node, known: frozenset[str] | set[str]) -> None:
    _only_placeholders(node, known)
    for name in sorted(unquoted_placeholders(node.text())):
        raise node.error(f"the placeholder {{{name}}} must stand between single quotes, so that no name becomes code")


def _only_placeholders(node: Node, known: frozenset[str] | set[str]) -> None:
    for name in sorted(placeholders(node.text()) - known):
        raise node.error(f"unknown placeholder {{{name}}}; known here: {', '.join(sorted(known)) or 'none'}")
