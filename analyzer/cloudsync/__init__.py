"""What Cloud Sync can hold: default mapping, scope filters, limits."""
