"""Rules of a study in words, with the study's own word for each, by which it is found there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruttsim.figures.words import load_texts, title

if TYPE_CHECKING:
    from ruttsim.figures.words import Words
    from ruttsim.report.page import Page
    from ruttsim.study.split_model import SplitSection


def rule_words(words: Words, sort: str, name: str) -> str:
    """`fixed shares of granted time (shares)`: a rule of a sort, as `allocation`.

    One that a script has registered for itself has no words, and is told by its name.
    """
    key = f"{sort}_rule.{name}"
    return f"{words(key)} ({name})" if key in load_texts(words.package) else name


def split_rules(page: Page, split: SplitSection) -> str:
    """Coverage and allocation of one split in words."""
    words, allocation = page.words, split.allocation
    more = ""
    if allocation.service is not None:
        service = rule_words(words, "allocation", allocation.service.rule)
        more += words("access.rules_service", service=service)
    if allocation.ceiling_clients or allocation.ceiling_granted_h_per_month:
        more += words("access.rules_ceilings")
    if split.coverage.kinds:
        more += words("access.rules_kinds")
    if allocation.default is not None:
        default = rule_words(words, "default", allocation.default)
        more += words("access.rules_default", default=default)
    return words(
        "access.rules",
        split=title(split, page.language),
        coverage=rule_words(words, "coverage", split.coverage.rule),
        allocation=rule_words(words, "allocation", allocation.rule),
        more=more,
    )
