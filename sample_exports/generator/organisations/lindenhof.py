"""``lindenhof-simple``: as simple as hybrid identity gets."""

from __future__ import annotations

from analyzer.connect.known_rules import KnownRules
from sample_exports.generator.model import Export, Partition, entra, forest
from sample_exports.generator.organisation import Organisation, Planted
from sample_exports.generator.settings import parameters
from sample_exports.generator.standard import WizardAnswers, standard_rules

SLUG = "lindenhof-simple"
SERVER = "LIND-SYNC01"
BUILD = "2.6.84.0"
CLASSES = ("contact", "foreignSecurityPrincipal", "group", "inetOrgPerson", "user")
OUS = ("Staff", "Workshop", "Showrooms", "Groups", "Partners")


def build(known: KnownRules) -> Organisation:
    """Return the organisation."""
    root = "DC=lindenhof,DC=example"
    domain = Partition(
        "lindenhof.example",
        "LINDENHOF",
        exclusions=(root,),
        inclusions=tuple(f"OU={name},{root}" for name in OUS),
        classes=CLASSES,
    )
    connectors = (
        forest(SLUG, domain, login_user="MSOL_4fa1c93b07de", password_hash_sync=True),
        entra("lindenhof", SERVER, password_writeback=True, classes=("contact", "group", "user")),
    )
    answers = WizardAnswers(
        without=frozenset({"skype-schema", "device-sync"}), without_classes=frozenset({"computer", "msDS-Device"})
    )
    return Organisation(
        title="Lindenhof: the simple one",
        story=(
            "A furniture maker with one forest, one domain and Exchange hybrid. Password hashes are synchronised,\n"
            "passwords are written back, five OUs are in scope, the build is current and nobody ever touched a rule.\n"
            "Microsoft's guided tool would take it, as soon as somebody says that no more than 2,000 objects are in\n"
            "scope: an export doesn't hold object counts."
        ),
        shows=(
            ("Source anchor", "mS-DS-ConsistencyGuid, filled from objectGUID"),
            ("Matching", "users exist once (AlwaysProvision)"),
            ("Open", "number of objects in scope"),
        ),
        export=Export(
            slug=SLUG,
            server=SERVER,
            exported_at="2026-11-16 07:21:40.318",
            build=BUILD,
            parameters=parameters(BUILD, OptionalFeature__HybridExchange="True"),
            connectors=connectors,
            rules=tuple(standard_rules(SLUG, known, connectors, answers)),
        ),
        planted=Planted(
            features={
                "yes": (
                    "objects-user-group-contact",
                    "single-forest",
                    "phs",
                    "password-writeback",
                    "exchange-hybrid-attributes",
                    "ou-filter",
                    "accidental-delete",
                    "auto-upgrade",
                    "consistencyguid-writeback",
                    "extensionattributes-1-15",
                ),
                "no": (
                    "multi-forest-connected",
                    "device-sync",
                    "device-writeback",
                    "group-writeback-v1",
                    "custom-ad-attributes",
                    "advanced-sync-rules",
                    "tool-group-filter",
                    "custom-upn",
                    "ldap",
                    "mail-public-folders",
                    "resource-forest",
                    "merge-attributes",
                    "preferred-dc",
                    "attribute-filter",
                    "minsync",
                    "source-anchor-choice",
                    "sso",
                ),
                "unknown": ("scale-per-domain", "large-groups", "staging", "same-domain-parallel"),
            },
            lane="migration-tool",
            lane_unanswered="staged",
            lane_because="every limit that an export can tell is kept; the object count and what people know is open.",
            open_checks=("objects", "writeback", "wave", "existing-configuration", "roles"),
        ),
    )
