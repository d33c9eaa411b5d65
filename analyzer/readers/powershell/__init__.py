"""Scripts that create sync rules: what the Sync Rules Editor exports, and what people make of it.

A script is tokenised with a PowerShell grammar and read statement by statement; nothing of it is ever run.
"""
