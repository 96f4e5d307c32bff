/** Makes the Python package that speaks to a PlantOps server, from the OpenAPI document. It needs Python's own library alone. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { clientManifest } from '../make-client.ts';
import { literal, pythonName, PythonTypes, type Schema } from './python-types.ts';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');

interface Parameter {
  in: string;
  name: string;
  required?: boolean;
  description?: string;
  schema: Schema;
}

type Content = Record<string, { schema: Schema }>;

interface Operation {
  operationId: string;
  summary: string;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Content };
  responses: Record<string, { content?: Content }>;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

const JSON_TYPE = 'application/json';

/** How an operation answers: the function of the transport that asks for it, what that returns, and what else it is handed. */
function answerOf({ operationId, parameters = [], responses }: Operation, types: PythonTypes) {
  const content = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1].content ?? {};
  const place = `${operationId}Answer`;
  const json = content[JSON_TYPE]?.schema;
  if (json) {
    const annotation = types.annotationOf(json, place);
    return parameters.some(({ name }) => name === 'cursor')
      ? { by: '_page', returns: annotation.replace(/^list\[/, 'Page['), more: [] }
      : { by: '_json', returns: annotation, more: [] };
  }
  const mediaTypes = Object.keys(content);
  const events = content['text/event-stream']?.schema;
  if (events) return { by: '_events', returns: `Iterator[${types.annotationOf(events, place)}]`, more: [] };
  if (mediaTypes.length === 0) return { by: '_nothing', returns: 'None', more: [] };
  return { by: '_download', returns: 'Download', more: [`accept=${literal(mediaTypes.join(', '))}`] };
}

/** What an operation is sent beside its address. */
function bodyOf({ operationId, requestBody }: Operation, types: PythonTypes) {
  if (!requestBody) return { parameters: [], options: [], sent: [] };
  const json = requestBody.content[JSON_TYPE]?.schema;
  if (json) {
    const annotation = types.annotationOf(json, `${operationId}Body`);
    const body = requestBody.required ? `body: ${annotation}` : `body: ${annotation} | None = None`;
    return { parameters: [body], options: [], sent: ['body=body'] };
  }
  const mediaTypes = Object.keys(requestBody.content);
  return {
    parameters: ['content: bytes | IO[bytes]'],
    options: [`content_type: Literal[${mediaTypes.map(literal).join(', ')}] = ${literal(mediaTypes[0])}`],
    sent: ['content=content', 'content_type=content_type'],
  };
}

/** In an address, yes and no are words. */
const isYesOrNo = ({ enum: values }: Schema): boolean =>
  values?.length === 2 && values.includes('true') && values.includes('false');

/** The address as a text of Python, with the values that are part of it. */
const addressOf = (address: string): string => {
  const text = address.replaceAll(/\{(\w+)\}/g, (_, name: string) => `{_quoted(${pythonName(name)})}`);
  return text === address ? literal(address) : `f'${text}'`;
};

function methodOf(verb: string, address: string, operation: Operation, types: PythonTypes): string {
  const { operationId, summary, parameters = [] } = operation;
  const ofPath = parameters.filter((parameter) => parameter.in === 'path');
  const ofQuery = parameters.filter((parameter) => parameter.in === 'query');
  const body = bodyOf(operation, types);
  const answer = answerOf(operation, types);
  const options = [
    ...ofQuery.map(({ name, required, schema }) => {
      const annotation = isYesOrNo(schema) ? 'bool' : types.annotationOf(schema, `${operationId}-${name}`);
      return `${pythonName(name)}: ${required ? annotation : `${annotation} | None = None`}`;
    }),
    ...body.options,
  ];
  const taken = [
    'self',
    ...ofPath.map(({ name, schema }) => `${pythonName(name)}: ${types.annotationOf(schema, `${operationId}-${name}`)}`),
    ...body.parameters,
    ...(options.length > 0 ? ['*', ...options] : []),
  ];
  const query = ofQuery.map(({ name }) => `${literal(name)}: ${pythonName(name)}`);
  const handed = [
    literal(verb.toUpperCase()),
    addressOf(address),
    ...(query.length > 0 ? [`{${query.join(', ')}}`] : []),
    ...answer.more,
    ...body.sent,
  ];
  const told = ofQuery.filter(({ description }) => description !== undefined);
  return [
    `    def ${pythonName(operationId)}(`,
    ...taken.map((parameter) => `        ${parameter},`),
    `    ) -> ${answer.returns}:`,
    '        """',
    `        ${summary}`,
    ...(told.length > 0 ? [''] : []),
    ...told.map(({ name, description = '' }) => `        :param ${pythonName(name)}: ${description}`),
    '        """',
    `        return self.${answer.by}(`,
    ...handed.map((argument) => `            ${argument},`),
    '        )',
  ].join('\n');
}

/** The module with all types, and the class with a function for each operation. */
function moduleText({ paths, components }: Document): string {
  const types = new PythonTypes(components.schemas);
  const methods = Object.entries(paths).flatMap(([address, verbs]) =>
    Object.entries(verbs).map(([verb, operation]) => methodOf(verb, address, operation, types)),
  );
  const names = [...types.names, 'Download', 'Page', 'PlantOps', 'PlantOpsError', 'every'].sort();
  return `"""Types of what a PlantOps server is sent and answers, and a function for each request. Made from its OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any, Literal, NotRequired, TypeAlias, TypedDict

from .transport import Download, Page, PlantOpsError, Transport, _quoted, every

__all__ = [
${names.map((name) => `    '${name}',`).join('\n')}
]


${types.text}


class PlantOps(Transport):
    __doc__ = Transport.__doc__

${methods.join('\n\n')}
`;
}

const projectText = ({ version, description, license }: ReturnType<typeof clientManifest>): string => `[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"

[project]
name = "plantops-client"
version = "${version}"
description = "${description}"
readme = "README.md"
license = { text = "${license}" }
requires-python = ">=3.11"
dependencies = []

[tool.setuptools]
packages = ["plantops_client"]

[tool.setuptools.package-data]
plantops_client = ["py.typed"]
`;

/** Writes the package into a folder, whose earlier content is removed. */
export function makePythonClient(folder: string): void {
  const code = path.join(folder, 'plantops_client');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(code, { recursive: true });
  const document = JSON.parse(readFileSync(path.join(ROOT, 'ui', 'openapi.json'), 'utf8')) as Document;
  writeFileSync(path.join(code, '__init__.py'), moduleText(document));
  cpSync(path.join(import.meta.dirname, 'transport.py'), path.join(code, 'transport.py'));
  // Tells type checkers that the annotations are to be used.
  writeFileSync(path.join(code, 'py.typed'), '');
  writeFileSync(path.join(folder, 'pyproject.toml'), projectText(clientManifest()));
  cpSync(path.join(import.meta.dirname, 'README.md'), path.join(folder, 'README.md'));
  cpSync(path.join(ROOT, 'LICENSE'), path.join(folder, 'LICENSE'));
}
