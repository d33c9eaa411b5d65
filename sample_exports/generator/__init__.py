"""Writes invented exports in the format of ``Get-ADSyncServerConfiguration -Path``."""
