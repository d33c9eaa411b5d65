"""The invented organisations, one module each."""

from __future__ import annotations

from sample_exports.generator.organisations import harbourline, kestrel, lindenhof, oldmill

ALL = (lindenhof.build, kestrel.build, harbourline.build, oldmill.build)
