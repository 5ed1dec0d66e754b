"""Word the decisions: the template writer always, the text model where there is one."""

import time
from dataclasses import replace

from langgraph.runtime import Runtime

from agents.composition import llm_writer, template_writer
from agents.composition.brief import Block, Brief, Draft
from agents.composition.briefing import brief_for
from agents.composition.rewording import says_no
from agents.composition.texts import write_texts
from agents.context import TurnContext
from agents.llm import Call, Deadline, LlmError, TextModel
from agents.state import TurnState
from prompts.catalogue import load

NODE = "compose_answer"

# Answers whose words carry law or a wrongdoing: never a text model's.
_FIXED = frozenset({"statement", "receipt", "compliance_check", "suitability_check"})


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
    if context.llm is not None and state["writer"] == "llm":
        draft = _worded(draft, briefs, context.llm, context.deadline, state)
    earlier = state["draft"].calls if state["attempts"] else ()
    draft = replace(draft, calls=(*earlier, *draft.calls))
    return {"briefs": tuple(briefs), "draft": draft, "attempts": state["attempts"] + 1}


def _in_order(blocks: tuple[Block, ...]) -> list[Block]:
    """Opening, body, messages, closing."""
    rank = {"lead": 0, "body": 1, "message": 2, "closing": 3}
    return sorted(blocks, key=lambda block: rank[block.kind])


def _worded(
    draft: Draft,
    briefs: list[Brief],
    model: TextModel,
    deadline: Deadline | None,
    state: TurnState,
) -> Draft:
    blocks = list(draft.blocks)
    calls: list[Call] = []
    prompt = load(llm_writer.PROMPT)
    for number, brief in enumerate(briefs):
        place = _block_to_word(blocks, number)
        if place is None or brief.purpose in _FIXED or says_no(blocks[place].text):
            continue
        started = time.monotonic()
        task = llm_writer.task_for(brief, blocks[place])
        try:
            sentences, usage = llm_writer.write(model, task, state["feedback"], deadline)
        except LlmError as error:
            calls.append(Call.failed(NODE, prompt, error, time.monotonic() - started))
            continue
        text = "".join(sentence.text.strip() for sentence in sentences)
        blocks[place] = replace(blocks[place], text=text, origin="llm", instead=blocks[place].text)
        calls.append(Call.ok(NODE, prompt, usage))
    engine = "llm" if any(block.origin == "llm" for block in blocks) else "template"
    return Draft(tuple(blocks), engine, calls=tuple(calls))  # type: ignore[arg-type]


def _block_to_word(blocks: list[Block], number: int) -> int | None:
    """The first message of this brief, or its opening."""
    mine = [place for place, block in enumerate(blocks) if block.brief == number]
    messages = [place for place in mine if blocks[place].kind == "message"]
    leads = [place for place in mine if blocks[place].kind == "lead"]
    return next(iter(messages or leads), None)
