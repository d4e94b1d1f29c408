"""The requests for a whole text: ElevenLabs' `/v1/text-to-speech/…` and OpenAI's speech."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import unquote

from core.errors import BadInput
from serving.dialects import eleven_voice
from serving.http import HttpRequest, HttpResponse, json_response, streamed
from serving.recital import CutShort, recite
from serving.service import Service
from serving.statuses import eleven_error, status_of
from wire.codecs import Codec, open_codec
from wire.messages import AudioMessage
from wire.requests import parse_eleven, parse_openai
from wire.timestamps import WholeTimestamps, encode_timestamps

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
        head = request.head
        try:
            response = await self._answer(request)
        except BadInput as bad:
            self._service.metrics.errors.labels(bad.code).inc()
            response = _error(head.path, bad.code, bad.message)
        except CutShort as cut:
            response = _error(head.path, cut.error.code, cut.error.message)
        return replace(
            response, headers={**self._service.origins.grant(head.headers), **response.headers}
        )

    async def _answer(self, request: HttpRequest) -> HttpResponse:
        head = request.head
        if not self._service.origins.welcome(head.headers):
            raise BadInput("foreign_origin", "This page may not use this server.")
        if request.method == "OPTIONS" and (grant := self._service.origins.preflight(head.headers)):
            return HttpResponse(HTTPStatus.OK, "text/plain", b"", headers=grant)
        if request.method == "POST" and head.path == _OPENAI:
            return await self._openai(request)
        if request.method == "POST" and (match := _ELEVEN.fullmatch(head.path)):
            return await self._eleven(request, unquote(match[1]), match[2] or "")
        raise BadInput("not_found", f"There is no {request.method} {head.path}.")

    async def _openai(self, request: HttpRequest) -> HttpResponse:
        key = request.head.key
        self._service.admission.check_key(key)
        asked = parse_openai(request.body)
        voice = self._service.find_voice(asked.voice)
        codec = open_codec(asked.output)
        audio = _encoded(recite(self._service, key, voice, asked), codec)
        return await streamed(asked.output.coding.value, audio)

    async def _eleven(self, request: HttpRequest, voice_id: str, kind: str) -> HttpResponse:
        key = request.head.key
        self._service.admission.check_key(key)
        asked = parse_eleven(voice_id, request.body, request.head.query)
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
            yield encode_timestamps(audio, message.alignment, message.spoken, since_ms)
            since_ms += sum(message.alignment.durations_ms)
        if rest := codec.finish():
            yield encode_timestamps(rest, None, None, since_ms)


async def _timed_whole(messages: Messages, codec: Codec) -> AsyncGenerator[bytes, None]:
    whole = WholeTimestamps()
    async with aclosing(messages):
        async for message in messages:
            yield whole.encode(codec.encode(message.pcm), message.alignment, message.spoken)
        for part in whole.finish(codec.finish()):
            yield part


def _error(path: str, code: str, message: str) -> HttpResponse:
    """An error in the shape that the clients of `path` know."""
    status = status_of(code)
    if path == _OPENAI:
        kind = "server_error" if status >= 500 else "invalid_request_error"
        error = {"message": message, "type": kind, "param": None, "code": code}
        return json_response(status, {"error": error})
    return json_response(status, eleven_error(code, message))
