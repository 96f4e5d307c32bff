/** Generates what Node-RED's editor needs for a node: its registration, form and help. Pure. */
import type { Language } from '@plantops/shared/settings/display.ts';
import { marked } from 'marked';
import { z } from 'zod';
import { metaOf } from './config.ts';
import { inputTypesOf, type NodeFacts } from './define-node.ts';
import { helpPage } from './message-help.ts';
import { optionsOf } from './node-texts.ts';

type Definition = NodeFacts;

interface EditorField {
  key: string;
  schema: z.ZodType;
  value: unknown;
  required: boolean;
  /** Rows of the text area, for longer text. */
  lines: number | undefined;
  /** Only a Node-RED that is not PlantOps' own shows it. */
  outside: boolean;
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/**
 * A function of the editor that says of a value what the node would say of it: true, or what is wrong. From the same
 * schema; undefined where the form's input cannot hold a bad value. The editor takes a sentence only from a function of two. A value such as `${NAME}` is filled in later.
 */
function validatorOf(schema: z.ZodType): string | undefined {
  const { range } = metaOf(schema);
  if (range) {
    const { min, max } = range;
    return `function (v, options) { return v === '' || v === null || v === undefined || /^\\$\\{[^}]+\\}$/.test(v) || (Number(v) >= ${min} && Number(v) <= ${max}) || text('range', { min: ${min}, max: ${max} }); }`;
  }
  const { maxLength, minLength = 0 } = z.toJSONSchema(schema, { io: 'input' });
  if (maxLength === undefined) return undefined;
  return `function (v, options) { return (String(v).length >= ${minLength} && String(v).length <= ${maxLength}) || text('length', { min: ${minLength}, max: ${maxLength} }); }`;
}

/** The fields of a node's form, derived from its configuration schema. */
function editorFields(definition: Definition): EditorField[] {
  return Object.entries(definition.config.shape).map(([key, schema]) => {
    const initial = schema.safeParse(undefined);
    const { initial: text, lines, outside = false } = metaOf(schema);
    const value = text ?? (initial.success ? (initial.data ?? '') : '');
    return { key, schema, value, required: value !== '', lines, outside };
  });
}

/** An element whose text the editor takes from the locale file. */
const element = (tag: string, key: string, attributes = ''): string =>
  `<${tag}${attributes} data-i18n="[text]${key}"></${tag}>`;

/** Beside its field, however long it is. */
const HINT = ' style="display:inline-block; width:27%; vertical-align:middle; line-height:1.3"';

function formRow({ key, schema, lines }: EditorField): string {
  const id = `node-input-${key}`;
  const label = (width: number): string =>
    element('label', `fields.${key}.label`, ` for="${id}" style="width:${width}%"`);
  if (lines)
    return `<div class="form-row">${label(100)}<textarea id="${id}" rows="${lines}" style="width:100%"></textarea></div>`;
  const options = optionsOf(schema)?.map((option) =>
    element('option', `fields.${key}.choices.${option}`, ` value="${escapeHtml(option)}"`),
  );
  const input = options
    ? `<select id="${id}">${options.join('')}</select>`
    : `<input type="text" id="${id}" style="width:30%">`;
  const hint = metaOf(schema).hint ? ` ${element('span', `fields.${key}.hint`, HINT)}` : '';
  return `<div class="form-row">${label(40)}${input}${hint}</div>`;
}

/** An object of JavaScript with its keys as names, which tools that read a palette expect. @param entries name to code */
const objectOf = (entries: Record<string, string | undefined>, indent: string): string =>
  [
    '{',
    ...Object.entries(entries).flatMap(([name, code]) => (code === undefined ? [] : [`${indent}  ${name}: ${code},`])),
    `${indent}}`,
  ].join('\n');

/** Takes `</script>` apart, which would end the script that the text stands in. */
const literal = (value: unknown): string => JSON.stringify(value).replaceAll('</', String.raw`<\/`);

/** The form's fields as `defaults` of a registration. */
const defaultsOf = (fields: readonly EditorField[]): Record<string, string> =>
  Object.fromEntries(
    fields.map(({ key, schema, value, required }) => [
      key,
      objectOf({ value: literal(value), required: String(required), validate: validatorOf(schema) }, '      '),
    ]),
  );

export interface EditorOptions {
  /** For a Node-RED that is not PlantOps' own: with the fields that only it shows. */
  outside?: boolean;
}

/** Whether a node has a field for the PlantOps server that it works with. */
const takesServer = ({ outside }: Definition): boolean => outside === 'server' || outside === 'server or alone';
const SERVER_ROW = `<div class="form-row"><label for="node-input-server" style="width:40%"><i class="fa fa-server"></i> ${element('span', 'server')}</label><input type="text" id="node-input-server" style="width:50%"></div>`;

/** A node's help page in a language, as the editor reads it. @param markdown its own part, as in `helpPage` */
export const helpHtml = (definition: Definition, markdown: string, language: Language): string =>
  [
    `<script type="text/html" data-help-name="${definition.type}">`,
    marked.parse(helpPage(definition, markdown, language), { async: false }).trim(),
    '</script>',
    '',
  ].join('\n');

/**
 * The `.html` file next to a node's entry: registration and edit form. Their texts are in the locale files of its set.
 * @param set Node-RED's name of the node's file: the package and the file
 */
export function editorHtml(definition: Definition, set: string, { outside = false }: EditorOptions = {}): string {
  const fields = editorFields(definition).filter((field) => outside || !field.outside);
  const hasServer = outside && takesServer(definition);
  const defaults = {
    name: objectOf({ value: literal('') }, '      '),
    configVersion: objectOf({ value: literal(definition.upgrades?.length ?? 0) }, '      '),
    ...(hasServer && {
      server: objectOf(
        { value: literal(''), type: literal('plantops-server'), required: String(definition.outside === 'server') },
        '      ',
      ),
    }),
    ...defaultsOf(fields),
  };
  const registration = {
    category: literal('PlantOps'),
    color: literal(definition.colour),
    defaults: objectOf(defaults, '    '),
    inputs: literal(inputTypesOf(definition).length > 0 ? 1 : 0),
    outputs: literal(Object.keys(definition.outputs).length),
    outputLabels: literal(Object.keys(definition.outputs)),
    icon: literal(`${definition.type}.svg`),
    paletteLabel: "text('label')",
    label: "function () { return this.name || text('label'); }",
    labelStyle: 'function () { return this.name ? "node_label_italic" : ""; }',
  };
  return [
    '<script type="text/javascript">',
    '(function () {',
    `  const text = function (key, values) { return RED._(${literal(`${set}:`)} + key, values); };`,
    `  RED.nodes.registerType(${literal(definition.type)}, ${objectOf(registration, '  ')});`,
    '})();',
    '</script>',
    `<script type="text/html" data-template-name="${definition.type}">`,
    `<div class="form-row"><label for="node-input-name" style="width:40%"><i class="fa fa-tag"></i> ${element('span', 'name')}</label><input type="text" id="node-input-name" style="width:50%"></div>`,
    ...(hasServer ? [SERVER_ROW] : []),
    ...fields.map(formRow),
    '</script>',
    '',
  ].join('\n');
}
