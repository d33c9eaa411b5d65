"""Reads a rendered page back: text, ids and links, as a browser without scripts would see them."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree, html

from analyzer.reporting.html import render_html
from tests.reporting import build


@lru_cache(maxsize=1)
def litware_page() -> str:
    return render_html(build.assessment(), build.plan())


def tree(page: str) -> etree._Element:
    return html.document_fromstring(page.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))


def text(node: etree._Element) -> str:
    """Return the text of a node with white space collapsed, without styles and scripts."""
    parts = node.xpath(".//text()[not(ancestor::style or ancestor::script)]")
    return re.sub(r"\s+", " ", " ".join(parts)).strip()


def element(page: etree._Element, identifier: str) -> etree._Element:
    found = page.xpath("//*[@id=$id]", id=identifier)
    assert len(found) == 1, f"{len(found)} elements have the id {identifier}"
    return found[0]


def outline(page: str) -> str:
    """Write the page as indented text, one line a block: readable in a golden file, indifferent to style."""
    lines: list[str] = []
    blocks = {
        "h1",
        "h2",
        "h3",
        "h4",
        "p",
        "li",
        "dt",
        "dd",
        "tr",
        "caption",
        "summary",
        "label",
        "pre",
        "title",
        "desc",
    }

    def own(node: etree._Element) -> str:
        words = [node.text or ""]
        for child in node:
            if not isinstance(child.tag, str):
                continue
            if child.tag not in blocks and not child.xpath(f".//*[{' or '.join(f'self::{b}' for b in blocks)}]"):
                words.append(own(child))
                words.append(" | " if child.tag in {"td", "th"} else " ")
            words.append(child.tail or "")
        return "".join(words)

    def walk(node: etree._Element, depth: int) -> None:
        if not isinstance(node.tag, str) or node.tag in {"style", "script", "head", "option", "select"}:
            return
        deeper = depth
        if node.tag in blocks:
            line = re.sub(r"\s+", " ", own(node)).strip(" |")
            if line:
                lines.append(f"{'  ' * depth}{node.tag}: {line}")
                deeper = depth + 1
        elif node.tag in {"section", "article"}:
            lines.append(f"{'  ' * depth}[{node.get('id')}]")
            deeper = depth + 1
        for child in node:
            walk(child, deeper)

    walk(tree(page).find("body"), 0)
    return "\n".join(lines) + "\n"
