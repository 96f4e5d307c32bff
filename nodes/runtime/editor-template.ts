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
    const value = initial.success ? (initial.data ?? '') : '';
    return { key, schema, value, required: value !== '', lines: metaOf(schema).lines };
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
export function editorHtml(definition: Definition, set: string): string {
  const fields = editorFields(definition);
  const defaults = {
    name: { value: '' },
    configVersion: { value: definition.upgrades?.length ?? 0 },
    ...Object.fromEntries(fields.map(({ key, value, required }) => [key, { value, required }])),
  };
  const validators = fields.flatMap(({ key, schema }) => {
    const rule = validatorOf(schema);
    return rule === undefined ? [] : [`  defaults[${JSON.stringify(key)}].validate = ${rule};`];
  });
  const registration = {
    category: 'PlantOps',
    color: definition.colour,
    inputs: inputTypesOf(definition).length > 0 ? 1 : 0,
    outputs: Object.keys(definition.outputs).length,
    outputLabels: Object.keys(definition.outputs),
    icon: `${definition.type}.svg`,
  };
  return [
    '<script type="text/javascript">',
    '(function () {',
    `  const text = function (key, values) { return RED._(${JSON.stringify(`${set}:`)} + key, values); };`,
    `  const defaults = ${JSON.stringify(defaults)};`,
    ...validators,
    `  RED.nodes.registerType(${JSON.stringify(definition.type)}, Object.assign(${JSON.stringify(registration)}, {`,
    '    defaults: defaults,',
    "    paletteLabel: text('label'),",
    "    label: function () { return this.name || text('label'); },",
    '    labelStyle: function () { return this.name ? "node_label_italic" : ""; },',
    '  }));',
    '})();',
    '</script>',
    `<script type="text/html" data-template-name="${definition.type}">`,
    `<div class="form-row"><label for="node-input-name" style="width:40%"><i class="fa fa-tag"></i> ${element('span', 'name')}</label><input type="text" id="node-input-name" style="width:50%"></div>`,
    ...fields.map(formRow),
    '</script>',
    '',
  ].join('\n');
}
