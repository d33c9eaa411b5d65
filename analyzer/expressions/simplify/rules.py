"""The rewrite rules. Each is an equation between expressions; tests check each on generated values."""

from __future__ import annotations

from analyzer.expressions.evaluate import evaluate
from analyzer.expressions.nodes import (
    COMPARISONS,
    FALSE,
    NULL_WORD,
    TRUE,
    Attribute,
    Binary,
    Boolean,
    Call,
    Chain,
    Dialect,
    Node,
    Number,
    Text,
    Variable,
    Word,
    postorder,
    walk,
)
from analyzer.expressions.simplify.engine import Rule

_BOTH = frozenset({Dialect.CONNECT, Dialect.CLOUD_SYNC})
_CONNECT = frozenset({Dialect.CONNECT})
# Cloud Sync takes 10,000 characters; a tree of so many parts is longer, however short they are.
_MOST_PARTS = 20_000
_QUESTIONS = frozenset({"IsPresent", "IsNullOrEmpty", "IsNull", "IsEmpty", "IsString", "IsNumeric", "IsDate", "IsGuid"})
_ONCE_IS_ENOUGH = frozenset({"Trim", "LTrim", "RTrim", "LCase", "UCase", "ToLower", "ToUpper", "RemoveDuplicates"})
_GIVE_TEXT = frozenset(
    {
        "FormatDateTime",
        "Trim",
        "Left",
        "Right",
        "Mid",
        "LCase",
        "UCase",
        "Word",
        "Replace",
        "PadLeft",
        "PadRight",
        "ConvertToBase64",
        "ConvertToUTF8Hex",
        "StringFromSid",
        "CStr",
    }
)
_FOLDED = frozenset(
    {
        "Trim",
        "LTrim",
        "RTrim",
        "LCase",
        "UCase",
        "Left",
        "Right",
        "Mid",
        "Len",
        "InStr",
        "InStrRev",
        "Word",
        "Replace",
        "PadLeft",
        "PadRight",
        "BitAnd",
        "BitOr",
        "IsBitSet",
        "CNum",
        "ConvertToUTF8Hex",
        "ConvertFromUTF8Hex",
        "ConvertFromBase64",
        "IsPresent",
        "IsNullOrEmpty",
        "IsNull",
    }
)
_MIRRORED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_LITERALS = (Text, Number, Boolean)


def _is(node: Node, *names: str) -> bool:
    return isinstance(node, Call) and node.name in names


def _iif(node: Node) -> tuple[Node, Node, Node] | None:
    if isinstance(node, Call) and node.name == "IIF" and len(node.arguments) == 3:
        return node.arguments[0], node.arguments[1], node.arguments[2]
    return None


def _is_truth(node: Node) -> bool:
    """Tell whether a node yields True, False or an error, never NULL."""
    if isinstance(node, Boolean) or (isinstance(node, Binary) and node.operator in COMPARISONS):
        return True
    return (isinstance(node, Chain) and node.operator in {"&&", "||"}) or _is(node, "CBool", *_QUESTIONS)


def _same_function_twice(node: Node) -> Node | None:
    if isinstance(node, Call) and node.name in _ONCE_IS_ENOUGH and len(node.arguments) == 1:
        inner = node.arguments[0]
        if _is(inner, node.name) and len(inner.children) == 1:
            return inner
    return None


def _trims_in_trim(node: Node) -> Node | None:
    if _is(node, "Trim") and len(node.children) == 1 and _is(node.children[0], "LTrim", "RTrim"):
        return node.with_children(node.children[0].children)
    return None


def _left_of_left(node: Node) -> Node | None:
    if not (_is(node, "Left") and len(node.children) == 2 and _is(node.children[0], "Left")):
        return None
    inner, count = node.children
    if len(inner.children) != 2:
        return None
    text, inner_count = inner.children
    if isinstance(count, Number) and isinstance(inner_count, Number):
        numbers = count.value, inner_count.value
        if min(numbers) >= 0:
            return Call("Left", (text, Number(str(min(numbers)))))
    return None


def _constant(node: Node) -> Node | None:
    """Work out a function of literals; errors and dates are left as they are."""
    if not (isinstance(node, Call) and node.name in _FOLDED and node.arguments):
        return None
    if not all(isinstance(argument, _LITERALS) for argument in node.arguments):
        return None
    value = evaluate(node, {})
    if isinstance(value, bool):
        return TRUE if value else FALSE
    if isinstance(value, int):
        return Number(str(value))
    return Text.of(value) if isinstance(value, str) else None


def _decided(node: Node) -> Node | None:
    parts = _iif(node)
    if parts is None:
        return None
    test, yes, no = parts
    if isinstance(test, Boolean):
        return yes if test.value else no
    return no if test == NULL_WORD else None


def _same_branches(node: Node) -> Node | None:
    parts = _iif(node)
    if parts is not None and parts[1] == parts[2] and _is(parts[0], "IsPresent", "IsNullOrEmpty", "IsNull"):
        return parts[1] if isinstance(parts[0].children[0], Attribute) else None
    return None


def _inverse_question(node: Node) -> Node | None:
    parts = _iif(node)
    if parts is not None and _is(parts[0], "IsNullOrEmpty"):
        return Call("IIF", (Call("IsPresent", parts[0].children), parts[2], parts[1]))
    return None


def _different(node: Node) -> Node | None:
    parts = _iif(node)
    if parts is not None and isinstance(parts[0], Binary) and parts[0].operator == "<>":
        return Call("IIF", (Binary("=", parts[0].left, parts[0].right), parts[2], parts[1]))
    return None


def _compared_with_true(node: Node) -> Node | None:
    if isinstance(node, Binary) and node.operator == "=" and node.right == TRUE and _is_truth(node.left):
        return node.left
    return None


def _compared_with_false(node: Node) -> Node | None:
    parts = _iif(node)
    if parts is None or not isinstance(parts[0], Binary):
        return None
    test = parts[0]
    if test.operator == "=" and test.right == FALSE and _is_truth(test.left):
        return Call("IIF", (test.left, parts[2], parts[1]))
    return None


def _literal_first(node: Node) -> Node | None:
    if not (isinstance(node, Binary) and node.operator in COMPARISONS):
        return None
    if isinstance(node.left, _LITERALS) and not isinstance(node.right, _LITERALS):
        return Binary(_MIRRORED[node.operator], node.right, node.left)
    return None


def _nested_chain(node: Node) -> Node | None:
    if not isinstance(node, Chain) or node.operator == "+":
        return None
    operands: list[Node] = []
    for operand in node.operands:
        inner = isinstance(operand, Chain) and operand.operator == node.operator
        # Binary values joined among themselves stay bytes; a text among them settles that they don't.
        if inner and (node.operator != "&" or any(isinstance(part, Text) for part in operand.children)):
            operands.extend(operand.children)
        else:
            operands.append(operand)
    return Chain(node.operator, tuple(operands)) if len(operands) > len(node.operands) else None


def _texts_side_by_side(node: Node) -> Node | None:
    if not (isinstance(node, Chain) and node.operator == "&"):
        return None
    operands: list[Node] = []
    for operand in node.operands:
        last = operands[-1] if operands else None
        if isinstance(operand, Text) and isinstance(last, Text):
            operands[-1] = Text(last.raw + operand.raw)
        else:
            operands.append(operand)
    if len(operands) == len(node.operands):
        return None
    return Chain("&", tuple(operands)) if len(operands) > 1 else operands[0]


def _text_of_text(node: Node) -> Node | None:
    if _is(node, "CStr") and len(node.children) == 1:
        inner = node.children[0]
        if isinstance(inner, Text) or _is(inner, *_GIVE_TEXT):
            # Left, Right and Mid of bytes stay bytes, which have no text form.
            bytes_possible = _is(inner, "Left", "Right", "Mid")
            return None if bytes_possible else inner
    return None


def _truth_of_truth(node: Node) -> Node | None:
    if _is(node, "CBool") and len(node.children) == 1 and _is_truth(node.children[0]):
        return node.children[0]
    return None


def _truth_as_branches(node: Node) -> Node | None:
    parts = _iif(node)
    if parts is not None and parts[1] == TRUE and parts[2] == FALSE and _is_truth(parts[0]):
        return parts[0]
    return None


def _same_test_inside(node: Node) -> Node | None:
    parts = _iif(node)
    if parts is None:
        return None
    test, yes, no = parts
    inner_yes, inner_no = _iif(yes), _iif(no)
    if inner_yes is not None and inner_yes[0] == test:
        return Call("IIF", (test, inner_yes[1], no))
    if inner_no is not None and inner_no[0] == test:
        return Call("IIF", (test, yes, inner_no[2]))
    return None


def _switch(node: Node) -> Node | None:
    if not (isinstance(node, Call) and node.name == "Switch") or len(node.arguments) % 2:
        return None
    result: Node = NULL_WORD
    for position in range(len(node.arguments) - 2, -1, -2):
        result = Call("IIF", (node.arguments[position], node.arguments[position + 1], result))
    return result


def substitute_variable(node: Node) -> Node | None:
    """Write out the value of ``With($v, value, expression)``, unless the name is bound again inside.

    A result too long for either product is left alone: nested uses double the length each time.
    """
    if not (_is(node, "With") and len(node.children) == 3 and isinstance(node.children[0], Variable)):
        return None
    variable, value, body = node.children
    if any(_is(part, "With", "Select", "Where") and part.children[:1] == (variable,) for part in walk(body)):
        return None
    parts = postorder(body)
    uses = sum(part == variable for part in parts if isinstance(part, Variable))
    if len(parts) + uses * len(postorder(value)) > _MOST_PARTS:
        return None
    done: list[Node] = []
    for part in parts:
        count = len(part.children)
        children = tuple(done[-count:]) if count else ()
        if count:
            del done[-count:]
        done.append(value if part == variable else part.with_children(children) if count else part)
    return done[-1]


def _present_or_nothing(node: Node) -> Node | None:
    parts = _iif(node)
    if parts is not None and _is(parts[0], "IsPresent") and parts[0].children == (parts[1],):
        return parts[1] if _is_nothing(parts[2]) else None
    return None


def _nothing(node: Node) -> Node | None:
    return NULL_WORD if node != NULL_WORD and _is_nothing(node) else None


def _is_nothing(node: Node) -> bool:
    return node == Text("") or (isinstance(node, Word) and node.name in {"NULL", "AuthoritativeNull"})


RULES: tuple[Rule, ...] = (
    Rule(
        "same-function-twice",
        "Trim(Trim(x)) = Trim(x), and so for every function that finds nothing left to do",
        _BOTH,
        _same_function_twice,
    ),
    Rule("trims-in-trim", "Trim(LTrim(x)) = Trim(x)", _CONNECT, _trims_in_trim),
    Rule("left-of-left", "Left(Left(x, m), n) = Left(x, the smaller of m and n)", _BOTH, _left_of_left),
    Rule("constant", "a function of literals is its value", _CONNECT, _constant),
    Rule("decided", "IIF(True, a, b) = a; IIF(False, a, b) = IIF(NULL, a, b) = b", _CONNECT, _decided),
    Rule("same-branches", "IIF(IsPresent([x]), a, a) = a", _BOTH, _same_branches),
    Rule("inverse-question", "IIF(IsNullOrEmpty(x), a, b) = IIF(IsPresent(x), b, a)", _BOTH, _inverse_question),
    Rule("different", "IIF(a <> b, c, d) = IIF(a = b, d, c)", _CONNECT, _different),
    Rule("compared-with-true", "condition = True is the condition", _CONNECT, _compared_with_true),
    Rule(
        "compared-with-false",
        "IIF(condition = False, a, b) = IIF(condition, b, a)",
        _CONNECT,
        _compared_with_false,
    ),
    Rule("literal-first", '"a" = x is x = "a", and so for the other comparisons', _BOTH, _literal_first),
    Rule(
        "nested-chain",
        "(a && b) && c = a && b && c, and so for || and for & between texts",
        _CONNECT,
        _nested_chain,
    ),
    Rule("texts-side-by-side", '"a" & "b" = "ab"', _CONNECT, _texts_side_by_side),
    Rule(
        "text-of-text",
        "CStr(Trim(x)) = Trim(x), and so for every function that gives text",
        _CONNECT,
        _text_of_text,
    ),
    Rule("truth-of-truth", "CBool(condition) is the condition", _CONNECT, _truth_of_truth),
    Rule("truth-as-branches", "IIF(condition, True, False) is the condition", _CONNECT, _truth_as_branches),
    Rule("same-test-inside", "IIF(c, IIF(c, a, b), d) = IIF(c, a, d)", _BOTH, _same_test_inside),
    Rule("switch", "Switch(c, a, d, b) = IIF(c, a, IIF(d, b, NULL))", _CONNECT, _switch),
    Rule("variable", "With($v, x, expression) is the expression with x for $v", _CONNECT, substitute_variable),
    Rule(
        "present-or-nothing",
        "IIF(IsPresent(x), x, NULL) has the effect of x",
        _BOTH,
        _present_or_nothing,
        True,
    ),
    Rule("nothing", 'AuthoritativeNull and "" have the effect of NULL', _CONNECT, _nothing, True),
)
