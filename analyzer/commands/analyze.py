"""``analyze``: from an export to the report."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.commands.common import now, printable, progress_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.assessment.model import Assessment
    from analyzer.cloudsync.model import JobSchema
    from analyzer.commands.privacy import Privacy
    from analyzer.knowledge.model import KnowledgeBase
    from analyzer.planning import PlannedStage
    from analyzer.readers.contribution import JobSchemaDocument
    from analyzer.redaction import Redactor
    from analyzer.reporting.output import OutputFolder

_FORMATS = ("html", "xlsx", "json", "md", "cloud-sync")
_OUTCOMES = ("adapted", "manual", "unknown", "gap")
REPORT, TRACKER, DOCUMENT, SUMMARY, ANSWERS = (
    "readiness-report.html",
    "readiness-tracker.xlsx",
    "assessment.json",
    "readiness-summary.md",
    "answers.yaml",
)
CLOUD_SYNC = "cloud-sync"


def _formats(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(part.strip().lower() for part in value.split(",") if part.strip()))
    unknown = [name for name in names if name not in _FORMATS]
    if unknown or not names:
        raise click.BadParameter(f"expected some of {', '.join(_FORMATS)}, got {value!r}")
    return names


@click.command(
    epilog="""\b
Examples:
  cloudsync-readiness analyze export -o report
  cloudsync-readiness analyze export.zip -o report --answers report/answers.yaml
  cloudsync-readiness analyze export --format json --json --fail-on gap
  cloudsync-readiness analyze export -o to-share --redact

Exit status: 0 done, 2 bad usage or unreadable input, 3 done and --fail-on was met, 1 a bug.
"""
)
@click.argument("inputs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("readiness"),
    show_default=True,
    help="Folder for the results; created if needed.",
)
@click.option(
    "--format",
    "formats",
    default="html,xlsx,json,cloud-sync",
    show_default=True,
    callback=_formats,
    help="What to write, separated by commas: html, xlsx, json, md, cloud-sync (what to configure there).",
)
@click.option(
    "--answers",
    type=click.Path(path_type=Path),
    help="YAML file with answers to the open questions; a template is written beside the report.",
)
@click.option("--rules", type=click.Path(path_type=Path), help="Folder with knowledge of your own, laid over ours.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    help="Export of a freshly installed server of the same version: the reference for standard rules.",
)
@click.option("--redact", is_flag=True, help="Write pseudonyms in place of names; the key goes into a file of its own.")
@click.option(
    "--key",
    type=click.Path(path_type=Path),
    help="Key file of --redact, reused if it is there.  [default: <OUTPUT>-key.json beside the folder]",
)
@click.option(
    "--job-schema",
    type=click.Path(path_type=Path),
    help="Job schema of your own Cloud Sync configuration (Graph JSON), compared with instead of the default mapping.",
)
@click.option(
    "--fail-on",
    type=click.Choice(_OUTCOMES),
    help="End with status 3 if any finding has this outcome or a worse one.",
)
@click.option("-q", "--quiet", is_flag=True, help="No progress, no summary.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.pass_context
def analyze(  # noqa: PLR0913, PLR0917 - one parameter per option
    context: click.Context,
    inputs: tuple[Path, ...],
    output: Path,
    formats: tuple[str, ...],
    answers: Path | None,
    rules: Path | None,
    baseline: Path | None,
    redact: bool,
    key: Path | None,
    job_schema: Path | None,
    fail_on: str | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Assess INPUT (folders, .zips and files of an export, in any mix) and write the report.

    Writes readiness-report.html, readiness-tracker.xlsx, assessment.json and, if there is none yet, answers.yaml
    with the questions that only people can answer. For each domain cloud-sync/ gets a job schema and the same changes
    as a list for the portal. An existing tracker is merged: what people wrote into it stays.
    """
    from analyzer.commands.summary import print_summary, summary_document, worst_reached
    from analyzer.planning import plan

    privacy = _privacy(output, key, redact=redact)
    if answers is None and (output / ANSWERS).is_file():
        click.echo(f"Note: {output / ANSWERS} isn't used; give it with --answers.", err=True)
    assessment, knowledge = _assess(inputs, answers, rules, baseline, job_schema, privacy, quiet=quiet)
    stages = plan(assessment, knowledge)
    if privacy is not None:
        click.echo(f"Note: {privacy.save()}", err=True)
    written = _write(assessment, stages, output, formats, quiet=quiet)
    if as_json:
        click.echo(json.dumps(summary_document(assessment, written), indent=2, ensure_ascii=False))
    elif not quiet:
        print_summary(assessment, written)
    if fail_on is not None and worst_reached(assessment, fail_on):
        context.exit(3)


def _privacy(output: Path, key: Path | None, *, redact: bool) -> Privacy | None:
    """Return what makes the pseudonyms, ``None`` when real names are wanted."""
    if not redact:
        if key is not None:
            raise click.UsageError("--key is the key file of --redact; give both")
        return None
    from analyzer.commands.privacy import Privacy, refuse_real_names

    refuse_real_names(output, (REPORT, TRACKER, DOCUMENT, SUMMARY, ANSWERS))
    return Privacy.open(output, key)


def _assess(
    inputs: tuple[Path, ...],
    answers: Path | None,
    rules: Path | None,
    baseline: Path | None,
    job_schema: Path | None,
    privacy: Privacy | None,
    *,
    quiet: bool,
) -> tuple[Assessment, KnowledgeBase]:
    from analyzer.assessment.answers import Answers, parse_answers
    from analyzer.assessment.engine import Inputs, assess
    from analyzer.knowledge import load_knowledge
    from analyzer.knowledge.standard_rules import load_standard_rules
    from analyzer.readers.inputs import read_bundle, read_inputs

    show = progress_line(quiet=quiet)
    moment = now()
    knowledge = load_knowledge(overlay=rules)
    given = Answers() if answers is None else parse_answers(_text(answers), str(answers), knowledge.questions)
    bundle = read_bundle(inputs, show)
    configuration = bundle.configuration
    reference = read_inputs([baseline], show) if baseline is not None else None
    standard = load_standard_rules()
    redactor = None
    if privacy is not None:
        from analyzer.commands.privacy import redact_inputs

        show("making pseudonyms", 0, 0)
        redactor = privacy.redactor(standard)
        configuration, reference, given = redact_inputs(redactor, configuration, reference, given, knowledge.questions)
    show("assessing", 0, 0)
    schema = _job_schema(job_schema, bundle.job_schema, redactor)
    return assess(Inputs(configuration, knowledge, standard, given, reference, moment, schema)), knowledge


def _job_schema(option: Path | None, found: JobSchemaDocument | None, redactor: Redactor | None) -> JobSchema | None:
    """Read the tenant's own job schema, by option or from the inputs; what isn't understood is said."""
    from analyzer.cloudsync.schema_reader import read_schema
    from analyzer.readers.inputs import read_job_schema

    document = found if option is None else read_job_schema(option)
    if document is None:
        return None
    name = document.file if option is None else str(option)
    if option is not None and found is not None and found.sha256 != document.sha256:
        click.echo(f"Note: {found.file} isn't used; --job-schema gives another one.", err=True)
    content = document.document
    if redactor is not None:
        from analyzer.redaction import redact_job_schema

        content = redact_job_schema(content, redactor)
    reading = read_schema(content, file=name)
    for note in (*reading.unread, *reading.disagreements):
        click.echo(printable(f"Note: {name}: {note.path}: {note.message}"), err=True)
    return reading.schema


def _text(path: Path) -> str:
    from analyzer.errors import AnswersError

    try:
        data = path.read_bytes()
    except OSError as error:
        raise AnswersError(f"can't be read: {error.strerror or error}", file=str(path)) from error
    try:
        # PowerShell 5.1 writes UTF-16 when its user says > answers.yaml
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise AnswersError("expected UTF-8 text", file=str(path), place=f"byte {error.start}") from error


def _write(
    assessment: Assessment, stages: tuple[PlannedStage, ...], output: Path, formats: tuple[str, ...], *, quiet: bool
) -> list[Path]:
    """Write what was asked for, all of it or nothing; an answers file that is there already is left alone."""
    from analyzer.reporting.answers_template import answers_template
    from analyzer.reporting.output import OutputFolder

    show = progress_line(quiet=quiet)
    writers = _writers(assessment, stages)
    with OutputFolder(output) as folder:
        written = []
        for index, kind in enumerate(formats):
            show(f"writing {kind}", index, len(formats))
            if kind == CLOUD_SYNC:
                written += _write_schemas(assessment, folder, output)
                continue
            name, write = writers[kind]
            write(folder, name)
            written.append(output / name)
        if assessment.questions and folder.existing(ANSWERS) is None:
            pseudonymised = assessment.configuration.pseudonymised
            text = answers_template(assessment.questions, pseudonymised=pseudonymised)
            folder.write(ANSWERS, lambda path: _write_text(path, text))
            written.append(output / ANSWERS)
    show("", 0, 0)
    return written


def _write_schemas(assessment: Assessment, folder: OutputFolder, output: Path) -> list[Path]:
    """Write what to configure in Cloud Sync: for each domain a job schema, and beside it what it changes."""
    from analyzer.reporting.cloud_sync_files import cloud_sync_files, superseded

    written = []
    for name, text in cloud_sync_files(assessment):
        folder.write(name, partial(_write_text, text=text), within=CLOUD_SYNC)
        if earlier := superseded(name):
            folder.supersede(earlier, within=CLOUD_SYNC)
        written.append(output / CLOUD_SYNC / name)
    return written


def _writers(
    assessment: Assessment, stages: tuple[PlannedStage, ...]
) -> dict[str, tuple[str, Callable[[OutputFolder, str], None]]]:
    """Return file name and writer by format; each imports what it needs when it is called."""

    def html(folder: OutputFolder, name: str) -> None:
        from analyzer.reporting.html import render_html

        page = render_html(assessment, stages)
        folder.write(name, lambda path: _write_text(path, page))

    def xlsx(folder: OutputFolder, name: str) -> None:
        from analyzer.reporting.workbook import write_workbook

        previous = folder.existing(name)
        folder.write(name, lambda path: write_workbook(assessment, stages, path, previous))

    def document(folder: OutputFolder, name: str) -> None:
        from analyzer.reporting.json_document import to_document, write_json

        folder.write(name, lambda path: write_json(to_document(assessment, stages), path))

    def markdown(folder: OutputFolder, name: str) -> None:
        from analyzer.reporting.markdown import write_markdown

        folder.write(name, lambda path: write_markdown(assessment, path))

    return {"html": (REPORT, html), "xlsx": (TRACKER, xlsx), "json": (DOCUMENT, document), "md": (SUMMARY, markdown)}


def _write_text(path: Path, text: str) -> None:
    # A lone surrogate (a broken name in an export) has no UTF-8 form.
    path.write_bytes(text.encode("utf-8", "backslashreplace"))
