"""Asks a text model as weiwo does: so many requests at once, from as many processes as that takes.

One process reads some thousand pieces of text a second; a card writes more than that for hundreds
at once, so the askers are spread over processes.
"""

import multiprocessing
import os
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from pydantic import BaseModel

from agents.composition.llm_writer import PROMPT, Task, WrittenReply
from agents.llm import Deadline, Endpoint, LlmError
from agents.llm.request.parsing import must_be_whole, parsed
from agents.understanding.second_reading.reply import SecondReply
from prompts.catalogue import load

_QUESTIONS = (
    "手头这帮人里哪几个八成要把钱挪去别家",
    "她要是说收益还不如余额宝，我咋接话",
    "手里五十万一年都用不着，搁哪儿好",
    "上个月那批短信到底有没有用",
    "这几天金价的事跟我哪些客户沾边",
    "老张那笔钱快到日子了，怎么开口",
    "卡刷得越来越少的是哪些人",
)
_SURNAMES = "赵钱孙李周吴郑王冯陈"


@dataclass(frozen=True)
class Asked:
    """One request: how it went, what it took. ``outcome`` is ``whole``, or why there was none:
    ``cut`` at the limit, ``not_json`` or ``shape`` (not what was asked for), another failure.
    """

    outcome: str
    began: float
    ended: float
    first_seconds: float = 0.0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    tokens: int = 0

    @property
    def answered(self) -> bool:
        """Whether it was answered as asked, though perhaps not to the end."""
        return self.outcome in ("whole", "cut")


def reading(number: int) -> tuple[list[tuple[str, str]], type[BaseModel]]:
    """The request that reads a question again, and the shape of its reply."""
    question = f"{_QUESTIONS[number % len(_QUESTIONS)]}（第{number}问）"
    prompt = load("understand_question")
    return prompt.messages(who="银行员工", earlier=(), question=question), SecondReply


def writing(number: int) -> tuple[list[tuple[str, str]], type[BaseModel]]:
    """The request that words a short message, no two of the same customer and product."""
    name = f"{_SURNAMES[number % len(_SURNAMES)]}女士"
    product, term = f"示例理财·稳稳{number}号", f"{30 + number % 300}天"
    facts = (
        ("f1", "称呼", name),
        ("f2", "产品", product),
        ("f3", "期限", term),
        ("f4", "风险等级", "R2（中低风险）"),
        ("f5", "起购金额", f"{1 + number % 9}万元"),
    )
    draft = f"{name}您好，“{product}”期限{term}，风险等级R2（中低风险），供您参考。"
    task = Task("message", "写一条短信的正文", "客户", 90, facts, (), draft)
    return load(PROMPT).messages(
        task=task.words,
        audience=task.audience,
        facts=task.facts,
        passages=task.passages,
        draft=task.draft,
        limit=task.limit,
        feedback=[],
    ), WrittenReply


REQUESTS = {"read": reading, "write": writing}


def ask(endpoint: Endpoint, kind: str, number: int) -> Asked:
    """One request, no second try."""
    messages, shape = REQUESTS[kind](number)
    began = time.time()
    outcome = "whole"
    try:
        found = endpoint.complete(messages, shape, Deadline.after(endpoint.timeout))
    except LlmError as error:
        return Asked(error.kind, began, time.time())
    ended = time.time()
    try:
        must_be_whole(found, endpoint.name)
        parsed(found.text, shape, endpoint.name)
    except LlmError as error:
        outcome = error.kind
    return Asked(
        *(outcome, began, ended, found.first_seconds),
        *(found.prompt_tokens, found.cached_tokens, found.completion_tokens),
    )


def ask_together(endpoint: Endpoint, kind: str, at_once: int, times: int) -> list[Asked]:
    """``at_once`` askers, each of whom asks ``times`` times, one request after the other."""
    processes = max(1, min((os.cpu_count() or 1) // 2, at_once // 32))
    if processes == 1:
        return _askers(endpoint, kind, range(at_once), times)
    return _spread(endpoint, kind, at_once, times, processes)


def _askers(endpoint: Endpoint, kind: str, numbers: Sequence[int], times: int) -> list[Asked]:
    found: list[Asked] = []

    def one(asker: int) -> None:
        found.extend(ask(endpoint, kind, 1 + asker * times + time_) for time_ in range(times))

    threads = [threading.Thread(target=one, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _spread(endpoint: Endpoint, kind: str, at_once: int, times: int, processes: int) -> list[Asked]:
    context = multiprocessing.get_context("spawn")
    running = []
    for first in range(processes):
        here, there = context.Pipe()
        numbers = range(first, at_once, processes)
        arguments = (there, _members(endpoint), kind, numbers, times)
        running.append((context.Process(target=_process, args=arguments, daemon=True), here))
    found: list[Asked] = []
    for process, _ in running:
        process.start()
    for _, connection in running:
        connection.recv()  # it has loaded what it needs
    for _, connection in running:
        connection.send("go")
    for process, connection in running:
        found += connection.recv()
        process.join()
    return found


def _members(endpoint: Endpoint) -> Mapping[str, Any]:
    """What makes the same endpoint in another process."""
    return {
        "base_url": endpoint.base_url,
        "name": endpoint.name,
        "api_key": endpoint.api_key,
        "timeout": endpoint.timeout,
        "max_tokens": endpoint.max_tokens,
        "temperature": endpoint.temperature,
        "structured": endpoint.structured,
        "extra": dict(endpoint.extra),
    }


def _process(
    connection: Connection,
    members: Mapping[str, Any],
    kind: str,
    numbers: Sequence[int],
    times: int,
) -> None:
    endpoint = Endpoint(**members)
    ask(endpoint, kind, 0)
    connection.send("ready")
    connection.recv()
    connection.send(_askers(endpoint, kind, numbers, times))
