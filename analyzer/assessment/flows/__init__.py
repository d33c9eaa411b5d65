"""Compares effective attribute flows with a Cloud Sync configuration and says what becomes of them."""
