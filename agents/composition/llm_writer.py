"""The LLM writer: words the opening of an answer, or a message's body, from the same brief.

It gets the facts as labelled values and replies with sentences that name the facts they use. What
it writes replaces nothing that carries decisions: lists, tables and required sentences stay the
template's. Checking is the graph's business (``nodes/check_answer.py``).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from agents.composition.brief import Block, Brief, Rejected
from agents.composition.briefing import shown
from agents.composition.gate import SentenceGate
from agents.llm import Deadline, TextModel, Usage
from prompts.catalogue import load
from prompts.messages import say

# What one request may carry, so that a small model's context holds it.
_MOST_FACTS = 14
_MOST_PASSAGE = 120
_MOST_DRAFT = 300

PROMPT = "write_answer"
"""Its name in ``prompts``, for traces."""


class WrittenSentence(BaseModel):
    """One sentence and the ids of the facts that it uses."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=4, max_length=120)
    facts: list[str] = Field(max_length=6)


class WrittenReply(BaseModel):
    """What the model replies with."""

    model_config = ConfigDict(extra="forbid")

    sentences: list[WrittenSentence] = Field(min_length=1, max_length=4)


@dataclass(frozen=True)
class Task:
    """What is asked of the text model: ``kind`` is the block that its words become, ``draft`` what
    the template wrote there.
    """

    kind: str
    words: str
    audience: str
    limit: int
    facts: tuple[tuple[str, str, str], ...]
    passages: tuple[str, ...]
    draft: str = ""


def task_for(brief: Brief, block: Block) -> Task:
    """What to ask for ``block``: a message's body, or an answer's opening."""
    is_message = block.kind == "message"
    words = f"写一条{block.channel}的正文" if is_message else "写回答的开头，一到两句"
    # Only what the template says there: the model rewords, it does not choose what to say.
    labelled = [fact for fact in brief.facts if fact.label and shown(fact) in block.text]
    facts = tuple(
        (f"f{number}", fact.label, shown(fact)) for number, fact in enumerate(labelled, start=1)
    )
    return Task(
        kind=block.kind,
        words=f"{words}。问题：{brief.question[:60]}" if not is_message else words,
        audience="客户" if is_message or brief.audience == "customer" else "银行员工",
        limit=90 if is_message else 80,
        facts=facts[:_MOST_FACTS],
        passages=tuple(passage.text[:_MOST_PASSAGE] for passage in brief.passages[:2]),
        draft=block.text.replace("\n", "")[:_MOST_DRAFT],
    )


def write(
    model: TextModel,
    task: Task,
    feedback: Sequence[Rejected] = (),
    deadline: Deadline | None = None,
    gate: SentenceGate | None = None,
) -> tuple[tuple[WrittenSentence, ...], Usage]:
    """Ask the model once, by ``deadline``; its sentences go through ``gate`` as they arrive.

    Raises:
        LlmError: no usable reply; the caller falls back to the template.
    """
    prompt = load(PROMPT)
    notes = [f"“{item.text}”：{'；'.join(item.reasons)}" for item in feedback]
    if gate is not None and gate.said:
        notes.append(say("judging.already_said", said="".join(gate.said)))
    messages = prompt.messages(
        task=task.words,
        audience=task.audience,
        facts=task.facts,
        passages=task.passages,
        draft=task.draft,
        limit=task.limit,
        feedback=notes,
    )
    if gate is None:
        reply, usage = model.reply(messages, WrittenReply, deadline=deadline, prompt=prompt)
        return tuple(reply.sentences), usage
    reply, usage = model.reply(
        messages, WrittenReply, deadline=deadline, prompt=prompt, heard=gate.hear
    )
    gate.end([sentence.text for sentence in reply.sentences])
    return tuple(reply.sentences), usage
