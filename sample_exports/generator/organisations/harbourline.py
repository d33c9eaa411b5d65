"""``harbourline-multiforest``: three forests that share people, and nearly every feature that holds one back."""

from __future__ import annotations

from analyzer.configuration import ConnectorKind, Direction, LinkType, MergeType
from analyzer.connect.known_rules import KnownRules
from sample_exports.generator.model import (
    Connector,
    Export,
    Partition,
    Rule,
    direct,
    entra,
    expression,
    forest,
    identifier,
)
from sample_exports.generator.organisation import Organisation, Planted
from sample_exports.generator.settings import parameters
from sample_exports.generator.standard import WizardAnswers, standard_rules

SLUG = "harbourline-multiforest"
SERVER = "HBR-SYNC01"
BUILD = "2.5.3.0"
ACCOUNTS = "DC=harbourline,DC=example"
MAIL = "DC=harbourmail,DC=example"
TIDEWATER = "DC=tidewater,DC=example"


PILOT_GROUPS = (
    ("harbourline.example", f"OU=Port,{ACCOUNTS}"),
    ("eu.harbourline.example", f"OU=Port,{ACCOUNTS}"),
    ("harbourmail.example", f"CN=Users,{MAIL}"),
    ("tidewater.example", f"OU=Everyone,{TIDEWATER}"),
)


def build(known: KnownRules) -> Organisation:
    """Return the organisation."""
    accounts = forest(
        SLUG,
        Partition(
            "harbourline.example",
            "HARBOURLINE",
            exclusions=(ACCOUNTS,),
            inclusions=(f"OU=Port,{ACCOUNTS}", f"OU=Devices,{ACCOUNTS}", f"OU=Writeback,{ACCOUNTS}"),
            preferred_dcs=("HBR-DC01.harbourline.example", "HBR-DC02.harbourline.example"),
            only_preferred=True,
        ),
        Partition(
            "eu.harbourline.example",
            "HARBOUREU",
            exclusions=(f"DC=eu,{ACCOUNTS}",),
            inclusions=(f"OU=Crew,DC=eu,{ACCOUNTS}",),
        ),
        login_user="svc-sync",
        password_hash_sync=True,
        group_filter_dn=f"CN=EntraPilot,OU=Port,{ACCOUNTS}",
    )
    mail = forest(
        SLUG,
        Partition("harbourmail.example", "HARBOURMAIL", inclusions=(MAIL,), exclusions=(f"CN=Builtin,{MAIL}",)),
        login_user="svc-sync",
        group_filter_dn=f"CN=EntraPilot,CN=Users,{MAIL}",
    )
    tidewater = forest(
        SLUG,
        Partition("tidewater.example", "TIDEWATER", exclusions=(TIDEWATER,), inclusions=(f"OU=Everyone,{TIDEWATER}",)),
        login_user="svc-hbr-sync",
        group_filter_dn=f"CN=EntraPilot,OU=Everyone,{TIDEWATER}",
    )
    contractors = Connector(
        key="contractors",
        id=identifier(SLUG, "connector", "contractors"),
        name="Contractors LDAP",
        kind=ConnectorKind.OTHER,
        subtype="Generic LDAP (Microsoft)",
        partitions=(Partition("default", "", classes=("inetOrgPerson",)),),
        parameters={"Host": "ldap.contractors.example", "Port": "636", "Binding": "SSL"},
    )
    cloud = entra("harbourline", SERVER, password_writeback=True)
    connectors = (accounts, mail, tidewater, contractors, cloud)
    answers = WizardAnswers(join_by_sid=True)
    return Organisation(
        title="Harbourline: forests that share people",
        story=(
            "A shipping group: accounts in one forest (with a child domain), mailboxes in a resource forest, and an\n"
            "acquired company in a third. People are matched by SID across forests, addresses of the acquired\n"
            "forest are merged, contractors come from an LDAP directory. A pilot filter by group is still on;\n"
            "devices are synchronised and written back, groups are written back, public folders are synchronised.\n"
            "Much of this has no counterpart in Cloud Sync."
        ),
        shows=(
            ("Matching", "ObjectSID: one person in several forests"),
            ("Group filtering", "on, with a group on each of the three forests"),
            ("Unverified rules", "two with tags that no known build has; they stand for the rest"),
            ("Third-party connector", "Generic LDAP with a provisioning rule of its own"),
            ("Password hashes", "of one forest only"),
        ),
        export=Export(
            slug=SLUG,
            server=SERVER,
            exported_at="2026-11-09 05:55:02.904",
            build=BUILD,
            parameters=parameters(
                BUILD,
                SynchronizationOption__JoinCriteria="ObjectSID",
                OptionalFeature__GroupFiltering="True",
                OptionalFeature__DeviceWriteUp="True",
                OptionalFeature__DeviceWriteBack="True",
                DeviceWriteBack__Forest="harbourline.example",
                DeviceWriteBack__Container=ACCOUNTS,
                OptionalFeature__GroupWriteBack="True",
                GroupWriteBack__Forest="harbourline.example",
                GroupWriteBack__Container=f"OU=Writeback,{ACCOUNTS}",
                OptionalFeature__HybridExchange="True",
                OptionalFeature__ExchangeMailPublicFolder="True",
                UserSignIn__SignOnMethod="PassThroughAuthentication",
                UserSignIn__DesktopSsoEnabled="True",
            ),
            connectors=connectors,
            rules=(
                *_custom(tidewater, contractors),
                *standard_rules(SLUG, known, connectors, answers),
                *_unverified(accounts),
            ),
        ),
        planted=_planted(),
    )


def _planted() -> Planted:
    return Planted(
        features={
            "yes": (
                "objects-user-group-contact",
                "multi-forest-connected",
                "device-sync",
                "hybrid-join-scenario",
                "phs",
                "password-writeback",
                "exchange-hybrid-attributes",
                "ou-filter",
                "device-writeback",
                "group-writeback-v1",
                "merge-attributes",
                "resource-forest",
                "advanced-sync-rules",
                "ldap",
                "tool-group-filter",
                "group-filter",
                "group-nesting-scope",
                "consistencyguid-writeback",
                "mail-public-folders",
                "preferred-dc",
                "sso",
                "accidental-delete",
            ),
            "no": ("single-forest", "custom-ad-attributes", "custom-upn", "minsync", "source-anchor-choice"),
            "unknown": ("scale-per-domain", "large-groups", "staging", "same-domain-parallel"),
        },
        lane="stay",
        scope=tuple(
            (domain, name, "wider", "pilot-group", f'member of group "CN=EntraPilot,{place}"')
            for domain, place in PILOT_GROUPS
            for name in ("user", "inetOrgPerson", "group", "contact")
        ),
        lane_because="people are matched and merged across forests, a third-party directory feeds the metaverse and "
        "devices are written back; Cloud Sync has none of it.",
        failing_checks=(
            "forests",
            "additive-inclusion",
            "custom-rules",
            "group-filtering",
            "device-sync",
            "writeback",
            "connectors",
            "build",
        ),
        open_checks=("objects", "wave", "existing-configuration", "roles"),
    )


def _custom(tidewater: Connector, contractors: Connector) -> list[Rule]:
    return [
        Rule(
            id=identifier(SLUG, "custom", "merge"),
            name="In from Tidewater - User address merge",
            direction=Direction.INBOUND,
            connector=tidewater.id,
            source_type="user",
            target_type="person",
            link_type=LinkType.JOIN,
            precedence=30,
            flows=(
                expression(
                    "proxyAddresses",
                    "RemoveDuplicates(Trim([proxyAddresses]))",
                    "proxyAddresses",
                    merge=MergeType.MERGE_CASE_INSENSITIVE,
                ),
            ),
            joins=((("employeeID", "employeeID", False),), (("mail", "mail", False),)),
            scope=((("extensionAttribute1", "EQUAL", "Tidewater"),),),
            description="People of Tidewater who already have an account with us.",
        ),
        Rule(
            id=identifier(SLUG, "custom", "contractors"),
            name="In from LDAP - Contractor",
            direction=Direction.INBOUND,
            connector=contractors.id,
            source_type="inetOrgPerson",
            target_type="person",
            link_type=LinkType.PROVISION,
            precedence=31,
            flows=(
                direct("displayName", "cn"),
                direct("mail"),
                direct("sn"),
                direct("givenName"),
                expression("sourceAnchor", '"LDAP-" & [employeeNumber]', "employeeNumber"),
            ),
            joins=((("employeeNumber", "employeeNumber", True),),),
        ),
    ]


def _unverified(accounts: Connector) -> list[Rule]:
    """Return two rules tagged as Microsoft's that no known build has; their content is made up."""
    return [
        Rule(
            id=identifier(SLUG, "unverified", name),
            name=name,
            direction=Direction.OUTBOUND,
            connector=accounts.id,
            source_type=metaverse,
            target_type=target,
            link_type=LinkType.PROVISION,
            precedence=900 + number,
            flows=tuple(direct(attribute) for attribute in attributes),
            joins=join,
            scope=((("cloudMastered", "EQUAL", "True"),),),
            tag=tag,
            origin="standard-unverified",
        )
        for number, (name, tag, metaverse, target, attributes, join) in enumerate(
            (
                (
                    "Out to AD - Group SOAInAAD",
                    "Microsoft.OuttoADGroupSOAInAAD.004",
                    "group",
                    "group",
                    ("displayName", "description", "member"),
                    ((("adminDescription", "cloudAnchor", False),),),
                ),
                (
                    "Out to AD - Device Join SOAInAAD",
                    "Microsoft.OuttoADDeviceJoinSOAInAAD.002",
                    "device",
                    "msDS-Device",
                    ("displayName",),
                    ((("msDS-DeviceID", "deviceId", False),),),
                ),
            )
        )
    ]
