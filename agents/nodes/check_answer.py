"""Check what was written: pass, send back, fall back to the template, or withhold."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from agents.composition.brief import Block, Draft, Rejected
from agents.composition.judging import Judged, evidence_of, judge, sift
from agents.context import TurnContext
from agents.guardrails.verdicts import Verdict
from agents.state import TurnState
from prompts.messages import say
from tools.drafts import MAKERS
from tools.shelf import shelf

Next = Literal["compose_answer", "deliver_answer"]

MOST_REPAIRS = 2
"""How often sentences go back to the text model before the template's words stand."""


def check_answer(state: TurnState, runtime: Runtime[TurnContext]) -> Command[Next]:
    """Judge every block: what a rule blocks or no fact supports is not released.

    A text model's sentences are sifted first: as long as others come back it is asked again, at
    most ``MOST_REPAIRS`` times; then the template's words stand.
    """
    draft, briefs = state["draft"], state["briefs"]
    names = [sheet.name for sheet in shelf(runtime.context.toolbox.store).values()]
    blocks: list[Block] = []
    rejected: list[Rejected] = []
    for block in draft.blocks:
        if block.origin == "llm":
            text, sent_back = sift(block, briefs[block.brief], names)
            rejected += sent_back
            block = replace(block, text=text)
        blocks.append(block)
    # Who says the same again after being told why not will not be moved a third time.
    told = {one.text for one in state["feedback"]}
    learns = any(one.text not in told for one in rejected)
    again = state["attempts"] <= MOST_REPAIRS and learns
    feedback = (*state["feedback"], *rejected)
    if rejected:
        update: TurnState = {"feedback": feedback, "writer": "llm" if again else "template"}
        return Command(goto="compose_answer", update=update)
    whole = [_whole(block) for block in blocks]
    evidence = {number: evidence_of(briefs[number]) for number in {one.brief for one in whole}}
    judged = [judge(block, briefs[block.brief], evidence[block.brief]) for block in whole]
    maker = runtime.context.scope.role in MAKERS
    released = tuple(_released(*pair, maker=maker) for pair in zip(whole, judged, strict=True))
    return Command(
        goto="deliver_answer",
        update={
            "draft": Draft(released, draft.engine, calls=draft.calls),
            "judged": tuple(judged),
        },
    )


def _whole(block: Block) -> Block:
    """A message with the part that stays the template's: required sentence, sender, label."""
    return replace(block, text=block.text + block.fixed, fixed="")


_NUMBERED = re.compile(r"\d+\. ")


def _without(text: str, objections: Sequence[tuple[int, int]]) -> str:
    """The lines that nothing is said against; a message, in contrast, stands or falls whole."""
    kept, start, headless = [], 0, False
    for line in text.split("\n"):
        end = start + len(line)
        numbered = bool(_NUMBERED.match(line))
        objected = any(first <= end and start < last for first, last in objections)
        # What stands below a heading that falls would speak of the item before it.
        headless = objected if numbered else headless and line.startswith(" ")
        if not (objected or headless):
            kept.append(line)
        start = end + 1
    return "\n".join(kept).strip()


def _released(block: Block, judged: Judged, *, maker: bool) -> Block:
    """The block as it is shown; ``maker`` says that a message of theirs can go to review."""
    if judged.allowed:
        return block
    messages = [finding.message.rstrip("。") for finding in judged.result.findings]
    why = "；".join(dict.fromkeys(messages))
    if block.kind != "message" and (rest := _without(block.text, judged.objections)):
        said = say("judging.withheld_lines", why=why or say("judging.ungrounded"))
        return replace(block, text=f"{rest}\n{said}", withheld=True)
    key = "judging.withheld_message" if block.kind == "message" else "judging.withheld"
    if block.kind == "message" and maker and judged.result.verdict is not Verdict.VIOLATION:
        key = "judging.withheld_waiting"
    said = say(key, why=why or say("judging.ungrounded"))
    held = block.text if block.kind == "message" else ""
    return replace(block, text=said, withheld=True, held=held)
