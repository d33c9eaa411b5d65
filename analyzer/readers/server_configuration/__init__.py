"""The folder that ``Get-ADSyncServerConfiguration -Path`` writes.

``Connectors/*.xml``, ``GlobalSettings/*.xml``, ``SynchronizationRules/*.xml``; file names carry no meaning.
The three folders may lie anywhere inside the input (a .zip of the folder, a support bundle).
"""

from __future__ import annotations

from analyzer.readers.server_configuration.read import FORMAT, find_roots, read_contribution, read_server_configuration

__all__ = ["FORMAT", "find_roots", "read_contribution", "read_server_configuration"]
