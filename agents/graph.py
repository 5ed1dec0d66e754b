"""THE map: every node and every edge from a question to a delivered answer, and nothing else."""

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agents.context import TurnContext
from agents.nodes.check_answer import check_answer
from agents.nodes.compose_answer import compose_answer
from agents.nodes.deliver_answer import deliver_answer
from agents.nodes.gather_evidence import gather_evidence
from agents.nodes.make_decision import make_decision
from agents.nodes.screen_request import screen_request
from agents.nodes.understand_question import understand_question
from agents.state import TurnState
from agents.tracing import traced

Graph = CompiledStateGraph[TurnState, TurnContext, TurnState, TurnState]


def build_graph(checkpointer: BaseCheckpointSaver[str] | None = None) -> Graph:
    """Compile the graph; the checkpointer keeps the threads."""
    graph = StateGraph(TurnState, context_schema=TurnContext)

    graph.add_node("screen_request", traced(screen_request))
    graph.add_node("understand_question", traced(understand_question))
    graph.add_node("make_decision", traced(make_decision))
    graph.add_node("gather_evidence", traced(gather_evidence))
    graph.add_node("compose_answer", traced(compose_answer))
    graph.add_node("check_answer", traced(check_answer))
    graph.add_node("deliver_answer", traced(deliver_answer))

    graph.add_edge(START, "screen_request")
    # screen_request -> understand_question | compose_answer (refused, handed over)
    graph.add_edge("understand_question", "make_decision")
    graph.add_edge("make_decision", "gather_evidence")
    graph.add_edge("gather_evidence", "compose_answer")
    graph.add_edge("compose_answer", "check_answer")
    # check_answer -> deliver_answer | compose_answer (repair, at most twice; then the template)
    graph.add_edge("deliver_answer", END)

    return graph.compile(checkpointer=checkpointer)
