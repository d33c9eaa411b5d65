"""``PersistedState.xml``: the wizard's memory. Only two things of it count, and account names stay out."""

from __future__ import annotations

from dataclasses import replace

from analyzer.configuration import Observation, Origin
from analyzer.readers.contribution import Contribution, Gathered
from analyzer.readers.loaded import LoadedFile
from analyzer.readers.tally import Tally
from analyzer.readers.xml import Element, line_of, local_name, parse_xml, text_of

FORMAT = "persisted-state"
_AD_FS = "iadfs"
_TENANT = "iazureactivedirectorycontext.tenantid"
_ROOT = "/PersistedStateContainer"


def read_persisted_state(file: LoadedFile) -> Contribution | None:
    """Read the file; ``None`` when its root is something else.

    The value of an AD FS key stays out (server names, base64); that there is one says that the wizard managed AD FS.

    Raises:
        InputError: it isn't well-formed.

    """
    root = parse_xml(file.data, file.name, file.notes)
    if local_name(root) != "PersistedStateContainer":
        return None
    tally = Tally()
    tally.add_document(root)
    found = Gathered()
    for index, element in enumerate(node for node in root.iter() if local_name(node) == "PersistedStateElement"):
        _entry(element, f"{_ROOT}/Elements/PersistedStateElement[{index + 1}]", file.name, found)
    for child in root:
        if local_name(child) not in {"StateVersion", "Elements"}:
            tally.miss(child, file.name, f"{_ROOT}/{local_name(child)}", f"unknown element <{local_name(child)}>")
    found.limit("It is what the wizard remembers of its last run; other keys of it are not used.")
    return _with_coverage(file.contribution(FORMAT, found, ()), tally)


def _with_coverage(contribution: Contribution, tally: Tally) -> Contribution:
    return replace(contribution, coverage=tally.coverage())


def _entry(element: Element, path: str, file: str, found: Gathered) -> None:
    values = {local_name(child): text_of(child) for child in element}
    key = values.get("Key", "")
    origin = Origin(file, path, line_of(element))
    if key.casefold().startswith(_AD_FS):
        found.observations.append(Observation("persisted-state.ad-fs", key, origin))
    elif key.casefold() == _TENANT and values.get("Value"):
        found.observations.append(Observation("persisted-state.tenantid", values["Value"], origin))
