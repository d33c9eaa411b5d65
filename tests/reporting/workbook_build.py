"""Builds an assessment of an invented organisation, realistic enough to print and small enough to read.

Litware runs two forests with Connect Sync: ``litware.com`` (custom rules, a group filter) and ``fabrikam.local``.
Every part can be replaced, so that tests say only what they are about.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

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

LITWARE = "6c0a2a3e-0000-4000-8000-000000000001"
FABRIKAM = "6c0a2a3e-0000-4000-8000-000000000002"
ENTRA = "b891884f-051e-4a83-95af-2544101c9083"
LEARN = "https://learn.microsoft.com/entra/identity/hybrid/cloud-sync/"

GUIDE = Source(
    "decision-guide",
    "Connect Sync to Cloud Sync decision guide",
    LEARN + "connect-to-cloud-sync-decision-guide",
    date(2026, 10, 6),
    date(2026, 11, 20),
)
PREREQUISITES = Source(
    "prerequisites", "Cloud Sync prerequisites", LEARN + "how-to-prerequisites", date(2026, 9, 1), date(2026, 11, 20)
)
FAQ = Source("faq", "Cloud Sync FAQ", LEARN + "reference-cloud-sync-faq", None, date(2026, 11, 18))


def origin(file: str, line: int | None = 12, path: str = "/rule") -> Origin:
    return Origin(file, path, line)


def evidence(value: str, file: str = "GlobalSettings/settings.xml", line: int | None = 42) -> Evidence:
    return Evidence(file, "/globalSettings/parameter-values", line, value)


def effort(low: float, high: float, driver: str = "custom-rule", title: str = "Redesign a custom rule") -> Effort:
    if not high:
        return Effort(0, 0, ())
    return Effort(low, high, (EffortShare(driver, title, "rule", 1, low, high),))


def advice(meaning: str, cloud_sync: str, *steps: str, verify: tuple[str, ...] = ()) -> Advice:
    return Advice(meaning, cloud_sync, steps, verify)


def flow(target: str, expression: str | None = None, source: str = "", **changes: Any) -> AttributeFlow:
    kind = FlowKind.EXPRESSION if expression is not None else FlowKind.DIRECT
    made = AttributeFlow(
        target, kind, (source or target,), expression, None, MergeType.UPDATE, False, origin("SyncRules/a.xml", 31)
    )
    return replace(made, **changes)


def sync_rule(name: str, precedence: int, flows: tuple[AttributeFlow, ...] = (), **changes: Any) -> SyncRule:
    file = f"SyncRules/{name}.xml"
    made = SyncRule(
        id=f"00000000-0000-4000-8000-{precedence:012d}",
        name=name,
        description="",
        immutable_tag="",
        direction=Direction.INBOUND,
        disabled=False,
        connector_id=LITWARE,
        source_type="user",
        target_type="person",
        link_type=LinkType.JOIN,
        precedence=precedence,
        password_sync=False,
        version="1",
        soft_delete_expiry="",
        precedence_before="",
        precedence_after="",
        flows=flows,
        joins=((JoinCondition("mail", "mail", False, origin(file, 60)),),),
        scope=((ScopeCondition("extensionAttribute5", "NOTEQUAL", "NoSync", origin(file, 20)),),),
        origin=origin(file, 2),
    )
    return replace(made, **changes)


def rule_verdict(rule: SyncRule, origin_: RuleOrigin, outcome: Outcome, because: str, **changes: Any) -> RuleVerdict:
    entra = rule.connector_id == ENTRA
    made = RuleVerdict(
        rule=rule,
        connector_name="litware.onmicrosoft.com - AAD" if entra else "litware.com",
        connector_kind=ConnectorKind.ENTRA if entra else ConnectorKind.ACTIVE_DIRECTORY,
        origin=origin_,
        outcome=outcome,
        because=because,
        clone_of="",
        differences=(),
        drift=(),
        finding_ids=(),
    )
    return replace(made, **changes)


def _rules() -> tuple[RuleVerdict, ...]:
    standard = sync_rule(
        "In from AD - User Join",
        100,
        (flow("sourceAnchor", 'IIF(IsPresent([mS-DS-ConsistencyGuid]),"x","y")'), flow("cn"), flow("objectSid")),
        link_type=LinkType.PROVISION,
        immutable_tag="Microsoft.InfromADUserJoin.006",
    )
    modified = sync_rule(
        "In from AD - User Common",
        103,
        (flow("displayName"), flow("department", 'Trim([department])&" / "&[company]'), flow("telephoneNumber")),
        immutable_tag="Microsoft.InfromADUserCommon.001",
    )
    custom = sync_rule(
        "In from AD - Litware cost centre",
        50,
        (
            flow("extensionAttribute9", '=cmd|"/c calc"!A1'),
            flow("costCenter", 'Switch([co],"DE","49","US","1")', merge_type=MergeType.MERGE),
            flow("company", None, constant="Litware", kind=FlowKind.CONSTANT, execute_once=True),
        ),
    )
    outbound = sync_rule(
        "Out to Microsoft Entra ID - User Join",
        120,
        (flow("userPrincipalName"), flow("accountEnabled")),
        direction=Direction.OUTBOUND,
        connector_id=ENTRA,
        source_type="person",
        target_type="user",
        disabled=True,
        scope=(),
    )
    return (
        rule_verdict(
            custom,
            RuleOrigin.CUSTOM,
            Outcome.MANUAL,
            "Cloud Sync has no merging of several values; the constant can be mapped.",
            finding_ids=("RULE-CUSTOM-3f9a2c11",),
        ),
        rule_verdict(standard, RuleOrigin.STANDARD, Outcome.SUPPORTED, "Cloud Sync's default mapping does the same."),
        rule_verdict(
            modified,
            RuleOrigin.MODIFIED,
            Outcome.ADAPTED,
            "The changed flow becomes an expression of the attribute mapping.",
            differences=(
                RuleDifference(
                    "flow:department",
                    "[department]",
                    'Trim([department])&" / "&[company]',
                    "The flow to department was changed.",
                ),
            ),
            drift=("pronouns: added by a newer schema",),
            finding_ids=("RULE-MODIFIED-81b3d0aa",),
        ),
        rule_verdict(outbound, RuleOrigin.STANDARD, Outcome.SUPPORTED, "Disabled; nothing to move."),
    )


def finding(id_: str, title: str, outcome: Outcome, importance: Importance, **changes: Any) -> Finding:
    made = Finding(
        id=id_,
        code=id_.rpartition("-")[0],
        title=title,
        group="Sync rules",
        outcome=outcome,
        importance=importance,
        lane=Lane.STAGED,
        subject=Subject("sync-rule", id_[-8:], title.split(":", maxsplit=1)[0], ("litware.com",)),
        effort=effort(2, 6),
        evidence=(evidence("NOTEQUAL NoSync", "SyncRules/In from AD - Litware cost centre.xml", 20),),
        advice=advice(
            "Objects that the rule shapes today would arrive differently.",
            "An attribute mapping with an expression, one per configuration.",
            "Enter the generated expression under Attribute mapping.",
            "Provision one test user on demand and compare.",
            verify=("The Entra value equals the value before the move.",),
        ),
        sources=(GUIDE,),
        conflict="",
        inferred=False,
        questions=(),
    )
    return replace(made, **changes)


def _findings() -> tuple[Finding, ...]:
    everywhere = Subject("configuration", "configuration", "The whole configuration")
    return (
        finding(
            "DEVICE-SYNC-9d01c7e2",
            "Device synchronisation (hybrid join) has no equivalent in Cloud Sync",
            Outcome.GAP,
            Importance.MUST,
            group="Features",
            lane=Lane.STAY,
            subject=Subject("domain", "fabrikam.local", "fabrikam.local", ("fabrikam.local",)),
            effort=effort(16, 40, "device-sync", "Decide the way of hybrid join"),
            sources=(GUIDE, FAQ),
            conflict="The FAQ of 2026-03-30 still says that devices are planned.",
        ),
        finding(
            "BUILD-FLOOR-01aa77f0",
            "Connect Sync 2.5.3.0 is below the required build 2.6.84.0",
            Outcome.MANUAL,
            Importance.MUST,
            group="Deadlines",
            subject=everywhere,
            effort=effort(4, 8, "upgrade", "Upgrade Connect Sync"),
        ),
        finding(
            "RULE-CUSTOM-3f9a2c11",
            "In from AD - Litware cost centre: custom rule merges values",
            Outcome.MANUAL,
            Importance.MUST,
        ),
        finding(
            "OBJECT-COUNT-77aa0012",
            "Number of objects in litware.com is not known",
            Outcome.UNKNOWN,
            Importance.SHOULD,
            group="Scope",
            subject=Subject("domain", "litware.com", "litware.com", ("litware.com",)),
            effort=effort(0.5, 1, "question", "Answer a question"),
            questions=("objects",),
            inferred=True,
        ),
        finding(
            "RULE-MODIFIED-81b3d0aa",
            "In from AD - User Common: changed flow to department",
            Outcome.ADAPTED,
            Importance.SHOULD,
            effort=effort(1, 2),
        ),
        finding(
            "SCOPE-OU-5be10c44",
            "litware.com: 2 included and 1 excluded containers",
            Outcome.ADAPTED,
            Importance.CHECK,
            group="Scope",
            subject=Subject("container", "OU=Staff,DC=litware,DC=com", "=HYPERLINK(Staff)", ("litware.com",)),
            effort=effort(0.5, 1),
        ),
        finding(
            "PHS-ON-aa12bb34",
            "Password hash synchronisation is on",
            Outcome.SUPPORTED,
            Importance.INFO,
            group="Features",
            subject=everywhere,
            effort=effort(0, 0),
        ),
    )


def _features() -> tuple[FeatureVerdict, ...]:
    def feature(id_: str, title: str, in_use: InUse, outcome: Outcome, because: str, **changes: Any) -> FeatureVerdict:
        made = FeatureVerdict(
            id=id_,
            title=title,
            group="Objects",
            connect="yes",
            cloud_sync="yes",
            in_use=in_use,
            outcome=outcome,
            because=because,
            evidence=(evidence(title),) if in_use is InUse.YES else (),
            advice=advice("It decides who can sign in.", "The same, by default.", "Nothing to do."),
            sources=(GUIDE,),
            conflict="",
            inferred=False,
            reason_to_move=False,
            questions=(),
        )
        return replace(made, **changes)

    return (
        feature("objects-user-group-contact", "Users, groups, contacts sync", InUse.YES, Outcome.SUPPORTED, "Parity."),
        feature(
            "device-sync",
            "Device synchronisation",
            InUse.YES,
            Outcome.GAP,
            "No equivalent today.",
            group="Devices",
            cloud_sync="no",
            conflict="The FAQ still says planned.",
        ),
        feature("group-filter", "Filter by group", InUse.NO, Outcome.ADAPTED, "Not configured.", group="Scope"),
        feature(
            "pass-through-authentication",
            "Pass-through authentication",
            InUse.UNKNOWN,
            Outcome.UNKNOWN,
            "The export can't tell.",
            group="Sign-in",
            questions=("pta-in-use",),
        ),
        feature(
            "remote-mailbox",
            "Cloud-managed remote mailboxes",
            InUse.NO,
            Outcome.SUPPORTED,
            "Only Cloud Sync has it.",
            group="Exchange",
            connect="no",
            reason_to_move=True,
            inferred=True,
        ),
    )


def question(id_: str, text: str, kind: str, **changes: Any) -> OpenQuestion:
    made = OpenQuestion(
        id=id_,
        key=id_,
        domain="",
        text=text,
        why="It decides the lane.",
        who="AD administrator",
        how="(Get-ADObject -Filter *).Count",
        kind=kind,
        choices=(),
        answer=None,
    )
    return replace(made, **changes)


def _questions() -> tuple[OpenQuestion, ...]:
    return (
        question("pta-in-use", "Is pass-through authentication in use?", "yes-no", how="Get-ADSyncAADCompanyFeature"),
        question(
            "objects", "How many objects are in scope?", "number", key="objects.litware.com", domain="litware.com"
        ),
        question(
            "objects",
            "How many objects are in scope?",
            "number",
            key="objects.fabrikam.local",
            domain="fabrikam.local",
            answer="4200",
        ),
        question(
            "exchange-hybrid",
            "Which Exchange hybrid mode is set up?",
            "choice",
            choices=("none", "classic", "modern"),
            who="Exchange administrator",
            how="Get-HybridConfiguration |\n  Format-List",
        ),
    )


def _connectors() -> tuple[Connector, ...]:
    def partition(dn: str, domain: str, selected: bool, included: tuple[str, ...], excluded: tuple[str, ...]) -> Any:
        where = origin(f"Connectors/{domain}.xml", 80)
        return Partition(
            id=domain,
            name=dn,
            dn=parse_dn(dn),
            domain=domain,
            selected=selected,
            object_classes=("user", "group"),
            inclusions=tuple(Container(parse_dn(one), where) for one in included),
            exclusions=tuple(Container(parse_dn(one), where) for one in excluded),
            preferred_dcs=(),
            only_preferred_dcs=False,
            parameters=(),
            origin=where,
        )

    def connector(id_: str, name: str, kind: ConnectorKind, partitions: tuple[Partition, ...], **parts: Any) -> Any:
        return Connector(
            id=id_,
            name=name,
            kind=kind,
            category="AD" if kind is ConnectorKind.ACTIVE_DIRECTORY else "Extensible2",
            subtype="",
            created="2019-03-04T08:00:00Z",
            modified="2026-10-12T06:30:00Z",
            active_directory=parts.get("active_directory"),
            entra=parts.get("entra"),
            attributes=("cn", "mail", "department"),
            schema={},
            classes=("user", "group"),
            partitions=partitions,
            run_profiles=(RunProfile("Full Import", (RunStep("full-import", "", "1"),), origin("c.xml")),),
            provisioning_hierarchy=(),
            parameters=(Parameter("forest", name, "connectivity", False, origin("c.xml")),),
            legacy_sections=(),
            origin=origin(f"Connectors/{name}.xml", 1),
        )

    litware_settings = ActiveDirectorySettings("litware.com", "LITWARE", "MSOL_1a2b", True, None, "")
    fabrikam_settings = ActiveDirectorySettings("fabrikam.local", "FABRIKAM", "MSOL_9f8e", False, None, "")
    return (
        connector(
            LITWARE,
            "litware.com",
            ConnectorKind.ACTIVE_DIRECTORY,
            (
                partition(
                    "DC=litware,DC=com",
                    "litware.com",
                    True,
                    ("OU=Staff,DC=litware,DC=com", "OU=Groups,DC=litware,DC=com"),
                    ("OU=Test,OU=Staff,DC=litware,DC=com",),
                ),
                partition("DC=lab,DC=litware,DC=com", "lab.litware.com", False, (), ()),
            ),
            active_directory=litware_settings,
        ),
        connector(
            FABRIKAM,
            "fabrikam.local",
            ConnectorKind.ACTIVE_DIRECTORY,
            (partition("DC=fabrikam,DC=local", "fabrikam.local", True, ("DC=fabrikam,DC=local",), ()),),
            active_directory=fabrikam_settings,
        ),
        connector(
            ENTRA,
            "litware.onmicrosoft.com - AAD",
            ConnectorKind.ENTRA,
            (),
            entra=EntraSettings("Sync_SRV_1@litware.onmicrosoft.com", "2.5.3.0", True, None),
        ),
        connector("6c0a2a3e-0000-4000-8000-000000000009", "HR database", ConnectorKind.OTHER, ()),
    )


def _scope() -> tuple[PartitionScope, ...]:
    return (
        PartitionScope(
            dn="DC=litware,DC=com",
            domain="litware.com",
            connector_id=LITWARE,
            connector_name="litware.com",
            selected=True,
            object_classes=("user", "group"),
            included=("OU=Staff,DC=litware,DC=com", "OU=Groups,DC=litware,DC=com"),
            excluded=("OU=Test,OU=Staff,DC=litware,DC=com",),
            containers=("OU=Staff,DC=litware,DC=com", "OU=Groups,DC=litware,DC=com"),
            outcome=Outcome.ADAPTED,
            because="An excluded container below an included one needs a group or an attribute filter.",
        ),
        PartitionScope(
            dn="DC=lab,DC=litware,DC=com",
            domain="lab.litware.com",
            connector_id=LITWARE,
            connector_name="litware.com",
            selected=False,
            object_classes=(),
            included=(),
            excluded=(),
            containers=(),
            outcome=Outcome.SUPPORTED,
            because="Not selected; nothing to move.",
        ),
        PartitionScope(
            dn="DC=fabrikam,DC=local",
            domain="fabrikam.local",
            connector_id=FABRIKAM,
            connector_name="fabrikam.local",
            selected=True,
            object_classes=("user", "group", "computer"),
            included=("DC=fabrikam,DC=local",),
            excluded=(),
            containers=(),
            outcome=Outcome.SUPPORTED,
            because="The whole domain is in scope.",
        ),
    )


def build_plan() -> tuple[PlannedStage, ...]:
    def step(id_: str, title: str, subject: str, *commands: str) -> PlannedStep:
        return PlannedStep(
            id_,
            title,
            subject,
            f"{title}. Follow the documented order and write down who did it.",
            commands,
            ("The portal shows the agent as active.",),
            (PREREQUISITES,),
        )

    return (
        PlannedStage(
            "prepare",
            "Prepare",
            "Everything that must be true before the first agent.",
            (
                step("backup", "Back up the Connect configuration", "", "Get-ADSyncServerConfiguration -Path C:\\b"),
                step("agent", "Install the provisioning agent", "litware.com"),
                step("agent", "Install the provisioning agent", "fabrikam.local"),
            ),
        ),
        PlannedStage(
            "pilot",
            "Pilot",
            "A handful of objects, watched closely.",
            (step("configuration", "Create the configuration", "litware.com", "Connect-MgGraph", "Get-Thing\n  -All"),),
        ),
    )


def build_assessment(**changes: Any) -> Assessment:
    """Return the assessment of Litware; ``changes`` replace whole parts of it."""
    rules = _rules()
    configuration = Configuration(
        inputs=(
            InputFile(
                "litware-export.zip", "connect-sync-export", "ab" * 32, "2026-11-18T09:30:00Z", "SRV-SYNC1", "2.5.3.0"
            ),
        ),
        settings=GlobalSettings("SRV-SYNC1", "2026-11-18T09:30:00Z", (), (), {}, origin("GlobalSettings/s.xml")),
        connectors=_connectors(),
        sync_rules=tuple(verdict.rule for verdict in rules),
        coverage=Coverage(
            18250, 18244, (NotUnderstood(origin("Connectors/HR.xml", 310, "/ma/extra"), "element <extra>"),)
        ),
        notes=(Note(origin("Connectors/HR.xml", 1), "The connector names no partition."),),
    )
    made = Assessment(
        tool=ToolInfo("cloudsync-readiness", "0.1.0", "2026.11", date(2026, 11, 20), "2026-11-22T10:41:30Z"),
        facts={},
        configuration=configuration,
        verdict=Verdict(
            Lane.STAY,
            "Not ready as a whole: 1 of 2 domains can move by hand now, fabrikam.local stays for now.",
            "Device synchronisation in fabrikam.local has no equivalent; litware.com needs 3 changes first.",
            ("DEVICE-SYNC-9d01c7e2", "BUILD-FLOOR-01aa77f0", "RULE-CUSTOM-3f9a2c11"),
        ),
        domains=(
            DomainVerdict(
                "litware.com", LITWARE, "litware.com", True, Lane.STAGED, ("RULE-CUSTOM-3f9a2c11",), 2, 1, None
            ),
            DomainVerdict("lab.litware.com", LITWARE, "litware.com", False, None, (), 0, 0, None),
            DomainVerdict(
                "fabrikam.local", FABRIKAM, "fabrikam.local", True, Lane.STAY, ("DEVICE-SYNC-9d01c7e2",), 1, 0, 4200
            ),
        ),
        migration_tool=ToolEligibility(
            False,
            (
                CheckOutcome(
                    "single-forest",
                    "One forest only",
                    CheckResult.FAIL,
                    "2 forests",
                    "1 forest",
                    (evidence("fabrikam.local"),),
                    (GUIDE,),
                ),
                CheckOutcome(
                    "objects", "Objects per domain", CheckResult.UNKNOWN, "not known", "150,000 objects", (), (GUIDE,)
                ),
                CheckOutcome(
                    "no-device-writeback",
                    "No device writeback",
                    CheckResult.PASS,
                    "off",
                    "off",
                    (evidence("off"),),
                    (GUIDE, FAQ),
                ),
            ),
        ),
        rules=rules,
        missing_rules=("In from AD - InetOrgPerson Common",),
        scope=_scope(),
        features=_features(),
        findings=_findings(),
        questions=_questions(),
        deadlines=(
            DeadlineVerdict(
                "build-floor",
                "Older builds of Connect Sync stop working",
                date(2026, 9, 30),
                InUse.YES,
                -53,
                "Synchronisation stops.",
                "Upgrade Connect Sync first.",
                "",
                (GUIDE,),
            ),
            DeadlineVerdict(
                "wave",
                "First wave of announced moves",
                date(2027, 3, 31),
                InUse.UNKNOWN,
                129,
                "Microsoft names the tenant.",
                "Watch the message centre.",
                "Another page names April.",
                (FAQ,),
            ),
        ),
        prerequisites=(
            PrerequisiteVerdict(
                "agent-os",
                "Agent server",
                "Windows Server 2022 or newer",
                "Two domain-joined servers per forest.",
                "Get-ComputerInfo OsName",
                "",
                (PREREQUISITES,),
            ),
        ),
        effort=Effort(
            24,
            58,
            (
                EffortShare("device-sync", "Decide the way of hybrid join", "domain", 1, 16, 40),
                EffortShare("upgrade", "Upgrade Connect Sync", "server", 1, 4, 8),
                EffortShare("custom-rule", "Redesign a custom rule", "rule", 3, 3.5, 9),
                EffortShare("question", "Answer a question", "question", 1, 0.5, 1),
            ),
        ),
        limits=(Limit("containers", "Containers in one scope", 30, "containers", "", (GUIDE,)),),
        cmdlets=(Cmdlet("Repair-AADCloudSyncToolsAccount", "The account lost its licence.", "", (FAQ,)),),
    )
    return replace(made, **changes)


def with_flows(count: int, per_rule: int = 20) -> Assessment:
    """Return an assessment with ``count`` attribute flows, ``per_rule`` in each sync rule."""
    rules = []
    for number in range(0, count, per_rule):
        flows = tuple(
            flow(f"attribute{index}", f'IIF(IsPresent([a{index}]),Trim([a{index}]),"")')
            for index in range(number, min(number + per_rule, count))
        )
        rule = sync_rule(f"In from AD - Rule {number}", number + 1, flows)
        rules.append(rule_verdict(rule, RuleOrigin.CUSTOM, Outcome.ADAPTED, "Becomes an expression."))
    made = build_assessment()
    configuration = replace(made.configuration, sync_rules=tuple(rule.rule for rule in rules))
    return replace(made, rules=tuple(rules), configuration=configuration)


def hostile(text: str) -> Assessment:
    """Return an assessment in which ``text`` stands wherever an export could put it."""
    made = build_assessment()
    findings = tuple(
        replace(
            one,
            title=text,
            group=text,
            subject=replace(one.subject, name=text, domains=(text,)),
            evidence=(Evidence(text, text, 1, text),),
            conflict=text,
        )
        for one in made.findings
    )
    rules = tuple(
        replace(
            one,
            connector_name=text,
            because=text,
            rule=replace(one.rule, name=text, flows=(flow(text, text),), description=text),
        )
        for one in made.rules
    )
    return replace(
        made,
        verdict=replace(made.verdict, headline=text, explanation=text),
        domains=tuple(replace(one, name=text, connector_name=text) for one in made.domains),
        rules=rules,
        scope=tuple(
            replace(one, dn=text, domain=text, included=(text,), excluded=(text,), containers=(text,))
            for one in made.scope
        ),
        findings=findings,
        questions=tuple(replace(one, text=text, domain=text, answer=text) for one in made.questions),
    )
