"""Translates calls: most by the table in ``rules/functions.yaml``, the rest by one rule a function."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from analyzer.expressions.evaluate import evaluate
from analyzer.expressions.evaluate.dates import format_moment
from analyzer.expressions.nodes import (
    Attribute,
    Binary,
    Boolean,
    Call,
    Dialect,
    Empty,
    Node,
    Number,
    Text,
    Word,
)
from analyzer.expressions.signatures import Fit, FunctionEntry, function_table
from analyzer.expressions.translate import patterns, switches
from analyzer.expressions.translate.build import (
    EMPTY_TEXT,
    call,
    is_call,
    literal_number,
    literal_text,
    replace_matches,
)
from analyzer.expressions.translate.formula import Facts
from analyzer.expressions.translate.result import Outcome, Untranslatable
from analyzer.expressions.translate.text_rules import TEXT_RULES

if TYPE_CHECKING:
    from analyzer.expressions.translate.translator import Translator

Rule = Callable[["Translator", Call, Facts], Node]

# Functions of Cloud Sync that are known to take several values.
_TAKES_SEVERAL = frozenset(
    {
        "Trim",
        "Count",
        "Item",
        "RemoveDuplicates",
        "Join",
        "IsPresent",
        "IsNull",
        "IsNullOrEmpty",
        "IsString",
    }
)
# These give text in Cloud Sync; its form is documented (app-provisioning page, 2026-04-10).
_GIVE_DATE_TEXT = ("CDate", "DateAdd", "Now")
_DATE_TEXT = Text("M/d/yyyy h:mm:ss tt")
_CLOUD_INTERVALS = frozenset({"yyyy", "m", "d", "ww", "h", "n", "s"})


def translate_call(t: Translator, node: Call, facts: Facts) -> Node:
    """Translate a call that no idiom recognised."""
    entry = function_table().entries[node.name]
    rule = _RULES.get(node.name)
    if rule is not None:
        return rule(t, node, facts)
    if entry.fit is Fit.NONE or entry.fit is Fit.PARTIAL:
        raise Untranslatable(f"{node.name} has no counterpart{_first_sentence(entry)}")
    return _by_table(t, node, entry, facts)


def _by_table(t: Translator, node: Call, entry: FunctionEntry, facts: Facts) -> Node:
    if node.name in _TAKES_SEVERAL or not node.arguments:
        arguments = [_argument(t, argument, facts) for argument in node.arguments]
    else:
        first, *others = node.arguments
        arguments = [t.single(first, facts, node.name) if not _is_plain(first) else _argument(t, first, facts)]
        arguments += [_argument(t, argument, facts) for argument in others]
    name = entry.equivalent if entry.fit is Fit.RENAMED and entry.equivalent else node.name
    return Call(name, tuple(arguments))


def _is_plain(node: Node) -> bool:
    return isinstance(node, Text | Number | Word | Boolean)


def _argument(t: Translator, node: Node, facts: Facts) -> Node:
    """Translate an argument; words such as vbTextCompare and UTF8 stay bare (the references show them so)."""
    if isinstance(node, Word) and node.name in {
        "vbTextCompare",
        "vbBinaryCompare",
        "UTF8",
        "Unicode",
        "ASCII",
    }:
        return node
    return t.value(node, facts)


def not_understood(node: Call) -> str | None:
    """Return why a call means nothing in Connect Sync, or ``None`` when it is well-formed."""
    table = function_table()
    entry = table.get(node.name, Dialect.CONNECT)
    if entry is None or entry.connect is None:
        meant = table.similar(node.name, Dialect.CONNECT)
        hint = f"; {meant} may have been meant" if meant else ""
        if node.name in table.entries:
            hint = "; it exists only in Cloud Sync"
        return f"{node.name} is no documented function of Connect Sync{hint}"
    count, signature = len(node.arguments), entry.connect
    if count < signature.fewest or (signature.most is not None and count > signature.most):
        return f"{node.name} is called with {count} arguments: {signature.text}"
    return None


def _first_sentence(entry: FunctionEntry) -> str:
    sentence = entry.differences.split(". ")[0].rstrip(".")
    sentence = sentence.removeprefix("No counterpart").removeprefix("; ")
    if not sentence.startswith("Cloud Sync"):
        sentence = sentence[:1].lower() + sentence[1:]
    return f": {sentence}" if sentence else ""


def _to_base64(t: Translator, node: Call, facts: Facts) -> Node:
    if t.is_binary(node.arguments[0]):
        t.note(
            "A binary attribute arrives as Base64 text in Cloud Sync (inferred from the default "
            "SourceAnchor mapping, "
            "2025-09-20), so ConvertToBase64 was left out; don't map the source anchor, Cloud Sync "
            "computes it"
        )
        return t.value(node.arguments[0], facts)
    return call("ConvertToBase64", t.single(node.arguments[0], facts, "ConvertToBase64"))


def _to_string(t: Translator, node: Call, facts: Facts) -> Node:
    inner = node.arguments[0]
    translated = t.single(inner, facts, "CStr")
    gives_text = isinstance(inner, Text) or t.is_binary(inner) or inner == Attribute("dn")
    if isinstance(inner, Call):
        entry = function_table().get(inner.name, Dialect.CONNECT)
        gives_text = gives_text or (entry is not None and entry.connect is not None and entry.connect.returns == "str")
        gives_text = gives_text or inner.name == "CRef"
    return translated if gives_text else call("CStr", translated)


def _reference(t: Translator, node: Call, facts: Facts) -> Node:
    raise Untranslatable("CRef has no counterpart: references can't be built from text in Cloud Sync")


def _own_name(t: Translator, node: Node, facts: Facts) -> Node:
    """Translate the name given to DNComponent: CRef around an attribute is left out."""
    if is_call(node, "CRef") and isinstance(node.children[0], Attribute):
        node = node.children[0]
    return t.single(node, facts, "DNComponent")


def _dn_component(t: Translator, node: Call, facts: Facts) -> Node:
    return call("DNComponent", _own_name(t, node.arguments[0], facts), t.value(node.arguments[1], facts))


def _dn_component_from_right(t: Translator, node: Call, facts: Facts) -> Node:
    number = literal_number(node.arguments[1])
    if number is None or number < 1:
        raise Untranslatable("DNComponentRev with a number that isn't a literal has no counterpart")
    option = node.arguments[2] if len(node.arguments) > 2 else Text("")
    word = option.name if isinstance(option, Word) else literal_text(option)
    if word is None or word.upper() not in {"", "DC"}:
        raise Untranslatable("DNComponentRev with an option other than DC isn't documented", Outcome.UNKNOWN)
    pattern = patterns.component_from_right(number, skip_domain=word.upper() == "DC")
    return replace_matches(_own_name(t, node.arguments[0], facts), pattern, "${value}")


def _number(t: Translator, node: Call, facts: Facts) -> Node:
    t.lose(
        "CNum has no counterpart and was left out: a text that is no number raises no error",
        'the attribute holds "abc": Connect Sync stops with an error, Cloud Sync goes on',
    )
    return t.single(node.arguments[0], facts, "CNum")


def _format_date(t: Translator, node: Call, facts: Facts) -> Node:
    layout = literal_text(node.arguments[1])
    if layout is None:
        raise Untranslatable("FormatDateTime with a format that isn't a literal can't be checked", Outcome.MANUAL)
    moment = t.single(node.arguments[0], facts, "FormatDateTime")
    if is_call(node.arguments[0], *_GIVE_DATE_TEXT):
        return call("FormatDateTime", moment, Empty(), _DATE_TEXT, Text.of(layout))
    # Order and emptiness of the slots as in the captured default mapping of LastPasswordChangeTimestamp.
    return call("FormatDateTime", moment, Text("RoundtripKind"), Empty(), Text.of(layout))


def _number_from_date(t: Translator, node: Call, facts: Facts) -> Node:
    """Hand dates over in ISO 8601: the form the page asks for (app-provisioning, 2026-04-10)."""
    moment = t.single(node.arguments[0], facts, "NumFromDate")
    if is_call(node.arguments[0], *_GIVE_DATE_TEXT):
        moment = call("FormatDateTime", moment, Empty(), _DATE_TEXT, Text("yyyy-MM-ddTHH:mm:ssZ"))
    return call("NumFromDate", moment)


def _date(t: Translator, node: Call, facts: Facts) -> Node:
    text = literal_text(node.arguments[0])
    if text is None:
        return call("CDate", t.single(node.arguments[0], facts, "CDate"))
    moment = evaluate(call("CDate", Text.of(text)), {})
    if not hasattr(moment, "isoformat"):
        raise Untranslatable(f"CDate can't read {text[:40]!r} in a way that is documented", Outcome.UNKNOWN)
    return call("CDate", Text(format_moment(moment, "yyyy-MM-ddTHH:mm:ssK")))  # type: ignore[arg-type]


def _date_add(t: Translator, node: Call, facts: Facts) -> Node:
    interval = literal_text(node.arguments[0])
    if interval not in _CLOUD_INTERVALS:
        raise Untranslatable(f"DateAdd in Cloud Sync doesn't know the interval {interval!r}")
    return call("DateAdd", Text(interval), t.value(node.arguments[1], facts), t.value(node.arguments[2], facts))


def _imported_value(t: Translator, node: Call, facts: Facts) -> Node:
    name = literal_text(node.arguments[0])
    if not name:
        raise Untranslatable("ImportedValue takes an attribute's name in quotes", Outcome.UNKNOWN)
    t.note(
        "ImportedValue became the attribute itself: Cloud Sync has no pending exports towards AD "
        "(inferred). A rule "
        "that reads back what it wrote to Entra ID has no counterpart"
    )
    return t.value(Attribute(name), facts)


def _value_count(t: Translator, node: Call, facts: Facts) -> Node:
    name = literal_text(node.arguments[0])
    if not name:
        raise Untranslatable("ValueCount takes an attribute's name in quotes", Outcome.UNKNOWN)
    t.note("ValueCount became Count; Cloud Sync applies its own limit to the members of a group")
    return call("Count", Attribute(name))


def _item_or_null(t: Translator, node: Call, facts: Facts) -> Node:
    index = literal_number(node.arguments[1])
    values = t.value(node.arguments[0], facts)
    if index is None or index < 1:
        raise Untranslatable("ItemOrNull with an index that isn't a literal has no counterpart", Outcome.MANUAL)
    test: Node = call("IsPresent", values)
    if index > 1:
        test = Binary(">", call("Count", values), Number(str(index - 1)))
    return call("IIF", test, call("Item", values, Number(str(index))), EMPTY_TEXT)


def _select(t: Translator, node: Call, facts: Facts) -> Node:
    variable, values, body = node.arguments
    if node.name == "Select" and body == call("Trim", variable):
        # The one function that Cloud Sync's page shows on a multi-valued attribute.
        return call("Trim", t.value(values, facts))
    raise Untranslatable(
        f"{node.name} has no counterpart: values of a multi-valued attribute can't be changed or filtered one by one"
    )


def _with(t: Translator, node: Call, facts: Facts) -> Node:
    raise Untranslatable(
        "With has no counterpart, and this one can't be written out: it becomes too long, or binds a name twice",
        Outcome.MANUAL,
    )


def _contains(t: Translator, node: Call, facts: Facts) -> Node:
    raise Untranslatable("Contains has no counterpart: only whether it finds a value can be translated, not which")


def _question(t: Translator, node: Call, facts: Facts) -> Node:
    """Translate a question whose answer is a value: kept where Cloud Sync has it, else spelled out."""
    inner = node.arguments[0]
    if node.name in {"IsEmpty", "IsBitSet"} or t.is_binary(inner):
        return t.truth_text(node, facts)
    return call(node.name, t.value(inner, facts))


_RULES: dict[str, Rule] = {
    **TEXT_RULES,
    "ConvertToBase64": _to_base64,
    "CStr": _to_string,
    "CRef": _reference,
    "CNum": _number,
    "DNComponent": _dn_component,
    "DNComponentRev": _dn_component_from_right,
    "FormatDateTime": _format_date,
    "CDate": _date,
    "NumFromDate": _number_from_date,
    "DateAdd": _date_add,
    "ImportedValue": _imported_value,
    "ValueCount": _value_count,
    "ItemOrNull": _item_or_null,
    "Contains": _contains,
    "Select": _select,
    "Where": _select,
    "With": _with,
    "Switch": switches.from_switch,
    "IsEmpty": _question,
    "IsBitSet": _question,
    "IsString": _question,
}
