"""Compares expressions of both dialects by evaluating them on generated inputs."""

from __future__ import annotations

from analyzer.expressions.prove.verdict import CounterExample, Proof, Verdict

__all__ = ["CounterExample", "Proof", "Verdict"]
