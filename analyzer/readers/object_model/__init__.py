"""The objects of the ADSync module (``Get-ADSyncRule``, ``Get-ADSyncConnector`` ...), whatever form they were saved in.

Property names: the ADSync module's object model as scripts and Microsoft's documentation use it (checked 2026-11-22).
"""
