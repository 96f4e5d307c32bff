"""Speaks HTTP with a PlantOps server, by Python's own library alone."""

from __future__ import annotations

import base64
import json
import re
import shutil
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from email.message import Message
from pathlib import Path
from typing import IO, Any, Generic, TypeVar

Item = TypeVar('Item')


class PlantOpsError(Exception):
    """A request that the server refused or could not answer, as it told (RFC 9457)."""

    def __init__(self, status: int, problem: Mapping[str, Any], retry_after: str | None) -> None:
        #: The status of HTTP.
        self.status = status
        #: The kind of failure, such as ``plant_not_found``; it never changes.
        self.code = str(problem.get('code', 'unknown'))
        #: One sentence that says what to do.
        self.detail = str(problem.get('detail') or problem.get('title') or f'The server answered {status}')
        #: Each field that cannot be: ``{"pointer": "/name", "detail": "…"}``.
        self.errors: list[dict[str, str]] = list(problem.get('errors', []))
        #: Seconds after which another try makes sense, if the server said so.
        self.retry_after = int(retry_after) if retry_after is not None and retry_after.isdigit() else None
        super().__init__(f'{self.detail} ({self.code})')


class Page(list[Item], Generic[Item]):
    """A part of a long list."""

    #: Where the list goes on; None at its end.
    next_cursor: str | None = None


class Download:
    """A file that the server sends. Read, save or close it; it is not held in memory."""

    def __init__(self, body: IO[bytes], headers: Message) -> None:
        self._body = body
        #: Such as ``text/csv``.
        self.media_type = headers.get_content_type()
        #: The name that the server gives it, if it does.
        self.name = headers.get_filename()

    def __enter__(self) -> Download:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[str]:
        """Its lines, without their ends."""
        with self._body as body:
            for line in body:
                yield line.decode().rstrip('\r\n')

    def read(self) -> bytes:
        with self._body as body:
            return body.read()

    def text(self) -> str:
        return self.read().decode('utf-8-sig')

    def save(self, path: str | Path) -> None:
        """Writes it to a file, which is there only once all of it has come."""
        place = Path(path)
        part = place.with_name(f'{place.name}.part')
        with self._body as body, part.open('wb') as file:
            shutil.copyfileobj(body, file)
        part.replace(place)

    def close(self) -> None:
        self._body.close()


class Transport:
    """
    One server, and the login there.

    :param url: address of the server, such as ``http://127.0.0.1:8080``
    :param token: the owner password, or a token of Settings → Access; needed where a password is set
    :param device: ``mqtt_username`` and ``mqtt_password`` of a device, instead of a token, to send its readings
    :param registration_key: needed to register a device where the server has a ``REGISTRATION_KEY``
    :param timeout: seconds of silence after which a request is given up
    """

    def __init__(
        self,
        url: str,
        token: str | None = None,
        *,
        device: tuple[str, str] | None = None,
        registration_key: str | None = None,
        timeout: float = 60,
    ) -> None:
        if not re.match(r'https?://[^/]', url):
            raise ValueError(f'The address must start with http:// or https://, such as http://127.0.0.1:8080: {url!r}')
        if token is not None and device is not None:
            raise ValueError('Give a token or the credentials of a device, not both')
        self._url = url.rstrip('/')
        self._headers: dict[str, str] = {}
        if token is not None:
            self._headers['Authorization'] = f'Bearer {token}'
        if device is not None:
            self._headers['Authorization'] = 'Basic ' + base64.b64encode(':'.join(device).encode()).decode()
        if registration_key is not None:
            self._headers['X-Registration-Key'] = registration_key
        self._timeout = timeout

    def _json(self, method: str, path: str, query: Mapping[str, Any] | None = None, **sent: Any) -> Any:
        with self._open(method, path, query, 'application/json', **sent) as answer:
            return json.loads(answer.read())

    def _nothing(self, method: str, path: str, query: Mapping[str, Any] | None = None, **sent: Any) -> None:
        with self._open(method, path, query, 'application/json', **sent):
            pass

    def _page(self, method: str, path: str, query: Mapping[str, Any] | None = None) -> Page[Any]:
        with self._open(method, path, query, 'application/json') as answer:
            page: Page[Any] = Page(json.loads(answer.read()))
            link = re.match(r'<([^>]*)>; rel="next"', answer.headers.get('Link', ''))
            if link:
                following = urllib.parse.parse_qs(urllib.parse.urlsplit(link[1]).query)
                page.next_cursor = following['cursor'][0]
            return page

    def _download(
        self, method: str, path: str, query: Mapping[str, Any] | None = None, accept: str = '*/*'
    ) -> Download:
        answer = self._open(method, path, query, accept)
        return Download(answer, answer.headers)

    def _events(self, method: str, path: str, query: Mapping[str, Any] | None = None) -> Iterator[Any]:
        with self._open(method, path, query, 'text/event-stream') as answer:
            event, data = 'message', ''
            for line in (raw.decode().rstrip('\n') for raw in answer):
                if line.startswith('event: '):
                    event = line[7:]
                elif line.startswith('data: '):
                    data += line[6:]
                elif line == '':
                    if data:
                        yield {'event': event, 'data': json.loads(data)}
                    event, data = 'message', ''

    def _open(
        self,
        method: str,
        path: str,
        query: Mapping[str, Any] | None,
        accept: str,
        body: Any = None,
        content: bytes | IO[bytes] | None = None,
        content_type: str = 'application/json',
    ) -> Any:
        data = json.dumps(body).encode() if body is not None else content
        request = urllib.request.Request(self._url + path + _query_text(query), data=data, method=method)
        request.add_header('Accept', f'{accept}, application/problem+json;q=0.1')
        if data is not None:
            request.add_header('Content-Type', content_type)
        for name, value in self._headers.items():
            request.add_header(name, value)
        try:
            return urllib.request.urlopen(request, timeout=self._timeout)
        except urllib.error.HTTPError as failure:
            with failure:
                raise PlantOpsError(
                    failure.code, _problem(failure.read()), failure.headers.get('Retry-After')
                ) from None


def _query_text(query: Mapping[str, Any] | None) -> str:
    given = {name: _query_value(value) for name, value in (query or {}).items() if value is not None}
    return f'?{urllib.parse.urlencode(given)}' if given else ''


def _query_value(value: Any) -> str:
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if isinstance(value, (list, tuple)):
        return ','.join(str(one) for one in value)
    if isinstance(value, dict):
        return json.dumps(value)
    return str(value)


def _problem(body: bytes) -> Mapping[str, Any]:
    try:
        problem = json.loads(body)
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}


def _quoted(value: object) -> str:
    return urllib.parse.quote(str(value), safe='')


def every(request: Callable[..., Page[Item]], *arguments: Any, **options: Any) -> Iterator[Item]:
    """All items of a list, page after page: ``every(plantops.list_alerts, open=True)``."""
    cursor: str | None = None
    while True:
        page = request(*arguments, **options, **({} if cursor is None else {'cursor': cursor}))
        yield from page
        cursor = page.next_cursor
        if cursor is None:
            return
