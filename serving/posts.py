"""The requests for a whole text: ElevenLabs' `/v1/text-to-speech/…` and OpenAI's speech."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from urllib.parse import unquote

from core.errors import BadInput, EngineFailure
from serving.dialects import eleven_voice
from serving.http import HttpRequest, HttpResponse, json_response, streamed
from serving.keys import presented_key
from serving.origins import is_welcome
from serving.recital import recite
from serving.service import Service
from serving.statuses import status_of
from wire.codecs import Codec, open_codec
from wire.messages import Alignment, AudioMessage
from wire.requests import encode_timestamps, parse_eleven, parse_openai

_ELEVEN = re.compile(
    "/v1/text-to-speech/([^/]+)(?:/(stream|with-timestamps|stream/with-timestamps))?"
)
_OPENAI = "/v1/audio/speech"
Messages = AsyncGenerator[AudioMessage, None]


class Posts:
    """Answers requests that are no GETs."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def answer(self, request: HttpRequest) -> HttpResponse:
        """The speech that is asked for, or what is wrong."""
        try:
            if not is_welcome(request.headers, self._service.origins):
                raise BadInput("foreign_origin", "This page may not use this server.")
            if request.method == "POST" and request.path == _OPENAI:
                return await self._openai(request)
            if request.method == "POST" and (match := _ELEVEN.fullmatch(request.path)):
                return await self._eleven(request, unquote(match[1]), match[2] or "")
            raise BadInput("not_found", f"There is no {request.method} {request.path}.")
        except BadInput as bad:
            return _error(request.path, bad.code, bad.message)
        except EngineFailure as failure:
            return _error(request.path, "engine_failure", str(failure))

    async def _openai(self, request: HttpRequest) -> HttpResponse:
        key = presented_key(request.headers, request.query)
        self._service.admission.check_key(key)
        asked = parse_openai(request.body)
        voice = self._service.find_voice(asked.voice)
        codec = open_codec(asked.output)
        audio = _encoded(recite(self._service, key, voice, asked), codec)
        return await streamed(asked.output.coding.value, audio)

    async def _eleven(self, request: HttpRequest, voice_id: str, kind: str) -> HttpResponse:
        key = presented_key(request.headers, request.query)
        self._service.admission.check_key(key)
        asked = parse_eleven(voice_id, request.body, request.query)
        voice = eleven_voice(self._service, voice_id)
        codec = open_codec(asked.output)
        messages = recite(self._service, key, voice, asked)
        match kind:
            case "with-timestamps":
                return await streamed("application/json", _timed_whole(messages, codec))
            case "stream/with-timestamps":
                return await streamed("application/x-ndjson", _timed_lines(messages, codec))
            case _:
                return await streamed(asked.output.coding.value, _encoded(messages, codec))


async def _encoded(messages: Messages, codec: Codec) -> AsyncGenerator[bytes, None]:
    async with aclosing(messages):
        async for message in messages:
            if audio := codec.encode(message.pcm):
                yield audio
        yield codec.finish()


async def _timed_lines(messages: Messages, codec: Codec) -> AsyncGenerator[bytes, None]:
    since_ms = 0
    async with aclosing(messages):
        async for message in messages:
            audio = codec.encode(message.pcm)
            yield encode_timestamps(audio, [message.alignment], _spoken(message), since_ms)
            since_ms += sum(message.alignment.durations_ms)
        if rest := codec.finish():
            yield encode_timestamps(rest, [], [], since_ms)


async def _timed_whole(messages: Messages, codec: Codec) -> AsyncGenerator[bytes, None]:
    audio = bytearray()
    alignments: list[Alignment] = []
    spoken: list[Alignment] = []
    async with aclosing(messages):
        async for message in messages:
            audio += codec.encode(message.pcm)
            alignments.append(message.alignment)
            spoken += _spoken(message)
    yield encode_timestamps(bytes(audio + codec.finish()), alignments, spoken, 0)


def _spoken(message: AudioMessage) -> list[Alignment]:
    assert message.spoken is not None  # `recite` asks for it
    return [message.spoken]


def _error(path: str, code: str, message: str) -> HttpResponse:
    """An error in the shape that the clients of `path` know."""
    status = status_of(code)
    if path == _OPENAI:
        kind = "server_error" if status >= 500 else "invalid_request_error"
        error = {"message": message, "type": kind, "param": None, "code": code}
        return json_response(status, {"error": error})
    return json_response(status, {"detail": {"status": code, "message": message}})
