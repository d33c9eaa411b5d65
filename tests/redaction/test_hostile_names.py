"""Names where nobody looks for them: keys, values that are broken, sentences about them, connectors of one's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analyzer.configuration import Configuration
from analyzer.readers.inputs import read_inputs
from analyzer.readers.xml import parse_xml
from analyzer.redaction import redact_configuration
from analyzer.redaction.server_configuration import redact_document
from tests.redaction.exports import redactor
from tests.support.forms import DSC, POLICY, SCRIPT

WOMBAT = "Wombat"


def redacted(folder: Path, files: dict[str, str]) -> tuple[str, Configuration]:
    """Return the original as text, and the redacted configuration."""
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    found = read_inputs([folder])
    return repr(found).casefold(), redact_configuration(found, redactor())


def policy(change: Callable[[Any, Any], object]) -> dict[str, str]:
    document = json.loads(json.dumps(POLICY))
    rule = document["onpremisesDirectoryPolicy"][0]["customSynchronizationRules"][0]
    change(document, rule)
    return {"policy.json": json.dumps(document)}


FORMS = {
    "a section": policy(lambda document, _: document.update({WOMBAT: {"on": True}})),
    "a key of a rule": policy(lambda _, rule: rule.update({f"{WOMBAT}Code": "x"})),
    "a key that is there twice": {
        "policy.json": json.dumps(POLICY)[:-1] + f', "{WOMBAT}": 1, "{WOMBAT}": 2}}',
    },
    "a direction": policy(lambda _, rule: rule.update(direction=f"{WOMBAT}'s")),
    "a merge type": policy(lambda _, rule: rule["attributeMappings"][0].update(mergeType=WOMBAT)),
    "an operator": policy(lambda _, rule: rule["scopeFilters"][0][0].update(condition=WOMBAT)),
    "a build": policy(lambda document, _: document["policyMetadata"].update(azureADConnectVersion=WOMBAT)),
    "a moment": policy(lambda document, _: document["policyMetadata"].update(timeCreated=WOMBAT)),
    "an attribute of a rule that is a name only": policy(
        lambda _, rule: rule["attributeMappings"][0].update(destination=f"{WOMBAT}Code", mergeType="odd")
    ),
    "a run-time value": {
        "rules.ps1": SCRIPT.replace("-Description ''", f'-Description "$env:{WOMBAT} it\'s {WOMBAT}"')
    },
    "a command": {"rules.ps1": f"{SCRIPT}\nUpdate-ADSync{WOMBAT} -Force\n"},
    "an expiry": {"rules.ps1": SCRIPT.replace("-SoftDeleteExpiryInterval 0", f"-SoftDeleteExpiryInterval '{WOMBAT}'")},
    "a key of YAML": {"rules.yml": DSC.replace("    Direction:", f"    {WOMBAT}: x\n    Direction:", 1)},
}


@pytest.mark.parametrize("what", FORMS)
def test_no_name_survives_in_the_model(what: str, tmp_path: Path) -> None:
    before, after = redacted(tmp_path, FORMS[what])
    assert WOMBAT.casefold() in before
    assert WOMBAT.casefold() not in repr(after).casefold()


def test_sentences_stay_readable(tmp_path: Path) -> None:
    _, after = redacted(tmp_path, FORMS["a direction"])
    (note,) = [note.text for note in after.notes if "only its name is used" in note.text]
    assert note.startswith("The rule 'In from AD - User ")
    assert "': only its name is used, for it can't be told: direction ('" in note


@pytest.mark.parametrize("company", ["Domino", "Oracle", "SAP"])
def test_a_company_called_like_a_product_goes_from_rule_names(company: str) -> None:
    found = redactor()
    name = found.rule_name(f"In from AD - User {company} staff", "")
    assert name.startswith("In from AD - User ")
    assert company not in name
    assert company not in found.remark(f"The rule 'In from AD - User {company} staff': only its name is used.")


CONNECTOR = """<ma-data><format-version>1</format-version><id>{id}</id><name>Wombat HR</name>
<category>Extensible2</category><subtype>Generic SQL (Microsoft)</subtype><private-configuration><MAConfig>
<extension-config><filename>Wombat.ManagementAgent.dll</filename></extension-config>
<parameter-values><parameter name="WombatServer" type="string" use="connectivity" dataType="String">x</parameter>
</parameter-values></MAConfig></private-configuration></ma-data>"""


def test_a_connector_of_ones_own_keeps_no_name_of_its_library_or_parameters() -> None:
    text = CONNECTOR.replace("{id}", "{11111111-2222-3333-4444-555555555555}")
    made = redact_document(parse_xml(text.encode(), "c.xml", []), redactor()).decode()
    assert "wombat" not in made.casefold()
    own = text.replace("Wombat.ManagementAgent.dll", "Microsoft.Azure.ActiveDirectory.Connector.dll")
    kept = redact_document(parse_xml(own.encode(), "c.xml", []), redactor()).decode()
    assert "<filename>Microsoft.Azure.ActiveDirectory.Connector.dll</filename>" in kept
