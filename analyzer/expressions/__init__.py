"""The expression languages of Connect Sync and Cloud Sync."""
