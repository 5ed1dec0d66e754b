"""What the check of a text can end in, and the findings that led there."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """From harmless to blocking; a text's verdict is its most severe finding's.

    The order is pass < advisory < manual_review < evidence_required < violation. A person's review
    releases ``manual_review``; evidence alone releases ``evidence_required``, so it ranks above;
    nothing releases ``violation`` but another wording.
    """

    PASS = "pass"
    ADVISORY = "advisory"
    MANUAL_REVIEW = "manual_review"
    EVIDENCE_REQUIRED = "evidence_required"
    VIOLATION = "violation"

    @property
    def severity(self) -> int:
        """0 for pass up to 4 for violation."""
        return list(Verdict).index(self)

    @property
    def blocks(self) -> bool:
        """Whether a text with this verdict may not go out as it is."""
        return self.severity >= Verdict.MANUAL_REVIEW.severity


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that one stretch of the text touches.

    ``span`` are offsets into the text as it was given and ``quote`` is that slice; a finding on
    something that is missing spans the whole text. ``by`` names the pattern or detector, and
    ``source`` says how far the law's text was verified: read, reported, known or policy.
    """

    rule: str
    law: str
    article: str
    span: tuple[int, int]
    quote: str
    message: str
    suggestion: str
    verdict: Verdict
    by: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Suppressed:
    """What a rule's words matched and why it is no finding; offsets and quote as in a finding."""

    rule: str
    by: str
    span: tuple[int, int]
    quote: str
    why: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The verdict on a text, its findings in order of severity then place, and the pack used."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    pack: str

    @property
    def allowed(self) -> bool:
        """Whether the text may go out as it is."""
        return not self.verdict.blocks


def most_severe(findings: tuple[Finding, ...]) -> Verdict:
    """The verdict of a text with these findings."""
    return max(
        (finding.verdict for finding in findings),
        key=lambda one: one.severity,
        default=Verdict.PASS,
    )
