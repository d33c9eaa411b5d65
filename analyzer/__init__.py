"""cloudsync-readiness: what becomes of a Connect Sync configuration in Microsoft Entra Cloud Sync."""

__version__ = "0.1.0"
