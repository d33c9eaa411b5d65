"""Builds assessments of an invented organisation, Litware, without readers or engine.

Small but rich: every kind of outcome, lane, rule origin and state occurs at least once.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from analyzer.assessment.facts import Evidence, Subject
from analyzer.assessment.model import (
    Assessment,
    CheckOutcome,
    DeadlineVerdict,
    DomainVerdict,
    Effort,
    EffortShare,
    FeatureVerdict,
    Finding,
    OpenQuestion,
    PartitionScope,
    PrerequisiteVerdict,
    RuleDifference,
    RuleVerdict,
    ToolEligibility,
    ToolInfo,
    Verdict,
)
from analyzer.configuration import (
    ENTRA_CONNECTOR_ID,
    ActiveDirectorySettings,
    AttributeFlow,
    Configuration,
    Connector,
    ConnectorKind,
    Container,
    Coverage,
    Direction,
    EntraSettings,
    FlowKind,
    GlobalSettings,
    InputFile,
    JoinCondition,
    LinkType,
    MergeType,
    Note,
    NotUnderstood,
    Origin,
    Parameter,
    Partition,
    RunProfile,
    RunStep,
    ScopeCondition,
    SyncRule,
    parse_dn,
)
from analyzer.knowledge.model import Advice, Cmdlet, Limit, Source
from analyzer.planning.model import PlannedStage, PlannedStep
from analyzer.vocabulary import CheckResult, Importance, InUse, Lane, Outcome, RuleOrigin

CORP = "5b1c2b1e-0c3f-4a55-9d52-5a1f6d1e7a01"
LAB = "5b1c2b1e-0c3f-4a55-9d52-5a1f6d1e7a02"
CORP_DN = "DC=corp,DC=litware,DC=example"
GUIDE = Source(
    "decision-guide",
    "Decision guide: Connect Sync to Cloud Sync",
    "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/connect-to-cloud-sync-decision-guide",
    date(2026, 10, 6),
    date(2026, 11, 10),
)
TOOL_PAGE = Source(
    "migration-tool",
    "Migrate with the migration tool",
    "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/migrate-connect-sync-cloud-sync-tool",
    date(2026, 9, 16),
    date(2026, 11, 10),
)
UNDATED = Source(
    "agent-history",
    "Provisioning agent: release history",
    "https://learn.microsoft.com/entra/agent",
    None,
    date(2026, 11, 12),
)
EXPRESSION = (
    'IIF(IsPresent([extensionAttribute7]),IIF(InStr([extensionAttribute7],"@")>0,LCase([extensionAttribute7]),'
    '[sAMAccountName] & "@" & %Domain.FQDN%),IIF(IsNullOrEmpty([mail]),Error("No mail for " & [dn]),Left([mail],448)))'
)


def origin(file: str = "SynchronizationRules/SynchronizationRule_{a1}.xml", line: int = 4) -> Origin:
    return Origin(file, "/synchronizationRule[1]", line)


def effort(low: float = 0, high: float = 0, title: str = "Redesign a custom rule", units: int = 1) -> Effort:
    shares = (EffortShare("custom-rule", title, "rule", units, low, high),) if high else ()
    return Effort(low, high, shares)


def advice(about: str = "it") -> Advice:
    return Advice(
        meaning=f"Accounts depend on {about}; after the switch the value would be computed differently.",
        cloud_sync="Cloud Sync has one attribute mapping per target attribute and no precedence between rules.",
        steps=(
            f"List the objects that {about} changes today.",
            "Write the expression into the attribute mapping of the configuration.",
        ),
        verify=("Provision three of these objects on demand and compare the values.",),
    )


def flow(
    target: str,
    *,
    source: str = "",
    expression: str = "",
    constant: str | None = None,
    merge: MergeType = MergeType.UPDATE,
    once: bool = False,
) -> AttributeFlow:
    kind = FlowKind.EXPRESSION if expression else FlowKind.CONSTANT if constant is not None else FlowKind.DIRECT
    sources = (source or target,) if kind is FlowKind.DIRECT else ()
    return AttributeFlow(target, kind, sources, expression or None, constant, merge, once, origin(line=40))


def rule(
    number: int,
    name: str,
    *,
    flows: tuple[AttributeFlow, ...] = (),
    scope: tuple[tuple[tuple[str, str, str], ...], ...] = (),
    joins: tuple[tuple[tuple[str, str], ...], ...] = (),
    connector_id: str = CORP,
    direction: Direction = Direction.INBOUND,
    disabled: bool = False,
    link: LinkType = LinkType.JOIN,
    tag: str = "",
    password_sync: bool = False,
    description: str = "",
) -> SyncRule:
    inbound = direction is Direction.INBOUND
    return SyncRule(
        id=f"00000000-0000-4000-8000-{number:012d}",
        name=name,
        description=description,
        immutable_tag=tag,
        direction=direction,
        disabled=disabled,
        connector_id=connector_id,
        source_type="user" if inbound else "person",
        target_type="person" if inbound else "user",
        link_type=link,
        precedence=number,
        password_sync=password_sync,
        version="1",
        soft_delete_expiry="",
        precedence_before="",
        precedence_after="",
        flows=flows,
        joins=tuple(tuple(JoinCondition(a, b, False, origin(line=30)) for a, b in group) for group in joins),
        scope=tuple(tuple(ScopeCondition(*clause, origin(line=20)) for clause in group) for group in scope),
        origin=origin(f"SynchronizationRules/SynchronizationRule_{{{number}}}.xml"),
    )


def judged(
    sync_rule: SyncRule,
    kind: RuleOrigin = RuleOrigin.STANDARD,
    outcome: Outcome = Outcome.SUPPORTED,
    because: str = "Standard rule, unchanged.",
    *,
    differences: tuple[RuleDifference, ...] = (),
    drift: tuple[str, ...] = (),
    clone_of: str = "",
    finding_ids: tuple[str, ...] = (),
) -> RuleVerdict:
    names = {
        CORP: ("corp.litware.example", ConnectorKind.ACTIVE_DIRECTORY),
        LAB: ("lab.litware.example", ConnectorKind.ACTIVE_DIRECTORY),
    }
    name, connector_kind = names.get(sync_rule.connector_id, ("litware.onmicrosoft.com - AAD", ConnectorKind.ENTRA))
    return RuleVerdict(
        sync_rule, name, connector_kind, kind, outcome, because, clone_of, differences, drift, finding_ids
    )


def rules() -> tuple[RuleVerdict, ...]:
    out = Direction.OUTBOUND
    return (
        judged(
            rule(
                50,
                "In from AD - Litware UPN override",
                description="Computes the sign-in name of branch staff from extensionAttribute7.",
                flows=(
                    flow("userPrincipalName", expression=EXPRESSION),
                    flow("usageLocation", constant="NO"),
                    flow("proxyAddresses", source="proxyAddresses", merge=MergeType.MERGE_CASE_INSENSITIVE),
                    flow("employeeType"),
                    flow("extensionAttribute2", source="division"),
                ),
                scope=(
                    (("extensionAttribute7", "ISNOTNULL", ""), ("userAccountControl", "ISBITNOTSET", "2")),
                    (("dn", "ENDSWITH", f"OU=Branches,{CORP_DN}"),),
                ),
                joins=((("objectGUID", "sourceAnchorBinary"),), (("mail", "mail"), ("employeeID", "employeeID"))),
            ),
            RuleOrigin.CUSTOM,
            Outcome.MANUAL,
            "Custom rule with an expression that uses a function without a twin in Cloud Sync (Error).",
            finding_ids=("CUSTOM-RULE-1a2b3c4d",),
        ),
        judged(
            rule(
                51,
                "In from AD - User Common (Litware)",
                flows=(flow("displayName", expression='Trim([givenName]) & " " & Trim([sn])'), flow("department")),
                tag="",
            ),
            RuleOrigin.CLONE,
            Outcome.ADAPTED,
            "Differs from the standard rule in one expression, which Cloud Sync can hold.",
            clone_of="In from AD - User Common",
            differences=(
                RuleDifference(
                    "flow displayName",
                    "[displayName]",
                    'Trim([givenName]) & " " & Trim([sn])',
                    "displayName is computed from givenName and sn instead of being copied.",
                ),
            ),
        ),
        judged(
            rule(
                100,
                "In from AD - User Join",
                tag="Microsoft.InfromADUserJoin.003",
                link=LinkType.PROVISION,
                flows=(flow("cloudFiltered"),),
            ),
            RuleOrigin.MODIFIED,
            Outcome.MANUAL,
            "A scoping filter was added to a standard rule.",
            differences=(
                RuleDifference(
                    "scope",
                    "isCriticalSystemObject doesn't equal TRUE",
                    "… and employeeType doesn't equal EXTERNAL",
                    "Externals are kept out by an added clause.",
                ),
            ),
        ),
        judged(
            rule(
                102,
                "In from AD - User AccountEnabled",
                tag="Microsoft.InfromADUserAccountEnabled.004",
                password_sync=True,
                flows=(flow("accountEnabled"), flow("pwdLastSet")),
            )
        ),
        judged(
            rule(
                106,
                "In from AD - User Common",
                tag="Microsoft.InfromADUserCommon.004",
                disabled=True,
                flows=(flow("displayName"), flow("department")),
            )
        ),
        judged(rule(112, "In from AD - Group Join", tag="Microsoft.InfromADGroupJoin.003", link=LinkType.PROVISION)),
        judged(
            rule(113, "In from AD - User Passkey", tag="Microsoft.InfromADUserPasskey.009", connector_id=LAB),
            RuleOrigin.UNVERIFIED,
            Outcome.UNKNOWN,
            "The tag is newer than the standard rules this tool knows.",
            drift=("The schema of this forest has no attribute msDS-Passkey; the flow isn't generated.",),
        ),
        judged(
            rule(
                123,
                "Out to AAD - User Join",
                tag="Microsoft.OuttoAADUserJoin.006",
                connector_id=ENTRA_CONNECTOR_ID,
                direction=out,
                link=LinkType.PROVISION,
                flows=(flow("sourceAnchor"), flow("cloudAnchor")),
            )
        ),
        judged(
            rule(
                124,
                "Out to AAD - User Identity",
                tag="Microsoft.OuttoAADUserIdentity.005",
                connector_id=ENTRA_CONNECTOR_ID,
                direction=out,
            )
        ),
    )


def partition(
    domain: str, *, selected: bool = True, included: tuple[str, ...] = (), excluded: tuple[str, ...] = ()
) -> Partition:
    dn = ",".join(f"DC={part}" for part in domain.split("."))
    place = Origin("Connectors/Connector_{corp}.xml", "/ma-data/ma-partition-data/partition[1]", 812)
    return Partition(
        id=f"part-{domain}",
        name=domain,
        dn=parse_dn(dn),
        domain=domain,
        selected=selected,
        object_classes=("container", "organizationalUnit", "user", "group", "contact"),
        inclusions=tuple(Container(parse_dn(d), place) for d in included),
        exclusions=tuple(Container(parse_dn(d), place) for d in excluded),
        preferred_dcs=("dc01." + domain,),
        only_preferred_dcs=False,
        parameters=(),
        origin=place,
    )


INCLUDED = (f"OU=Branches,{CORP_DN}", f"OU=Users,OU=HQ,{CORP_DN}", f"OU=Groups,OU=HQ,{CORP_DN}")
EXCLUDED = (f"OU=Leavers,OU=Branches,{CORP_DN}", f"OU=Service accounts,OU=Users,OU=HQ,{CORP_DN}")


def connector(identifier: str, name: str, kind: ConnectorKind, partitions: tuple[Partition, ...]) -> Connector:
    place = Origin(f"Connectors/Connector_{{{identifier}}}.xml", "/ma-data", 2)
    directory = ActiveDirectorySettings(name, "corp.litware.example", "MSOL_4f1f7a2c9d0b", True, place, "")
    entra = EntraSettings("Sync_LIT-SYNC01_4f1f7a2c9d0b@litware.onmicrosoft.com", "2.4.131.0", True, place)
    steps = (RunStep("full-import", "", "p1"), RunStep("full-synchronization", "", "p1"))
    return Connector(
        id=identifier,
        name=name,
        kind=kind,
        category="AD" if kind is ConnectorKind.ACTIVE_DIRECTORY else "Extensible2",
        subtype="" if kind is ConnectorKind.ACTIVE_DIRECTORY else "Windows Azure Active Directory (Microsoft)",
        created="2019-03-04T08:12:00Z",
        modified="2026-02-18T14:02:11Z",
        active_directory=directory if kind is ConnectorKind.ACTIVE_DIRECTORY else None,
        entra=entra if kind is ConnectorKind.ENTRA else None,
        attributes=(
            "accountEnabled",
            "displayName",
            "extensionAttribute7",
            "mail",
            "proxyAddresses",
            "userPrincipalName",
        ),
        schema={},
        classes=("user", "group", "contact"),
        partitions=partitions,
        run_profiles=(
            RunProfile("Full Import", steps[:1], place),
            RunProfile("Full Synchronization", steps[1:], place),
        ),
        provisioning_hierarchy=(),
        parameters=(
            Parameter("Connector.GroupFilteringGroupDn", "", "", False, place),
            Parameter("Password", "", "", True, place),
        ),
        legacy_sections=(),
        origin=place,
    )


def configuration() -> Configuration:
    place = Origin("GlobalSettings/MV.xml", "/saved-ma-configuration/parameter-values", 9)
    ad = ConnectorKind.ACTIVE_DIRECTORY
    return Configuration(
        inputs=(
            InputFile(
                "litware-export.zip",
                "server-configuration",
                "ab" * 32,
                "2026-11-18T07:30:00Z",
                "LIT-SYNC01",
                "2.4.131.0",
            ),
        ),
        settings=GlobalSettings(
            server="LIT-SYNC01",
            exported_at="2026-11-18T07:30:00Z",
            parameters=(
                Parameter("Microsoft.Synchronize.ServerConfigurationVersion", "2.4.131.0", "", False, place),
                Parameter("Microsoft.SynchronizationOption.AnchorAttribute", "mS-DS-ConsistencyGuid", "", False, place),
            ),
            metaverse_classes=(),
            schema={},
            origin=place,
        ),
        connectors=(
            connector(
                CORP,
                "corp.litware.example",
                ad,
                (
                    partition("corp.litware.example", included=INCLUDED, excluded=EXCLUDED),
                    partition("dmz.litware.example", selected=False),
                ),
            ),
            connector(
                LAB,
                "lab.litware.example",
                ad,
                (partition("lab.litware.example", included=("DC=lab,DC=litware,DC=example",)),),
            ),
            connector(ENTRA_CONNECTOR_ID, "litware.onmicrosoft.com - AAD", ConnectorKind.ENTRA, ()),
        ),
        sync_rules=tuple(v.rule for v in rules()),
        coverage=Coverage(
            48_213,
            48_197,
            (
                NotUnderstood(
                    Origin("Connectors/Connector_{corp}.xml", "/ma-data/private-configuration/foo", 1220),
                    "Element foo in private-configuration",
                ),
            ),
        ),
        notes=(Note(place, "The export was read from a .zip; its time stamp comes from the newest file."),),
    )


def finding(code: str = "CUSTOM-RULE", key: str = "1a2b3c4d", title: str = "", **changes: object) -> Finding:
    basis = Finding(
        id=f"{code}-{key}",
        code=code,
        title=title or "Custom rule “In from AD - Litware UPN override” must be redesigned",
        group="Sync rules",
        outcome=Outcome.MANUAL,
        importance=Importance.MUST,
        lane=Lane.STAGED,
        subject=Subject(
            "sync-rule",
            "00000000-0000-4000-8000-000000000050",
            "In from AD - Litware UPN override",
            ("corp.litware.example",),
        ),
        effort=effort(8, 20),
        evidence=(
            Evidence(
                "SynchronizationRules/SynchronizationRule_{50}.xml",
                "/synchronizationRule/name",
                3,
                "In from AD - Litware UPN override",
            ),
            Evidence(
                "SynchronizationRules/SynchronizationRule_{50}.xml",
                "/synchronizationRule/attribute-mappings/mapping[1]/expression",
                41,
                EXPRESSION,
            ),
        ),
        advice=advice("this rule"),
        sources=(GUIDE, TOOL_PAGE),
        conflict="",
        inferred=False,
        questions=(),
    )
    return replace(basis, **changes)  # type: ignore[arg-type]


def findings() -> tuple[Finding, ...]:
    corp, lab = "corp.litware.example", "lab.litware.example"
    return (
        finding(
            "CROSS-FOREST-REFS",
            "77aa",
            "Group members and managers point across forests",
            group="Topology",
            outcome=Outcome.GAP,
            lane=Lane.STAY,
            subject=Subject("domain", lab, lab, (lab,)),
            effort=effort(24, 60, "Move or split groups", 12),
            questions=("large_groups",),
        ),
        finding(),
        finding(
            "OLD-BUILD",
            "2.4.131.0",
            "Connect Sync 2.4.131.0 is below the required build 2.5.79.0",
            group="Server",
            outcome=Outcome.MANUAL,
            lane=None,
            subject=Subject("configuration", "server", "LIT-SYNC01"),
            effort=effort(3, 6, "Upgrade Connect Sync"),
            conflict="The version history names 2.5.76.0 as the floor; the retirement page names 2.5.79.0.",
        ),
        finding(
            "ATTRIBUTE-FILTER",
            "c0ffee",
            "Externals are filtered by attribute value",
            group="Scope",
            importance=Importance.SHOULD,
            outcome=Outcome.ADAPTED,
            subject=Subject("sync-rule", "100", "In from AD - User Join", (corp,)),
            effort=effort(2, 4, "Write a scoping filter"),
        ),
        finding(
            "OBJECT-COUNT",
            "unknown",
            "The number of objects per domain isn't known",
            group="Scope",
            importance=Importance.CHECK,
            outcome=Outcome.UNKNOWN,
            lane=None,
            subject=Subject("domain", corp, corp, (corp,)),
            effort=effort(),
            questions=("objects",),
            inferred=True,
        ),
        finding(
            "EXCLUDED-OU",
            "0ff1ce",
            "Two excluded OUs lie below included ones",
            group="Scope",
            importance=Importance.SHOULD,
            outcome=Outcome.MANUAL,
            subject=Subject("container", EXCLUDED[0], EXCLUDED[0], (corp,)),
            effort=effort(4, 8, "Re-cut the OU scope", 2),
        ),
        finding(
            "PHS-ON",
            "phs",
            "Password hash sync moves with the accounts",
            group="Sign-in",
            importance=Importance.INFO,
            outcome=Outcome.SUPPORTED,
            lane=None,
            subject=Subject("configuration", "phs", "Password hash sync", (corp, lab)),
            effort=effort(),
        ),
    )


def feature(
    identifier: str, title: str, group: str, used: InUse, outcome: Outcome, **changes: object
) -> FeatureVerdict:
    basis = FeatureVerdict(
        id=identifier,
        title=title,
        group=group,
        connect="yes",
        cloud_sync="no" if outcome is Outcome.GAP else "yes",
        in_use=used,
        outcome=outcome,
        because=f"{title}: as the decision guide lists it.",
        evidence=(
            Evidence("GlobalSettings/MV.xml", "/saved-ma-configuration/parameter-values/parameter[3]", 44, "True"),
        )
        if used is InUse.YES
        else (),
        advice=advice(title.lower()),
        sources=(GUIDE,),
        conflict="",
        inferred=False,
        reason_to_move=False,
        questions=(),
    )
    return replace(basis, **changes)  # type: ignore[arg-type]


def features() -> tuple[FeatureVerdict, ...]:
    yes, no, unknown = InUse.YES, InUse.NO, InUse.UNKNOWN
    return (
        feature("objects-user-group-contact", "Users, groups and contacts", "Objects", yes, Outcome.SUPPORTED),
        feature(
            "device-sync",
            "Device synchronization",
            "Objects",
            no,
            Outcome.SUPPORTED,
            conflict="The decision guide of 2026-10-06 says yes; the tool's page of 2026-09-16 still blocks it.",
            sources=(GUIDE, TOOL_PAGE),
        ),
        feature("cross-forest-refs", "References across forests", "Topology", yes, Outcome.GAP),
        feature(
            "multi-forest-connected",
            "Several connected forests",
            "Topology",
            yes,
            Outcome.SUPPORTED,
            conflict="The FAQ of 2026-03-30 asks for all references to stay inside one domain.",
        ),
        feature("advanced-sync-rules", "Advanced sync rules", "Rules", yes, Outcome.MANUAL),
        feature(
            "attribute-filter",
            "Filtering by attribute value",
            "Scope",
            yes,
            Outcome.ADAPTED,
            cloud_sync="partial",
            conflict="The decision guide says limited; the scenarios page of the same day says not supported.",
        ),
        feature("ou-filter", "Filtering by OU", "Scope", yes, Outcome.SUPPORTED),
        feature("phs", "Password hash sync", "Sign-in", yes, Outcome.SUPPORTED),
        feature("password-writeback", "Password writeback", "Sign-in", yes, Outcome.SUPPORTED),
        feature(
            "pta", "Pass-through authentication", "Sign-in", unknown, Outcome.UNKNOWN, questions=("pta",), evidence=()
        ),
        feature(
            "large-groups",
            "Groups with more than 50,000 members",
            "Objects",
            unknown,
            Outcome.UNKNOWN,
            questions=("large_groups",),
        ),
        feature("group-writeback-v1", "Group writeback v1", "Writeback", no, Outcome.GAP),
        feature("device-writeback", "Device writeback", "Writeback", no, Outcome.GAP),
        feature(
            "on-demand", "Provision on demand", "Operation", no, Outcome.SUPPORTED, connect="no", reason_to_move=True
        ),
        feature(
            "exchange-les-writeback",
            "Cloud-managed remote mailboxes",
            "Writeback",
            no,
            Outcome.SUPPORTED,
            connect="no",
            reason_to_move=True,
            because="Only Cloud Sync writes back the attributes of remote mailboxes that the cloud manages.",
        ),
    )


def questions() -> tuple[OpenQuestion, ...]:
    count = "(Get-ADObject -LDAPFilter '(|(objectClass=user)(objectClass=group))' -Server {domain}).Count"
    objects = [
        OpenQuestion(
            "objects",
            f"objects@{d}",
            d,
            "How many objects does this domain hold in scope?",
            "Above 150,000 the domain stays on Connect Sync.",
            "Active Directory administrator",
            count.format(domain=d),
            "number",
            (),
            a,
        )
        for d, a in (("corp.litware.example", None), ("lab.litware.example", "812"))
    ]
    return (
        *objects,
        OpenQuestion(
            "pta",
            "pta",
            "",
            "Is pass-through authentication in use?",
            "It keeps working, but is managed separately after the move.",
            "Identity administrator",
            "Get-MgDomain | Select-Object Id, AuthenticationType",
            "yes-no",
            (),
            None,
        ),
        OpenQuestion(
            "large_groups",
            "large_groups",
            "",
            "Is there a group with more than 50,000 members?",
            "Cloud Sync doesn't take larger groups.",
            "Active Directory administrator",
            "Get-ADGroup -Filter * -Properties member | Where-Object { $_.member.Count -gt 50000 }",
            "yes-no",
            (),
            None,
        ),
        OpenQuestion(
            "exchange_mode",
            "exchange_mode",
            "",
            "Which hybrid mode does Exchange run in?",
            "Decides whether writeback must be switched on.",
            "Exchange administrator",
            "Get-HybridConfiguration",
            "choice",
            ("none", "classic", "modern"),
            None,
        ),
    )


def checks() -> ToolEligibility:
    place = (
        Evidence(
            "Connectors/Connector_{corp}.xml", "/ma-data/ma-partition-data/partition", 812, "3 included containers"
        ),
    )
    return ToolEligibility(
        eligible=False,
        checks=(
            CheckOutcome("one-forest", "One forest", CheckResult.FAIL, "2 forests", "at most 1", place, (TOOL_PAGE,)),
            CheckOutcome(
                "containers", "Included containers per domain", CheckResult.PASS, "3", "at most 30", place, (TOOL_PAGE,)
            ),
            CheckOutcome(
                "objects", "Objects in scope", CheckResult.UNKNOWN, "not known", "at most 2,000", (), (TOOL_PAGE,)
            ),
            CheckOutcome(
                "custom-rules", "No custom sync rules", CheckResult.FAIL, "2 rules", "none", place, (TOOL_PAGE,)
            ),
        ),
    )


def deadlines() -> tuple[DeadlineVerdict, ...]:
    return (
        DeadlineVerdict(
            "floor-2025",
            "Connect Sync below 2.5.79.0 stops working",
            date(2026, 9, 30),
            InUse.YES,
            -53,
            "Synchronization stops.",
            "Upgrade Connect Sync now.",
            "",
            (GUIDE,),
        ),
        DeadlineVerdict(
            "floor-2027",
            "Connect Sync below 2.6.84.0 stops working",
            date(2027, 1, 20),
            InUse.YES,
            59,
            "Synchronization stops.",
            "Upgrade, or finish the move before.",
            "",
            (GUIDE,),
        ),
        DeadlineVerdict(
            "wave",
            "Migration wave of this tenant",
            date(2027, 7, 1),
            InUse.UNKNOWN,
            221,
            "Microsoft asks for the move.",
            "Look for the notice in the message center.",
            "Two pages give different months.",
            (TOOL_PAGE,),
        ),
        DeadlineVerdict(
            "gwb-v2",
            "Group writeback v2 ends",
            date(2026, 6, 30),
            InUse.NO,
            -145,
            "Groups are no longer written back.",
            "Nothing to do.",
            "",
            (UNDATED,),
        ),
    )


def plan() -> tuple[PlannedStage, ...]:
    return (
        PlannedStage(
            "prepare",
            "Prepare",
            "Nothing changes for users in this stage.",
            (
                PlannedStep(
                    "backup",
                    "Back up the Connect configuration",
                    "LIT-SYNC01",
                    "Keep the folder away from the server.",
                    ('Get-ADSyncServerConfiguration -Path "C:\\Backup\\connect-2026-11-22"',),
                    ("The folder holds Connectors, GlobalSettings and SynchronizationRules.",),
                    (GUIDE,),
                ),
                PlannedStep(
                    "agent",
                    "Install the provisioning agent",
                    "",
                    "Three agents for high availability.",
                    (),
                    ("Each agent shows as active in the portal.",),
                    (UNDATED,),
                ),
            ),
        ),
        PlannedStage(
            "pilot",
            "Pilot",
            "A few accounts show that the configuration is right.",
            (
                PlannedStep(
                    "configuration",
                    "Create a configuration",
                    "corp.litware.example",
                    "Choose AD to Entra ID; leave it disabled.",
                    (),
                    (),
                    (GUIDE,),
                ),
                PlannedStep(
                    "configuration",
                    "Create a configuration",
                    "lab.litware.example",
                    "Choose AD to Entra ID; leave it disabled.",
                    (),
                    (),
                    (GUIDE,),
                ),
            ),
        ),
    )


def prerequisites() -> tuple[PrerequisiteVerdict, ...]:
    return (
        PrerequisiteVerdict(
            "role",
            "Roles",
            "Hybrid Identity Administrator",
            "A cloud-only account with this role.",
            "Get-MgRoleManagementDirectoryRoleAssignment -All",
            "",
            (GUIDE,),
        ),
        PrerequisiteVerdict(
            "os",
            "Agent server",
            "Windows Server 2016 or later",
            "Domain-joined, 2022 recommended, no Server Core.",
            "Get-ComputerInfo OsName",
            "Two pages differ on Windows Server 2025.",
            (GUIDE, UNDATED),
        ),
        PrerequisiteVerdict("tls", "Agent server", "TLS 1.2", "Switched on for .NET and SChannel.", "", "", (GUIDE,)),
    )


def assessment() -> Assessment:
    shares = (
        EffortShare("custom-rule", "Redesign a custom rule", "rule", 2, 16, 40),
        EffortShare("groups", "Move or split groups", "group", 12, 24, 60),
        EffortShare("domain", "Move a domain in batches", "domain", 2, 32, 56),
        EffortShare("upgrade", "Upgrade Connect Sync", "server", 1, 3, 6),
    )
    return Assessment(
        tool=ToolInfo("cloudsync-readiness", "0.1.0", "2026.11", date(2026, 11, 15), "2026-11-22T10:41:30Z"),
        configuration=configuration(),
        facts={},
        verdict=Verdict(
            Lane.STAY,
            "Not yet: lab.litware.example must stay on Connect Sync; "
            "corp.litware.example can move by hand after 4 changes.",
            "References between the two forests have no equivalent in Cloud Sync. "
            "Microsoft's migration tool refuses two forests and custom rules.",
            ("CROSS-FOREST-REFS-77aa", "CUSTOM-RULE-1a2b3c4d"),
        ),
        domains=(
            DomainVerdict(
                "corp.litware.example",
                CORP,
                "corp.litware.example",
                True,
                Lane.STAGED,
                ("CUSTOM-RULE-1a2b3c4d",),
                3,
                2,
                None,
            ),
            DomainVerdict(
                "lab.litware.example",
                LAB,
                "lab.litware.example",
                True,
                Lane.STAY,
                ("CROSS-FOREST-REFS-77aa", "OLD-BUILD-2.4.131.0"),
                1,
                0,
                812,
            ),
            DomainVerdict("dmz.litware.example", CORP, "corp.litware.example", False, None, (), 0, 0, None),
        ),
        migration_tool=checks(),
        rules=rules(),
        missing_rules=("In from AD - Contact Common",),
        scope=(
            PartitionScope(
                CORP_DN,
                "corp.litware.example",
                CORP,
                "corp.litware.example",
                True,
                ("user", "group", "contact"),
                INCLUDED,
                EXCLUDED,
                INCLUDED,
                Outcome.MANUAL,
                "Cloud Sync includes containers; it has no exclusions.",
            ),
            PartitionScope(
                "DC=lab,DC=litware,DC=example",
                "lab.litware.example",
                LAB,
                "lab.litware.example",
                True,
                ("user", "group"),
                ("DC=lab,DC=litware,DC=example",),
                (),
                ("DC=lab,DC=litware,DC=example",),
                Outcome.SUPPORTED,
                "The whole domain is in scope.",
            ),
            PartitionScope(
                "DC=dmz,DC=litware,DC=example",
                "dmz.litware.example",
                CORP,
                "corp.litware.example",
                False,
                (),
                (),
                (),
                (),
                Outcome.SUPPORTED,
                "Not selected.",
            ),
        ),
        features=features(),
        findings=findings(),
        questions=questions(),
        deadlines=deadlines(),
        prerequisites=prerequisites(),
        effort=Effort(75, 162, shares),
        limits=(
            Limit(
                "objects-per-domain",
                "Objects per AD domain",
                150_000,
                "objects",
                "The scenarios page says 250,000.",
                (GUIDE,),
            ),
            Limit("group-members", "Members per group", 50_000, "members", "", (GUIDE,)),
        ),
        cmdlets=(
            Cmdlet("Connect-AADCloudSyncTools", "Sign in before any other cmdlet.", "", (UNDATED,)),
            Cmdlet(
                "Export-AADCloudSyncToolsLogs",
                "Collect logs for a support case.",
                "Takes up to three minutes by default.",
                (UNDATED,),
            ),
        ),
    )


def large(rule_count: int = 300, flows_each: int = 20, finding_count: int = 120) -> Assessment:
    """Make a large assessment: rules of all origins and ``rule_count`` × ``flows_each`` attribute flows."""
    origins = [RuleOrigin.STANDARD] * 4 + [RuleOrigin.CUSTOM]
    some = tuple(
        flow(f"attribute{i}", expression=f'IIF(IsPresent([attribute{i}]),Trim([attribute{i}]),"none")')
        if i % 3 == 0
        else flow(f"attribute{i}")
        for i in range(flows_each)
    )
    many = tuple(
        judged(
            rule(1000 + i, f"Rule {i} from AD", flows=some, scope=((("mail", "ISNOTNULL", ""),),)),
            origins[i % len(origins)],
            Outcome.MANUAL if i % 5 == 4 else Outcome.SUPPORTED,
        )
        for i in range(rule_count)
    )
    more = tuple(finding("MANY", f"{i:04d}", f"Custom rule {i} must be redesigned") for i in range(finding_count))
    base = assessment()
    return replace(base, rules=base.rules + many, findings=base.findings + more)
