"""Idioms are rewritten exactly: every text of up to five characters gives the same on both sides."""

from __future__ import annotations

from itertools import product

import pytest

from analyzer.expressions import Dialect, Environment, Outcome, compile_expression, effect_of, parse, translate

_SHAPES = (
    'Left([x], InStr([x], "{mark}") - {number})',
    'Mid([x], 1, InStr([x], "{mark}") - {number})',
    'Mid([x], InStr([x], "{mark}") + {number}, 3)',
    'Mid([x], InStr([x], "{mark}") + {number}, Len([x]))',
    'Right([x], Len([x]) - InStr([x], "{mark}") - {number})',
    'Right([x], Len([x]) - InStr([x], "{mark}"))',
    'Mid([x], InStr([x], "{mark}") + 1, Len([x]) - InStr([x], "{mark}"))',
    'Mid([x], InStr([x], "{mark}") + {next}, Len([x]) - InStr([x], "{mark}") - {number})',
    "Mid([x], {next}, Len([x]) - {number})",
    "Left([x], Len([x]) - {number})",
    "Right([x], Len([x]) - {number})",
    "Right([x], {number})",
    'PadLeft([x], {number}, "{mark}")',
    'PadRight([x], {number}, "{mark}")',
    "LTrim([x])",
    "RTrim([x])",
)
_MARKS = ("@", "(", ", ", "^", "]")


@pytest.mark.parametrize("shape", _SHAPES)
def test_idioms_are_exact(shape: str) -> None:
    tried = 0
    for mark, number in product(_MARKS, (1, 2, 3)):
        source = shape.format(mark=mark, number=number, next=number + 1)
        translation = translate(source)
        if translation.node is None:
            assert translation.losses
            continue
        assert translation.outcome is Outcome.ADAPTED, source
        connect = compile_expression(parse(source), Dialect.CONNECT)
        cloud_sync = compile_expression(translation.node, Dialect.CLOUD_SYNC)
        for length in range(1, 6):
            for characters in product(sorted({"a", "\n", *mark}), repeat=length):
                text = "".join(characters)
                before = effect_of(connect.run(Environment({"x": text})))
                after = effect_of(cloud_sync.run(Environment({"x": text})))
                assert before.same_as(after), (source, text)
        tried += 1
    assert tried >= 10
