"""Loads and validates the knowledge in rules/ into typed values."""
