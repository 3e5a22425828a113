"""A page of its own beside the report: a title and a body, without outside requests."""

from __future__ import annotations

from html import escape

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
body {{ font-family: sans-serif; max-width: 60rem; margin: 1rem auto; padding: 0 1rem; }}
svg {{ width: 100%; height: auto; }}
{style}
</style>
</head>
<body>
{body}
</body>
</html>
"""


def bare_page(language: str, title: str, body: str, style: str) -> str:
    """The page; `body` and `style` are HTML and CSS as they stand."""
    return _PAGE.format(language=language, title=escape(title), body=body, style=style)
