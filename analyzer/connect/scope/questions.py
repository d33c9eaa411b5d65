"""What to ask an administrator or the directory about containers, with the PowerShell that answers it."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.configuration import DistinguishedName
from analyzer.connect.scope.containers import PartitionScope
from analyzer.connect.scope.naming import one_line, powershell_quoted


@dataclass(frozen=True, slots=True)
class ContainerQuestion:
    """What to ask the directory, and the PowerShell that answers it."""

    container: DistinguishedName
    text: str
    commands: tuple[str, ...]


def ask_unmentioned(scope: PartitionScope) -> ContainerQuestion:
    """Ask what happens to the part of a domain no line mentions; only the wizard shows it."""
    dn = scope.partition.dn
    text = (
        f"Are objects in {dn.text} outside the listed containers synchronised today? The wizard's page Domain and OU "
        "filtering shows which containers are ticked."
    )
    return ContainerQuestion(dn, text, ())


def ask_children(dn: DistinguishedName, domain: str) -> ContainerQuestion:
    """Ask for the containers and objects directly in ``dn``; ``domain`` is the DNS name to ask, or empty."""
    base = f"-SearchBase {powershell_quoted(one_line(dn))} -SearchScope OneLevel"
    server = f" -Server {powershell_quoted(domain)}" if domain else ""
    others = "'(|(objectClass=container)(objectClass=builtinDomain)(objectClass=msExchSystemObjectsContainer))'"
    name = "| Select-Object -ExpandProperty DistinguishedName"
    return ContainerQuestion(
        dn,
        f"Which containers lie directly in {dn.text}, and do objects to synchronise lie directly in it?",
        (
            f"Get-ADOrganizationalUnit -Filter * {base}{server} {name}",
            f"Get-ADObject -LDAPFilter {others} {base}{server} {name}",
            f"Get-ADObject -LDAPFilter '(|(objectClass=user)(objectClass=group)(objectClass=contact))' "
            f"{base}{server} {name}",
        ),
    )
