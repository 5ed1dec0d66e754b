"""Word the decisions: the template writer always, the text model where there is one."""

import time
from collections.abc import Sequence
from dataclasses import replace

from langgraph.runtime import Runtime

from agents.composition import llm_writer, template_writer
from agents.composition.brief import Block, Brief, Draft
from agents.composition.briefing import brief_for
from agents.composition.gate import SentenceGate
from agents.composition.judging import judge, objections
from agents.composition.rewording import says_no
from agents.composition.texts import write_texts
from agents.context import TurnContext
from agents.llm import Call, LlmError, TextModel
from agents.state import TurnState
from prompts.catalogue import load
from prompts.messages import say
from tools.shelf import shelf

NODE = "compose_answer"
_WHOLE_OBJECTED = (say("judging.ungrounded"),)
"""A sentence that may stand by itself and not behind the others: the template takes over."""

# Answers whose words carry law or a wrongdoing: never a text model's.
_FIXED = frozenset(
    {
        "statement",
        "receipt",
        "compliance_check",
        "suitability_check",
        "suitability_case",
        "suitability_limit",
        "suitable_shelf",
        "what_if",
        "review_queue",
        "review_item",
        "review_which",
        "review_approve",
        "review_reject",
        "contact_rules",
        "compliance_rules",
    }
)


def compose_answer(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Make a brief of each decision and word it.

    A text model words one block of each answer (see docs/decisions/0003-template-first.md); when
    it cannot, or its words came back too often, the template's stand.
    """
    context = runtime.context
    briefs: list[Brief] = []
    blocks: list[Block] = []
    for number, decision in enumerate(state["decisions"]):
        brief = brief_for(
            decision, state["question"], state["passages"], context.scope, context.toolbox
        )
        brief, texts = write_texts(brief, decision, context, state)
        made = (*texts, *template_writer.write(brief))
        blocks += [replace(block, brief=number) for block in _in_order(made)]
        briefs.append(brief)
    draft = Draft(tuple(blocks))
    said = state["released"]
    if context.llm is not None and state["writer"] == "llm":
        draft, said = _worded(draft, briefs, context.llm, state, runtime)
    elif said:
        draft = _taken_over(draft, said)
    earlier = state["draft"].calls if state["attempts"] else ()
    draft = replace(draft, calls=(*earlier, *draft.calls))
    return {
        "briefs": tuple(briefs),
        "draft": draft,
        "attempts": state["attempts"] + 1,
        "released": said,
    }


def _in_order(blocks: tuple[Block, ...]) -> list[Block]:
    """Opening, body, messages, closing."""
    rank = {"lead": 0, "body": 1, "message": 2, "closing": 3}
    return sorted(blocks, key=lambda block: rank[block.kind])


def _worded(
    draft: Draft,
    briefs: list[Brief],
    model: TextModel,
    state: TurnState,
    runtime: Runtime[TurnContext],
) -> tuple[Draft, tuple[str, ...]]:
    """The draft with a text model's words, and which of them the reader has had."""
    blocks = list(draft.blocks)
    calls: list[Call] = []
    released = state["released"]
    prompt = load(llm_writer.PROMPT)
    for number, brief in enumerate(briefs):
        place = _block_to_word(blocks, number)
        if place is None or brief.purpose in _FIXED or says_no(blocks[place].text):
            continue
        block = blocks[place]
        gate = _gate(block, brief, state, runtime) if place == 0 else None
        started = time.monotonic()
        task = llm_writer.task_for(brief, block)
        try:
            sentences, usage = llm_writer.write(
                model, task, state["feedback"], runtime.context.deadline, gate
            )
        except LlmError as error:
            calls.append(Call.failed(NODE, prompt, error, time.monotonic() - started))
            sentences = ()
        else:
            calls.append(Call.ok(NODE, prompt, usage))
        text = "".join(sentence.text.strip() for sentence in sentences)
        if gate is not None:
            released = tuple(gate.said)
            # What was turned down is sent back by the check, which says why.
            turned_down = gate.rejected.text if gate.rejected else ""
            if gate.rejected and gate.rejected.reasons == _WHOLE_OBJECTED:
                sentences, turned_down = (), ""
            text = "".join(released) + turned_down if sentences or turned_down else ""
        if text:
            blocks[place] = replace(block, text=text, origin="llm", instead=block.text)
        elif released and place == 0:
            blocks = list(_taken_over(Draft(tuple(blocks)), released).blocks)
    engine = "llm" if any(block.origin == "llm" or block.heard for block in blocks) else "template"
    return Draft(tuple(blocks), engine, calls=tuple(calls)), released  # type: ignore[arg-type]


def _gate(
    block: Block, brief: Brief, state: TurnState, runtime: Runtime[TurnContext]
) -> SentenceGate | None:
    """The gate for an opening that somebody reads as it comes about. A text to send is not: it is
    judged as a whole message, and waits for that.

    A sentence is on record before it is released, as an answer is.
    """
    context = runtime.context
    if not context.streams or block.kind != "lead":
        return None
    names = frozenset(sheet.name for sheet in shelf(context.toolbox.store).values())
    worded = replace(block, origin="llm", instead=block.text)

    def admit(said: Sequence[str], sentence: str) -> tuple[str, ...] | None:
        if reasons := objections(sentence, said, worded, brief, names):
            return reasons
        judged = judge(replace(worded, text="".join((*said, sentence))), brief)
        return None if judged.allowed else _WHOLE_OBJECTED

    def release(sentence: str) -> None:
        key = f"{context.thread}/{state['turn']}/{NODE}"
        context.toolbox.ledger.append("sentence", {"key": key, "text": sentence})
        runtime.stream_writer(sentence)

    return SentenceGate(admit, release, state["released"])


def _taken_over(draft: Draft, said: Sequence[str]) -> Draft:
    """The template's words, behind the sentences that the reader has had: no half answer."""
    first, *rest = draft.blocks
    heard = "".join(said)
    return Draft((replace(first, text=f"{heard}\n{first.text}", heard=heard), *rest), "llm")


def _block_to_word(blocks: list[Block], number: int) -> int | None:
    """The first message of this brief, or its opening."""
    mine = [place for place, block in enumerate(blocks) if block.brief == number]
    messages = [place for place in mine if blocks[place].kind == "message"]
    leads = [place for place in mine if blocks[place].kind == "lead"]
    return next(iter(messages or leads), None)
