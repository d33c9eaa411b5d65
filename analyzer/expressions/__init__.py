"""The two expression languages: Connect Sync's declarative provisioning and Cloud Sync's attribute mapping.

::

    text ──parse──▶ Node ──check──▶ remarks
                      ├──explain──▶ plain words
                      ├──evaluate──▶ value ──effect_of──▶ what happens to the target attribute
                      ├──simplify──▶ the same, shorter
                      └──translate──▶ Cloud Sync text, outcome, losses, proof

Nothing here reads files other than the knowledge in ``rules/``, and nothing keeps state but caches.
"""

from __future__ import annotations

from analyzer.expressions.check import Level, Remark, check
from analyzer.expressions.evaluate import (
    ABSENT,
    AUTHORITATIVE_NULL,
    IGNORE_THIS_FLOW,
    NULL,
    Assumption,
    Effect,
    EffectKind,
    Environment,
    ErrorValue,
    Program,
    Special,
    Value,
    assumption_texts,
    compile_expression,
    describe,
    effect_of,
    evaluate,
)
from analyzer.expressions.explain import explain
from analyzer.expressions.lints import lint_constant
from analyzer.expressions.nodes import Attribute, Call, Dialect, Node, Parameter, attributes_of, depth, walk
from analyzer.expressions.parser import parse
from analyzer.expressions.printer import pretty, print_expression
from analyzer.expressions.prove.prover import prove
from analyzer.expressions.prove.verdict import CounterExample, Proof, Verdict
from analyzer.expressions.signatures import Availability, Fit, FunctionEntry, function_table
from analyzer.expressions.simplify import canonical, simplify
from analyzer.expressions.translate import Loss, Outcome, Translation, translate

__all__ = [
    "ABSENT",
    "AUTHORITATIVE_NULL",
    "IGNORE_THIS_FLOW",
    "NULL",
    "Assumption",
    "Attribute",
    "Availability",
    "Call",
    "CounterExample",
    "Dialect",
    "Effect",
    "EffectKind",
    "Environment",
    "ErrorValue",
    "Fit",
    "FunctionEntry",
    "Level",
    "Loss",
    "Node",
    "Outcome",
    "Parameter",
    "Program",
    "Proof",
    "Remark",
    "Special",
    "Translation",
    "Value",
    "Verdict",
    "assumption_texts",
    "attributes_of",
    "canonical",
    "check",
    "compile_expression",
    "depth",
    "describe",
    "effect_of",
    "evaluate",
    "explain",
    "function_table",
    "lint_constant",
    "parse",
    "pretty",
    "print_expression",
    "prove",
    "simplify",
    "translate",
    "walk",
]
