"""``oldmill-staging``: the staging server of an old build, already trying Cloud Sync."""

from __future__ import annotations

from dataclasses import replace

from analyzer.configuration import Direction, LinkType
from analyzer.connect.known_rules import KnownRules
from sample_exports.generator.model import (
    Connector,
    Export,
    Partition,
    Rule,
    constant,
    entra,
    forest,
    identifier,
)
from sample_exports.generator.organisation import Organisation, Planted
from sample_exports.generator.settings import parameters
from sample_exports.generator.standard import WizardAnswers, change, clone, standard_rules

SLUG = "oldmill-staging"
SERVER = "OMILL-STG01"
BUILD = "1.6.4.0"
ROOT = "DC=oldmill,DC=example"
CLASSES = ("foreignSecurityPrincipal", "group", "inetOrgPerson", "user")
ENABLED = ("userAccountControl", "ISBITNOTSET", "2")


def build(known: KnownRules) -> Organisation:
    """Return the organisation."""
    domain = Partition(
        "oldmill.example",
        "OLDMILL",
        exclusions=(ROOT,),
        inclusions=(f"OU=Mill,{ROOT}", f"OU=Offices,{ROOT}", f"OU=Pilot,OU=Offices,{ROOT}"),
        classes=CLASSES,
    )
    directory = forest(SLUG, domain, login_user="MSOL_90b2d1e4a7c6", password_hash_sync=True)
    cloud = entra("oldmillpaper", SERVER, classes=("contact", "group", "user"))
    return Organisation(
        title="Oldmill: a staging server of an old build",
        story=(
            "A paper mill whose second server stands in staging mode with its scheduler suspended and a build of\n"
            "the 1.x line. Password hashes of marked accounts are kept back by a pair of cloned rules, and a pilot\n"
            "of Cloud Sync has begun: one OU is held back with cloudNoFlow and JoinNoFlow.\n"
            "An export of the active server is needed before anything is decided."
        ),
        shows=(
            ("Source anchor", "objectGUID"),
            ("Deletion threshold", "3,000"),
            ("Automatic upgrade", "suspended: the database isn't local"),
            ("Pilot", f"OU=Pilot,OU=Offices,{ROOT}"),
            ("Object types", "contacts aren't selected; Cloud Sync takes them by default"),
        ),
        export=Export(
            slug=SLUG,
            server=SERVER,
            exported_at="2026-10-30 22:48:59.771",
            build=BUILD,
            parameters=parameters(
                BUILD,
                SynchronizationOption__AnchorAttribute="objectGUID",
                OptionalFeature__ExportDeletionThresholdValue="3000",
                OptionalFeature__AutoUpgradeState="Suspended",
                OptionalFeature__AutoUpgradeSuspensionReason="UpgradeNotSupportedNonLocalDbInstall",
                Synchronize__SchedulerSuspended="True",
                Synchronize__StagingMode="True",
            ),
            connectors=(directory, cloud),
            rules=(*_pilot(directory, cloud), *_standard_rules(known, directory, cloud)),
            newline="\n",
        ),
        planted=Planted(
            features={
                "yes": (
                    "objects-user-group-contact",
                    "single-forest",
                    "phs",
                    "ou-filter",
                    "staging",
                    "accidental-delete",
                    "advanced-sync-rules",
                    "same-domain-parallel",
                ),
                "no": (
                    "multi-forest-connected",
                    "password-writeback",
                    "exchange-hybrid-attributes",
                    "device-sync",
                    "device-writeback",
                    "group-writeback-v1",
                    "custom-ad-attributes",
                    "tool-group-filter",
                    "custom-upn",
                    "ldap",
                    "mail-public-folders",
                    "merge-attributes",
                    "consistencyguid-writeback",
                    "source-anchor-choice",
                    "minsync",
                    "sso",
                ),
                "unknown": ("scale-per-domain", "large-groups"),
            },
            lane="stay",
            lane_because="password hashes of marked accounts are kept back, which Cloud Sync cannot do; besides, "
            "custom rules block Microsoft's tool, which also wants the active server.",
            failing_checks=("custom-rules", "active-server", "build"),
            open_checks=("objects", "writeback", "wave", "existing-configuration", "roles"),
            scope=(
                (
                    "oldmill.example",
                    "user",
                    "wider",
                    "coexistence",
                    f'NOT dn ends with "OU=Pilot,OU=Offices,{ROOT}"',
                ),
                ("oldmill.example", "contact", "wider", "class", f"contact is not selected for {ROOT}"),
            ),
        ),
    )


def _standard_rules(known: KnownRules, directory: Connector, cloud: Connector) -> list[Rule]:
    answers = WizardAnswers(
        anchor="objectGUID",
        without=frozenset({"exchange-schema", "skype-schema", "exchange-hybrid-or-writeback", "device-sync"}),
        without_classes=frozenset({"computer", "msDS-Device"}),
    )
    rules = standard_rules(SLUG, known, (directory, cloud), answers)
    original = next(r for r in rules if r.name == "In from AD - User AccountEnabled")
    kept_back = clone(
        original,
        "",
        90,
        name=f"{original.name} - Filter Users from PHS",
        password_sync=False,
        scope=((ENABLED, ("adminDescription", "EQUAL", "PHSFiltered")),),
        changes=(
            "password hash synchronization: off",
            "scoping filter: adminDescription EQUAL PHSFiltered",
        ),
    )
    others = clone(
        original,
        "",
        91,
        name=f"{original.name} - Users included for PHS",
        scope=((ENABLED, ("adminDescription", "NOTEQUAL", "PHSFiltered")),),
        changes=("scoping filter: adminDescription NOTEQUAL PHSFiltered",),
    )
    rules = change(rules, original.name, directory.id, lambda r: replace(r, disabled=True))
    return [kept_back, others, *rules]


def _pilot(directory: Connector, cloud: Connector) -> list[Rule]:
    return [
        Rule(
            id=identifier(SLUG, "custom", "pilot in"),
            name="Cloud Sync pilot - In from AD - User",
            direction=Direction.INBOUND,
            connector=directory.id,
            source_type="user",
            target_type="person",
            link_type=LinkType.JOIN,
            precedence=40,
            flows=(constant("cloudNoFlow", "True"),),
            scope=((("dn", "ENDSWITH", f"OU=Pilot,OU=Offices,{ROOT}"),),),
            description="People in the pilot OU are left to Cloud Sync.",
        ),
        Rule(
            id=identifier(SLUG, "custom", "pilot out"),
            name="Cloud Sync pilot - Out to AAD - User",
            direction=Direction.OUTBOUND,
            connector=cloud.id,
            source_type="person",
            target_type="user",
            link_type=LinkType.JOIN_NO_FLOW,
            precedence=41,
            flows=(),
            scope=((("cloudNoFlow", "EQUAL", "True"),),),
        ),
    ]
