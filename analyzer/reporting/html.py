"""Writes the readiness report as one self-contained HTML page.

Everything is inlined; the page's own content security policy forbids any request and any script or style but
those two, by their hashes. Text from an export is escaped by Jinja and control characters are made visible, so
it never becomes markup and never hides anything.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass

from analyzer.assessment.model import Assessment
from analyzer.errors import OutputError
from analyzer.planning.model import PlannedStage
from analyzer.reporting.labels import NAMES_PSEUDONYMISED
from analyzer.reporting.templates import environment, html_folder
from analyzer.reporting.view import ReportView, report_view
from analyzer.reporting.view.text import number, visible

_LOGO = re.compile(r"data:image/(?:png|jpeg|svg\+xml);base64,[A-Za-z0-9+/]+=*")
_PRINT_TITLE = 80


@dataclass(frozen=True, slots=True)
class Theme:
    """Who made the report and for whom.

    ``logo`` is a data URI (``data:image/png;base64,...``, also jpeg and svg+xml); each part may be empty.
    """

    customer: str = ""
    author: str = ""
    logo: str = ""

    def __post_init__(self) -> None:
        if self.logo and not _LOGO.fullmatch(self.logo):
            raise OutputError("the logo of a theme must be a base64 data URI of a PNG, JPEG or SVG image")


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the page. ``count`` stands beside its name in the navigation, empty for none."""

    id: str
    title: str
    part: str
    count: str = ""


def render_html(assessment: Assessment, plan: tuple[PlannedStage, ...], *, theme: Theme | None = None) -> str:
    """Return the page as text, to be written as UTF-8.

    Raises:
        OutputError: the theme's logo isn't a data URI of an image.

    """
    view = report_view(assessment, plan)
    theme = theme or Theme()
    return (
        environment()
        .get_template("page.html.j2")
        .render(view=view, theme=theme, sections=sections(view), **_inlined(view, theme))
    )


def sections(view: ReportView) -> tuple[Section, ...]:
    """List the sections after the first screen, in the order of the page."""
    features = view.features
    in_use = f"{features.in_use_count} of {features.total}"
    return (
        Section("findings", "Findings", "findings", number(len(view.findings.findings))),
        Section("questions", "Open questions", "questions", number(view.questions.open_count)),
        Section("tool", "Microsoft's migration tool", "tool", f"{view.tool.passed} of {len(view.tool.checks)}"),
        Section("domains", "Domains", "domains", number(len(view.scope.domains))),
        Section("deadlines", "Deadlines", "deadlines", number(len(view.summary.deadlines))),
        Section("effort", "Effort", "effort"),
        Section("features", "Features", "features", in_use),
        Section("rules", "Sync rules", "rules", number(view.rules.total)),
        Section("flows", "Attribute flows", "flows", number(view.flows.total)),
        Section("scope", "Scope", "scope", number(len(view.scope.partitions))),
        Section("connectors", "Connectors", "connectors", number(len(view.connectors.connectors))),
        Section("prerequisites", "Prerequisites", "prerequisites"),
        Section("plan", "The way forward", "plan", number(len(view.stages))),
        Section("operate", "Day-2 management", "operate"),
        Section("reasons", "Reasons to move", "reasons", number(len(features.reasons_to_move))),
        Section("fine", "What was fine", "fine"),
        Section("unchecked", "What could not be checked", "unchecked"),
        Section("basis", "Inputs and sources", "basis"),
        Section("legend", "Legend", "legend"),
    )


def _inlined(view: ReportView, theme: Theme) -> dict[str, str]:
    """Return style, script and the policy that allows just these."""
    folder = html_folder()
    style = (folder / "style.css").read_text(encoding="utf-8") + _page_header(view, theme)
    script = (folder / "script.js").read_text(encoding="utf-8")
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return {"style": style, "script": script, "policy": policy}


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def _page_header(view: ReportView, theme: Theme) -> str:
    """Return the running header of the printed page as CSS."""
    title = f"{theme.customer or view.server} · {view.assessed_on}"
    header = f"@page{{@top-right{{content:{css_string(title[:_PRINT_TITLE])}}}}}\n"
    if not view.pseudonymised:
        return header
    return (
        f"{header}@page{{@top-left{{content:{css_string(f'Cloud Sync readiness report · {NAMES_PSEUDONYMISED}')}}}}}\n"
    )


def css_string(text: str) -> str:
    """Write any text as a CSS string: everything but letters and digits of ASCII becomes an escape."""
    escaped = "".join(char if char.isascii() and char.isalnum() else f"\\{ord(char):06x}" for char in visible(text))
    return f'"{escaped}"'
