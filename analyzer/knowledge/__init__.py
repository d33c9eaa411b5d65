"""Loads and validates the knowledge in rules/ into typed values."""

from analyzer.knowledge.loader import check_rules, load_knowledge
from analyzer.knowledge.model import KnowledgeBase

__all__ = ["KnowledgeBase", "check_rules", "load_knowledge"]
