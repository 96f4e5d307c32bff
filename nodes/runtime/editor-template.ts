/** Generates what Node-RED's editor needs for a node: its registration, form and help. Pure. */
import { marked } from 'marked';
import { z } from 'zod';
import { type FieldMeta, metaOf } from './config.ts';
import { inputTypesOf, type NodeFacts } from './define-node.ts';
import { helpPage } from './message-help.ts';

type Definition = NodeFacts;

interface EditorField extends FieldMeta {
  key: string;
  schema: z.ZodType;
  value: unknown;
  options: readonly string[] | undefined;
  required: boolean;
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The choices of an enum, also one wrapped in a default; undefined for other fields. */
function optionsOf(schema: z.ZodType): readonly string[] | undefined {
  const inner =
    'unwrap' in schema && typeof schema.unwrap === 'function'
      ? (schema as { unwrap: () => z.ZodType }).unwrap()
      : schema;
  return 'options' in inner && Array.isArray(inner.options) ? (inner.options as string[]) : undefined;
}

/**
 * A function of the editor that says of a value what the node would say of it: true, or what is wrong. From the same
 * schema; undefined where the form's input cannot hold a bad value. The editor takes a sentence only from a function of two. A value such as `${NAME}` is filled in later.
 */
function validatorOf(schema: z.ZodType): string | undefined {
  const { range } = metaOf(schema);
  if (range) {
    const { min, max } = range;
    return `function (v, options) { return v === '' || v === null || v === undefined || /^\\$\\{[^}]+\\}$/.test(v) || (Number(v) >= ${min} && Number(v) <= ${max}) || 'must be a number from ${min} to ${max}'; }`;
  }
  const { maxLength, minLength = 0 } = z.toJSONSchema(schema, { io: 'input' });
  if (maxLength === undefined) return undefined;
  return `function (v, options) { return (String(v).length >= ${minLength} && String(v).length <= ${maxLength}) || 'must have ${minLength} to ${maxLength} characters'; }`;
}

/** The fields of a node's form, derived from its configuration schema. */
function editorFields(definition: Definition): EditorField[] {
  return Object.entries(definition.config.shape).map(([key, schema]) => {
    const initial = schema.safeParse(undefined);
    const value = initial.success ? (initial.data ?? '') : '';
    return { key, schema, value, options: optionsOf(schema), required: value !== '', ...metaOf(schema) };
  });
}

function formRow({ key, label, hint, options, lines }: EditorField): string {
  if (lines)
    return `<div class="form-row"><label for="node-input-${key}" style="width:100%">${escapeHtml(label)}</label><textarea id="node-input-${key}" rows="${lines}" style="width:100%"></textarea></div>`;
  const input = options
    ? `<select id="node-input-${key}">${options.map((option) => `<option value="${option}">${escapeHtml(option.replaceAll('_', ' '))}</option>`).join('')}</select>`
    : `<input type="text" id="node-input-${key}" style="width:30%">`;
  return `<div class="form-row"><label for="node-input-${key}" style="width:40%">${escapeHtml(label)}</label>${input}${hint ? ` ${escapeHtml(hint)}` : ''}</div>`;
}

/**
 * The `.html` file next to a node's entry: registration, edit form and help (Markdown converted to HTML).
 * @param helpMarkdown what the node is for, and a section "Details"; what arrives and leaves is added between
 */
export function editorHtml(definition: Definition, helpMarkdown: string): string {
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
    paletteLabel: definition.label,
  };
  return [
    '<script type="text/javascript">',
    '(function () {',
    `  const defaults = ${JSON.stringify(defaults)};`,
    ...validators,
    `  RED.nodes.registerType(${JSON.stringify(definition.type)}, Object.assign(${JSON.stringify(registration)}, {`,
    '    defaults: defaults,',
    `    label: function () { return this.name || ${JSON.stringify(definition.label)}; },`,
    '    labelStyle: function () { return this.name ? "node_label_italic" : ""; },',
    '  }));',
    '})();',
    '</script>',
    `<script type="text/html" data-template-name="${definition.type}">`,
    '<div class="form-row"><label for="node-input-name" style="width:40%"><i class="fa fa-tag"></i> Name</label><input type="text" id="node-input-name" style="width:50%"></div>',
    ...fields.map(formRow),
    '</script>',
    `<script type="text/html" data-help-name="${definition.type}">`,
    marked.parse(helpPage(definition, helpMarkdown), { async: false }).trim(),
    '</script>',
    '',
  ].join('\n');
}
