"""Follows the statements of a rules script and puts the rules together that it would create."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from analyzer.configuration import Note, Origin
from analyzer.readers.compare import RULE_FIELDS
from analyzer.readers.contribution import Contribution, Gathered
from analyzer.readers.files import quoted, shortened
from analyzer.readers.loaded import LoadedFile
from analyzer.readers.object_model.records import complete_rules
from analyzer.readers.object_model.rule import read_rule_node
from analyzer.readers.object_model.spelling import OBJECT_MODEL
from analyzer.readers.powershell.repair import repaired, with_doubled_quotes
from analyzer.readers.powershell.syntax import Assignment, Command, Reference, Script, Value, parse_script
from analyzer.readers.trees.build import Builder, clean
from analyzer.readers.trees.node import Node, Unresolved

FORMAT = "rules-editor-script"
CARRIED = frozenset(RULE_FIELDS)
_NEW, _FLOW, _OBJECT = "new-adsyncrule", "add-adsyncattributeflowmapping", "new-object"
_GROUPS = {
    "add-adsyncscopeconditiongroup": ("scopeconditions", "scopefilter", "scopeconditionlist"),
    "add-adsyncjoinconditiongroup": ("joinconditions", "joinfilter", "joinconditionlist"),
}
_CONDITIONS = {
    "scopecondition": ("attribute", "comparisonvalue", "comparisonoperator"),
    "joincondition": ("csattribute", "mvattribute", "casesensitive"),
}
_IGNORED_PARAMETERS = {"outvariable", "synchronizationrule", "confirm", "whatif", "verbose", "erroraction", "debug"}
_HARMLESS = {"add-adsyncrule"}
_BUILT = frozenset({"attributeflowmappings", "scopefilter", "joinfilter"})
"""Properties that commands build up; set as a whole they aren't followed."""
_LIMIT = "It holds the rules that were exported with it; others may exist on the server."
_PARTIAL = "Connectors, scope and settings aren't in a rules script."


@dataclass(slots=True, eq=False)
class _Rule:
    node: Node
    members: dict[str, Node]
    certain: bool
    flows: list[Node] = field(default_factory=list)
    scopefilter: list[Node] = field(default_factory=list)
    joinfilter: list[Node] = field(default_factory=list)


Bound = Value | Node | _Rule | tuple["Bound", ...]
"""What a variable holds; a tuple is a list that holds conditions."""
_PROPERTIES = frozenset(
    name.casefold() for names in (getattr(OBJECT_MODEL, one.name) for one in fields(OBJECT_MODEL)) for name in names
)


def read_script(file: LoadedFile) -> Contribution | None:
    """Read one script; ``None`` when it creates no rule.

    Raises:
        UnsafeInputError: it is larger than any export.

    """
    text, told = repaired(clean(file.text).replace("\0", "\ufffd"))
    script = parse_script(text, file.name)
    for anywhere in (False, True):
        doubled, changed = with_doubled_quotes(text, anywhere=anywhere)
        if not changed or (anywhere and not script.broken):
            continue
        again = parse_script(doubled, file.name)
        if len(again.broken) < len(script.broken) + (not anywhere):
            script, text = again, doubled
            told += ("Single quotes inside texts aren't doubled; texts were ended at the last quote of a parameter.",)
    file.notes.extend(Note(Origin(file.name, "script"), sentence) for sentence in told)
    follower = _Follower(file.name, file.notes)
    follower.follow(script)
    if not follower.rules:
        return None
    found = Gathered()
    roots = follower.finish(script)
    for rule in follower.rules:
        read_rule_node(rule.node, found, OBJECT_MODEL)
    found.complete |= complete_rules(found.rules)
    found.limit(_LIMIT)
    found.limit(_PARTIAL)
    return file.contribution(FORMAT, found, roots, rule_fields=CARRIED)


class _Follower:
    def __init__(self, file: str, notes: list[Note]) -> None:
        self._builder = Builder(file, notes)
        self._notes = notes
        self._variables: dict[str, Bound] = {}
        self._doubtful: set[str] = set()
        self._strays: list[Node] = []
        self.rules: list[_Rule] = []

    def follow(self, script: Script) -> None:
        """Go through the statements in order."""
        for statement in script.statements:
            if isinstance(statement, Assignment):
                self._assign(statement)
            else:
                self._command(statement)

    def _assign(self, statement: Assignment) -> None:
        value = self._known(statement.value)
        if not statement.certain and not isinstance(value, Unresolved):
            value = Unresolved(f"${statement.name}")
        owner, _, own = statement.name.rpartition(".")
        rule = self._variables.get(owner.partition("[")[0]) if owner else None
        if isinstance(rule, _Rule):
            self._property(rule, own, value, statement)
        elif statement.added:
            self._variables[statement.name] = self._appended(statement.name, self._conditions(value, statement.line))
        else:
            self._variables[statement.name] = self._conditions(value, statement.line)

    def _property(self, rule: _Rule, name: str, value: Value, statement: Assignment) -> None:
        """Take over a property that is set after the rule was made; one that isn't a rule's own stays unread."""
        path = f"{rule.node.path}.{shortened(name, 60)}"
        node = self._node(value, path, statement.line)
        if name in _PROPERTIES and name not in _BUILT and not statement.added:
            rule.members[name] = node
        elif name in ("scopefilter", "joinfilter"):
            # Without its groups the rule would apply to everybody: it is kept by name only.
            groups: list[Node] = getattr(rule, name)
            groups.append(Node(Unresolved(f"${statement.name}"), self._builder.file, path, statement.line))
        else:
            self._strays.append(node)

    def _appended(self, name: str, bound: Bound) -> Bound:
        """Return what a variable holds after ``+=``; what can't be followed is unresolved, never dropped."""
        held = self._variables.get(name)
        if isinstance(held, str) and isinstance(bound, str):
            return held + bound
        whole: list[Bound] = []
        for part in (held, bound):
            if isinstance(part, Node | _Rule):
                whole.append(part)
            elif isinstance(part, list | tuple):
                whole.extend(part)
            elif part is not None:
                whole.append(Unresolved(f"${name}"))
        return tuple(whole)

    def _conditions(self, value: Value, line: int) -> Bound:
        """Return a value with the conditions in it made out: one, or several in a list."""
        if isinstance(value, list):
            made = [self._held(self._as_condition(item, line)) for item in value]
            return tuple(made) if any(isinstance(item, Node) for item in made) else value
        return self._held(self._as_condition(value, line))

    def _held(self, bound: Bound) -> Bound:
        """Return what a variable holds where it stands for a condition or a list of them."""
        held = self._variables.get(bound.name) if isinstance(bound, Reference) else None
        return held if isinstance(held, Node | tuple) else bound

    def finish(self, script: Script) -> tuple[Node, ...]:
        """Complete the rules and return the roots of all that was met."""
        file = self._builder.file
        for rule in self.rules:
            origin = rule.node
            for name, items in (
                ("attributeflowmappings", rule.flows),
                ("scopefilter", rule.scopefilter),
                ("joinfilter", rule.joinfilter),
            ):
                rule.members[name] = Node(tuple(items), file, f"{origin.path}.{name}", origin.line)
        broken = tuple(Node("?", file, f"line {line} that is no PowerShell", line) for line in script.broken)
        for line in script.broken[:20]:
            text = "The text here is no PowerShell that can be parsed; it was left out."
            self._notes.append(Note(Origin(file, "script", line), text))
        return (*(rule.node for rule in self.rules), *self._strays, *broken)

    def _command(self, command: Command) -> None:
        name = command.name.casefold()
        parameters = self._parameters(command)
        if name == _NEW:
            self._new_rule(command, parameters)
        elif name == _FLOW:
            rule = self._rule(command, parameters)
            if rule is not None:
                self._unsure(rule, command)
                path = f"{rule.node.path}.flow[{len(rule.flows)}]"
                rule.flows.append(self._object(command, parameters, path))
        elif name in _GROUPS:
            self._group(command, parameters, *_GROUPS[name])
        elif name == _OBJECT:
            parameters = _with_positions(command, parameters)
            condition = self._condition(parameters, command)
            if condition is not None:
                self._bind(command, parameters, condition)
        elif "adsync" in name and name not in _HARMLESS and not name.startswith("get-"):
            path = f"line {command.line}: {shortened(command.name, 60)}"
            self._strays.append(Node(command.name, self._builder.file, path, command.line))
        elif command.assigned:
            self._variables[command.assigned] = Unresolved(f"${command.assigned}")

    def _parameters(self, command: Command) -> dict[str, Value]:
        """Return the parameters with variables looked up, and those of a splatted table added."""
        parameters = {name: self._known(value) for name, value in command.parameters.items()}
        for value in command.values:
            splatted = self._known(value) if isinstance(value, Reference) else None
            if isinstance(splatted, dict):
                parameters = {**splatted, **parameters}
        return parameters

    def _known(self, value: Value) -> Value:
        if isinstance(value, Reference):
            bound = self._variables.get(value.name)
            if isinstance(bound, str | bool | Unresolved) or (isinstance(bound, list | dict) and "[" not in value.text):
                return Unresolved(value.text) if isinstance(bound, Unresolved) else bound
            return value
        if isinstance(value, list):
            return [self._known(item) for item in value]
        if isinstance(value, dict):
            return {name: self._known(item) for name, item in value.items()}
        return value

    def _bind(self, command: Command, parameters: dict[str, Value], bound: Bound) -> None:
        """Give the result its names: the variable it is assigned to, and the one of ``-OutVariable``."""
        out = parameters.get("outvariable")
        given = out if isinstance(out, str) else ""
        for name, added in ((command.assigned, command.added), (given.lstrip("+").casefold(), given.startswith("+"))):
            if name:
                self._variables[name] = self._appended(name, bound) if added else bound
                if not command.certain:
                    self._doubtful.add(name)
                elif not added:
                    self._doubtful.discard(name)

    def _new_rule(self, command: Command, parameters: dict[str, Value]) -> None:
        path = f"rule[{len(self.rules)}]"
        node = self._object(command, parameters, path)
        members = node.value if isinstance(node.value, dict) else {}
        rule = _Rule(node, members, command.certain)
        self.rules.append(rule)
        self._bind(command, parameters, rule)
        if not command.certain:
            text = "This rule is created inside a loop, a function or a condition; the script may not create it."
            self._notes.append(Note(node.origin, text))

    def _rule(self, command: Command, parameters: dict[str, Value]) -> _Rule | None:
        """Return the rule a command works on; the latest one where the script doesn't show which."""
        given = parameters.get("synchronizationrule")
        bound = self._variables.get(given.name) if isinstance(given, Reference) else None
        if isinstance(bound, _Rule):
            if command.assigned:
                self._variables[command.assigned] = bound
            return bound
        if not self.rules:
            self._strays.append(
                Node(command.name, self._builder.file, f"line {command.line}: {command.name}", command.line)
            )
            return None
        if not isinstance(given, Reference) or bound is not None:
            text = f"{quoted(command.name, 60)} doesn't show its rule; taken for the one before it."
            self._notes.append(Note(Origin(self._builder.file, self.rules[-1].node.path, command.line), text))
        return self.rules[-1]

    def _group(self, command: Command, parameters: dict[str, Value], given: str, member: str, inner: str) -> None:
        rule = self._rule(command, parameters)
        if rule is None:
            return
        groups: list[Node] = getattr(rule, member)
        path = f"{rule.node.path}.{member}[{len(groups)}]"
        self._unsure(rule, command)
        listed = parameters.get(given)
        clauses = []
        known = not command.certain or not self._doubtful & set(_names(listed))
        for item in self._clauses(listed, command.line) or (listed,):
            if isinstance(item, Node) and known:
                clauses.append(item)
            else:
                text = item.text if isinstance(item, Reference | Unresolved) else command.name
                own = f"{path}.{inner}[{len(clauses)}]"
                clauses.append(Node(Unresolved(text), self._builder.file, own, command.line))
        # A condition's node may stand in one group only: what was read is counted node by node.
        copies = tuple(_copy(clause, f"{path}.{inner}[{index}]") for index, clause in enumerate(clauses))
        listing = Node(copies, self._builder.file, f"{path}.{inner}", command.line)
        groups.append(Node({inner: listing}, self._builder.file, path, command.line))

    def _clauses(self, listed: Value, line: int) -> tuple[Bound, ...]:
        """Return the elements of a list of conditions; a variable may stand for one, one element, or all of them."""
        found: list[Bound] = []
        for item in listed if isinstance(listed, list) else [listed]:
            bound = self._conditions(item, line)
            several = bound if isinstance(bound, tuple) else (bound,)
            if isinstance(item, Reference) and "[" in item.text and any(isinstance(one, Node) for one in several):
                index = item.text.partition("[")[2].rstrip("] ")
                known = index.isdecimal() and int(index) < len(several)
                found.append(several[int(index)] if known else Unresolved(item.text))
            else:
                found.extend(several)
        return tuple(found)

    def _unsure(self, rule: _Rule, command: Command) -> None:
        """Say that a part of a rule is added in a place that may never run, unless all of the rule is."""
        if not command.certain and rule.certain:
            name = quoted(command.name, 60)
            text = (
                f"{name} stands inside a loop, a function or a condition; the script may not run it, or several times."
            )
            self._notes.append(Note(Origin(self._builder.file, rule.node.path, command.line), text))

    def _as_condition(self, value: Value, line: int) -> Bound:
        if isinstance(value, dict) and "typename" in value and "argumentlist" in value:
            command = Command(_OBJECT, line, value, {}, (), "", certain=True)
            return self._condition(value, command) or value
        return value

    def _condition(self, parameters: dict[str, Value], command: Command) -> Node | None:
        kind = parameters.get("typename")
        names = _CONDITIONS.get(kind.rpartition(".")[2].casefold()) if isinstance(kind, str) else None
        if names is None:
            return None
        given = parameters.get("argumentlist")
        arguments = given if isinstance(given, list) else [given]
        path = f"line {command.line}: {kind}"
        members = {
            name: self._node(value, f"{path}.{name}", command.line)
            for name, value in zip(names, arguments, strict=False)
        }
        return Node(members, self._builder.file, path, command.line)

    def _object(self, command: Command, parameters: dict[str, Value], path: str) -> Node:
        members = {
            name: self._node(value, f"{path}.{shortened(name, 60)}", command.lines.get(name, command.line))
            for name, value in parameters.items()
            if name not in _IGNORED_PARAMETERS
        }
        return Node(members, self._builder.file, path, command.line)

    def _node(self, value: Value, path: str, line: int) -> Node:
        self._builder.guard(path, 0)
        file = self._builder.file
        if isinstance(value, list):
            items = tuple(self._node(item, f"{path}[{index}]", line) for index, item in enumerate(value))
            return Node(items, file, path, line)
        if isinstance(value, dict):
            return Node(Unresolved("@{...}"), file, path, line)
        if isinstance(value, Reference):
            return Node(Unresolved(value.text), file, path, line)
        return Node(value, file, path, line)


def _with_positions(command: Command, parameters: dict[str, Value]) -> dict[str, Value]:
    """Give ``New-Object``'s arguments without a name their names: first the type, then the list of arguments."""
    named = dict(parameters)
    free = [name for name in ("typename", "argumentlist") if name not in named]
    named.update(zip(free, command.values, strict=False))
    return named


def _names(value: Value) -> list[str]:
    """Return the variables that a value is made of."""
    if isinstance(value, list):
        return [name for item in value for name in _names(item)]
    return [value.name] if isinstance(value, Reference) else []


def _copy(node: Node, path: str) -> Node:
    if not isinstance(node.value, dict):
        return node
    members = {name: Node(inner.value, inner.file, f"{path}.{name}", inner.line) for name, inner in node.value.items()}
    return Node(members, node.file, path, node.line)
