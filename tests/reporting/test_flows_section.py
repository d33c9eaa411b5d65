"""The report's section on attribute flows says who is found again and how people sign in, before all else."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from analyzer.cli import main

SAMPLE = Path(__file__).resolve().parents[2] / "sample_exports/kestrel-custom/export"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    output = tmp_path_factory.mktemp("report")
    result = CliRunner().invoke(main, ["analyze", str(SAMPLE), "-o", str(output), "--format", "html", "--quiet"])
    assert result.exit_code == 0, result.output
    return (output / "readiness-report.html").read_text("utf-8")


def test_sign_in_names_stand_with_the_anchors(page: str) -> None:
    """Kestrel's people sign in with their mail address, and a custom rule rewrites one suffix."""
    table = page.split("Sign-in names (user principal names)", 1)[1].split("</table>", 1)[0]
    rows = table.split("<tr>")[2:]
    assert [row.split(">", 2)[1].split("<")[0] for row in rows] == ["inetOrgPerson", "user"]
    assert "userPrincipalName, mail, sAMAccountName" in rows[1]
    assert "@ad.kestrel.example" in rows[1]
    assert "Replace the default mapping." in rows[1]


def test_lineage_names_the_custom_rule_that_decides_first(page: str) -> None:
    article = page.split("<h4>UserPrincipalName</h4>", 1)[1].split("</article>", 1)[0]
    lineage = article.split("<dt>Lineage</dt>", 1)[1]
    assert '60 <bdi>In from AD - User UPN suffix</bdi> <b class="badge plain">decides first</b>' in lineage
