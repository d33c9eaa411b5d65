"""Loads and validates the knowledge in rules/ into typed values."""

from analyzer.knowledge.model import KnowledgeBase
from analyzer.knowledge.shipped import check_rules, load_knowledge

__all__ = ["KnowledgeBase", "check_rules", "load_knowledge"]
