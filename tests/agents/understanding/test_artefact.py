"""The shipped classifier belongs to the shipped examples."""

from importlib import resources

from agents.understanding import classifier, subjects
from agents.understanding.cues import cue_names
from agents.understanding.examples import (
    FOLLOW_UPS,
    FOLLOW_UPS_HELD_OUT,
    HELD_OUT,
    SUBJECTS,
    SUBJECTS_HELD_OUT,
    TRAINING,
    read_examples,
    subjects_hash,
    training_hash,
)
from agents.understanding.vocabulary import ASKS, INTENTS, SCENES, SLOTS

LARGEST = 3 * 1024 * 1024


def test_it_was_trained_on_the_shipped_examples() -> None:
    assert classifier.load().training_hash == training_hash(), (
        "examples or cues changed: python -m agents.understanding.training"
    )


def test_the_head_of_subjects_was_trained_on_the_shipped_examples() -> None:
    assert classifier.load().subjects_hash == subjects_hash(), (
        "examples changed: python -m agents.understanding.subject_training"
    )


def test_the_head_of_subjects_knows_every_subject_and_no_other() -> None:
    head = classifier.load().subjects
    assert head is not None
    assert set(head.labels) == set(subjects.SUBJECTS)
    for name in (*SUBJECTS, *SUBJECTS_HELD_OUT.values()):
        for example in read_examples(name):
            assert example.subject in subjects.SUBJECTS, example.text
            assert example.before in (subjects.FIRST, *subjects.SUBJECTS), example.text


def test_no_held_out_subject_was_learned_from() -> None:
    learned = {example.text for name in SUBJECTS for example in read_examples(name)}
    held = [e.text for name in SUBJECTS_HELD_OUT.values() for e in read_examples(name)]
    assert not [text for text in held if text in learned]


def test_it_is_small() -> None:
    file = resources.files("agents.understanding").joinpath(classifier.ARTEFACT)
    assert len(file.read_bytes()) < LARGEST


def test_it_knows_every_intent_scene_and_ask_and_no_other() -> None:
    heads = classifier.load().heads
    assert set(heads["intent"].labels) == set(INTENTS)
    assert set(heads["scene"].labels) == {*SCENES, classifier.NONE}
    assert set(heads["ask"].labels) == set(ASKS)
    assert len(heads["intent"].cues) == len(cue_names())


def test_examples_use_the_contracts_words() -> None:
    for name in (*TRAINING, *HELD_OUT, *FOLLOW_UPS, *FOLLOW_UPS_HELD_OUT):
        for example in read_examples(name):
            assert example.intent is None or example.intent in INTENTS, example.text
            assert set(example.slots or ()) <= set(SLOTS), example.text
            for topic in example.topics or ():
                assert topic.scene in SCENES, example.text
                assert topic.ask in ASKS, example.text


def test_nothing_held_out_was_learned_from() -> None:
    learned = {example.text for name in TRAINING for example in read_examples(name)}
    held = [e for name in HELD_OUT for e in read_examples(name) if not e.history]
    assert not [example.text for example in held if example.text in learned]


def test_no_held_out_follow_up_was_learned_from() -> None:
    learned = {(e.history[-1], e.text) for name in FOLLOW_UPS for e in read_examples(name)}
    held = [(e.history[-1], e.text) for name in FOLLOW_UPS_HELD_OUT for e in read_examples(name)]
    assert not [pair for pair in held if pair in learned]


def test_every_follow_up_relates_in_a_way_that_the_head_knows() -> None:
    told = {e.relation for name in FOLLOW_UPS for e in read_examples(name)}
    assert set(classifier.load().heads["relation"].labels) == told
