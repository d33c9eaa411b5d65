"""What Connect Sync does with a configuration."""
