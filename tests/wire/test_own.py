from typing import Any

import pytest

from tests.fakes import ToneEngine
from tests.wire.talk import Talk
from wire.actions import Action, Ask, Close, Send, Speak
from wire.messages import ErrorMessage
from wire.own import OwnConversation
from wire.session import Session


def said(actions: list[Action], kind: type[Any]) -> list[Any]:
    return [action for action in actions if isinstance(action, kind)]


def until_it_acts(conversation: OwnConversation, now_s: float) -> tuple[float, list[Action]]:
    while (wake_s := conversation.wake_s(now_s)) is not None:
        now_s = wake_s
        if actions := conversation.tick(now_s):
            return now_s, actions
    return now_s, []


def test_silent_client_is_told_and_closed_after_the_idle_time():
    conversation = OwnConversation(Session(), idle_s=20)
    conversation.receive('{"text": " "}', 5.0)
    now_s, (send, close) = until_it_acts(conversation, 5.0)
    assert now_s == pytest.approx(25.0)
    assert isinstance(send, Send)
    assert isinstance(send.message, ErrorMessage)
    assert send.message.code == "idle_timeout"
    assert close == Close(1008, "idle_timeout")
    assert conversation.wake_s(now_s) is None


def test_client_that_waits_for_its_audio_is_not_idle():
    conversation = OwnConversation(Session(), idle_s=20)
    (ask,) = conversation.receive('{"text": "Hello there.", "flush": true}', 0.0)
    assert isinstance(ask, Ask)
    assert until_it_acts_until(conversation, 50.0) == (50.0, []), "it waits for its turn"
    (speak,) = conversation.turn(0, 50.0)
    assert isinstance(speak, Speak)
    assert until_it_acts_until(conversation, 100.0, 50.0) == (100.0, []), "the engine is slow"
    engine = ToneEngine()
    (speech,) = engine.speak(speak.utterance, engine.voices[0], 1.0, bool)
    sends = said(conversation.spoken(0, speech, 100.0), Send)
    assert conversation.tick(500.0) == [], "its audio was not sent yet"
    for send in sends:
        conversation.sent(send, 500.0)
    assert conversation.tick(519.0) == []
    assert said(conversation.tick(521.0), Close)


def test_word_that_nobody_ended_is_said_before_a_silent_client_is_closed():
    talk = Talk(OwnConversation(Session(), idle_s=20), ToneEngine())
    talk.send(text=" ")
    talk.send(text="Hello there my friend")
    talk.wait(19.0)
    assert "".join(talk.said) == "Hello there my"
    talk.wait(2.0)
    assert "".join(talk.said) == "Hello there my friend"
    assert talk.close is None, "it was spoken to"
    talk.wait(20.0)
    assert talk.frames[-1]["error"] == "idle_timeout"
    assert talk.close is not None


def until_it_acts_until(
    conversation: OwnConversation, end_s: float, now_s: float = 0.0
) -> tuple[float, list[Action]]:
    while now_s < end_s:
        now_s = min(conversation.wake_s(now_s) or end_s, end_s)
        if actions := conversation.tick(now_s):
            return now_s, actions
    return now_s, []
