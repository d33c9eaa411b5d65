"""The command line: names the commands, turns errors into exit statuses. Commands load when they are called."""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import sys
from typing import Any

import click

from analyzer import __version__
from analyzer.commands.common import printable
from analyzer.errors import ReadinessError

_COMMANDS = {
    "analyze": (
        "analyzer.commands.analyze",
        "analyze",
        "Assess an export and write the report, the tracker and the JSON.",
    ),
    "inspect": ("analyzer.commands.inspect", "inspect", "Tell what inputs hold and what to collect next."),
    "redact": ("analyzer.commands.redact", "redact", "Write an export with pseudonyms in place of names."),
    "translate": ("analyzer.commands.translate", "translate", "Translate Connect expressions to Cloud Sync."),
    "explain": ("analyzer.commands.explain", "explain", "Explain a finding code or a feature id."),
    "rules": ("analyzer.commands.rules", "rules", "List the knowledge base, or check a pack of your own."),
}
_HELP = """Tell what becomes of a Microsoft Entra Connect Sync configuration in Microsoft Entra Cloud Sync.

\b
Start with the folder that this command wrote on the Connect Sync server:
  Get-ADSyncServerConfiguration -Path C:\\Temp\\export
and run:
  cloudsync-readiness analyze C:\\Temp\\export -o C:\\Temp\\report
"""
ALLOCATIONS_BETWEEN_COLLECTIONS = 100_000
"""How many objects are made before Python looks for circles of dead ones."""
# At its end Python would look for circles in all of it once more.
atexit.register(gc.freeze)
_DEBUG = "CLOUDSYNC_READINESS_DEBUG"


class _Commands(click.Group):
    """Loads a command's module only when that command runs, so that ``--help`` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, name, _ = _COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, _, summary) in _COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ReadinessError as error:
            click.echo(f"Error: {printable(str(error))}", err=True)
            ctx.exit(2)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if os.environ.get(_DEBUG):
                raise
            click.echo(
                f"Internal error: {type(error).__name__}: {printable(str(error))}\nThis is a bug of this program. "
                f"Set {_DEBUG}=1 and run it again to see where it happened.",
                err=True,
            )
            ctx.exit(1)


@click.group(
    cls=_Commands,
    help=_HELP,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Nothing leaves this machine: the program contacts no network.",
)
@click.version_option(__version__, prog_name="cloudsync-readiness")
def main() -> None:
    """Run one command."""
    # Almost all of it lives until the end and nothing goes in circles: looking for circles took a tenth of a run.
    gc.set_threshold(ALLOCATIONS_BETWEEN_COLLECTIONS)
    for stream in (sys.stdout, sys.stderr):
        # A Windows console with an old code page must not stop the program over one character.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
