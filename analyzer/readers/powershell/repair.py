"""Undoes what word processors, blogs and an older documentation tool do to exported scripts.

Only such damage as leaves no doubt about what was meant; every repair is told. Line numbers stay.
"""

from __future__ import annotations

import re

_PARAMETERS = (
    "Name|Identifier|Description|Direction|Precedence|PrecedenceAfter|PrecedenceBefore|SourceObjectType|"
    "TargetObjectType|Connector|LinkType|SoftDeleteExpiryInterval|ImmutableTag|EnablePasswordSync|Disabled|"
    "OutVariable|SynchronizationRule|Source|Destination|FlowType|ValueMergeType|Expression|ExecuteOnce|TypeName|"
    "ArgumentList|ScopeConditions|JoinConditions|ConstantValue"
)
_LINE = re.compile(rf"[ \t]*-(?:{_PARAMETERS})\b", re.IGNORECASE)
_COMMAND = re.compile(r"[ \t]*(?:New-ADSync|Add-ADSync|Get-ADSync|New-Object)[\w-]*[ \t]*$", re.IGNORECASE)
_TRAILING = re.compile(r"`[ \t]+$", re.MULTILINE)
_TYPOGRAPHIC = re.compile(
    r"[ \t(,]-?\w{0,60}[ \t]{0,20}[‘’‚‛“”„]|(?m:^[ \t]{0,20}[–—―]\w)|[ \t][–—―](?:" + _PARAMETERS + r")\b"
)
_PLAIN = str.maketrans({**dict.fromkeys("‘’‚‛", "'"), **dict.fromkeys("“”„", '"')})
_DASH = re.compile(rf"(^|[ \t])[–—―](?=(?:{_PARAMETERS})\b)", re.MULTILINE)
_VERB_DASH = re.compile(r"\b(New|Add|Get)[–—―](?=ADSync|Object)")
_OPENING = re.compile(r"(?m)^[ \t]*-(?:Name|Description|Expression|Destination)[ \t]+'")
_LONE, _APOSTROPHE = re.compile(r"(?<!')'(?!')"), re.compile(r"(?<=\w)'(?=\w)")
_CLOSING = re.compile(
    rf"'[ \t]{{0,20}}`?[ \t]{{0,20}}\n(?=[ \t]*(?:-(?:{_PARAMETERS})\b|\n|\Z))|'[ \t]{{0,20}}`?[ \t]{{0,20}}\Z"
)


def repaired(text: str) -> tuple[str, tuple[str, ...]]:
    """Return ``text`` with missing line continuations and typographic characters put right, and what was done."""
    told = []
    if _TYPOGRAPHIC.search(text) or _VERB_DASH.search(text):
        # PowerShell itself takes typographic quotes for plain ones.
        text = _VERB_DASH.sub(r"\1-", _DASH.sub(r"\1-", text.translate(_PLAIN)))
        told.append("Typographic quotes and dashes were read as plain ones, as PowerShell does.")
    if _TRAILING.search(text):
        text = _TRAILING.sub("`", text)
        told.append("Blanks after line-continuing backticks were ignored.")
    lines = text.split("\n")
    changed = False
    for index in range(1, len(lines)):
        before = lines[index - 1]
        continues = _LINE.match(before) or _COMMAND.match(before)
        if continues and _LINE.match(lines[index]) and not before.rstrip().endswith(("`", "@'", '@"')):
            lines[index - 1] = f"{before} `"
            changed = True
    if changed:
        told.append("Line-continuing backticks are missing; lines that start with a parameter were joined.")
    return "\n".join(lines), tuple(told)


def with_doubled_quotes(text: str, *, anywhere: bool) -> tuple[str, bool]:
    """Double lone single quotes inside texts that end at the last quote before the next parameter.

    An older documentation tool writes them undoubled, which is no valid PowerShell. Between letters a quote is an
    apostrophe beyond doubt; ``anywhere`` is for scripts that can't be parsed otherwise.
    """
    lone = _LONE if anywhere else _APOSTROPHE
    parts: list[str] = []
    at = 0
    changed = False
    for opening in _OPENING.finditer(text):
        start = opening.end()
        if start < at:
            continue
        closing = _CLOSING.search(text, start)
        if closing is None:
            break
        inner = text[start : closing.start()]
        doubled = lone.sub("''", inner)
        if doubled != inner:
            changed = True
            parts += [text[at:start], doubled]
            at = closing.start()
    parts.append(text[at:])
    return "".join(parts), changed
