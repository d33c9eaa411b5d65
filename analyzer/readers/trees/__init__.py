"""Formats that are trees of named values: JSON, YAML, CliXML and PowerShell's list output, as one kind of node."""
