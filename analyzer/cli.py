"""The command line: parses options, calls one function, prints."""

from __future__ import annotations

import click

from analyzer import __version__


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cloudsync-readiness")
def main() -> None:
    """Tell what becomes of a Connect Sync configuration in Microsoft Entra Cloud Sync."""
