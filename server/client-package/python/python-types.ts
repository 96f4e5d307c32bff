/** Writes the schemas of an OpenAPI document as types of Python: dictionaries with known keys, literals, lists. */

/** What the schemas of our document use of JSON Schema. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  format?: string;
}

const SIMPLE: Readonly<Record<string, string>> = {
  string: 'str',
  integer: 'int',
  number: 'float',
  boolean: 'bool',
  null: 'None',
};

/** Words that Python keeps for itself, as far as names of ours could be one. */
const KEYWORDS = new Set(['and', 'as', 'class', 'from', 'global', 'import', 'in', 'is', 'not', 'or', 'pass', 'with']);
const isName = (text: string): boolean => /^[A-Za-z_]\w*$/.test(text) && !KEYWORDS.has(text);

/** A name of a parameter or a function: `listPlants` is `list_plants`, `from` is `from_`. */
export function pythonName(name: string): string {
  const snake = name.replace(/(?<=[a-z0-9])([A-Z])/g, (letter) => `_${letter.toLowerCase()}`).replaceAll(/\W/g, '_');
  return KEYWORDS.has(snake) ? `${snake}_` : snake;
}

const pascal = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** A literal of Python. */
export function literal(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  return JSON.stringify(value);
}

/** The text as lines of a comment, which ends at the margin. */
const comment = (text: string | undefined, indent: string): string[] =>
  text === undefined ? [] : text.split('\n').map((line) => `${indent}#: ${line}`);

/** What tells an object from the others of a choice, such as the kind of an event. */
const constantsOf = ({ properties = {} }: Schema): string[] =>
  Object.values(properties).flatMap((property) => (typeof property.const === 'string' ? [property.const] : []));

/** Gathers the types of a document; objects without a name get one after the place where they stand. */
export class PythonTypes {
  readonly #declared = new Map<string, string>();

  constructor(schemas: Readonly<Record<string, Schema>>) {
    // Their names are taken first, so that no object within another gets one of them.
    for (const name of Object.keys(schemas)) this.#declared.set(name, '');
    for (const [name, schema] of Object.entries(schemas)) this.#declare(name, schema);
  }

  /** All declarations, which may name each other in any order. */
  get text(): string {
    return [...this.#declared.values()].join('\n\n\n');
  }

  get names(): string[] {
    return [...this.#declared.keys()];
  }

  /** @param place a name for an object that has none of its own */
  annotationOf(schema: Schema, place: string): string {
    if (schema.$ref !== undefined) return schema.$ref.replace('#/components/schemas/', '');
    if (schema.const !== undefined) return `Literal[${literal(schema.const)}]`;
    if (schema.enum) return `Literal[${schema.enum.map(literal).join(', ')}]`;
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices) return this.#union(choices.map((choice) => this.annotationOf(choice, place)));
    if (Array.isArray(schema.type))
      return this.#union(schema.type.map((type) => this.annotationOf({ ...schema, type }, place)));
    if (schema.type === 'array') return `list[${schema.items ? this.annotationOf(schema.items, place) : 'Any'}]`;
    if (schema.type === 'object') return this.#object(schema, place);
    return (schema.type !== undefined && SIMPLE[schema.type]) || 'Any';
  }

  #union(annotations: string[]): string {
    const different = [...new Set(annotations)];
    return different.includes('Any') ? 'Any' : different.join(' | ');
  }

  #object(schema: Schema, place: string): string {
    if (schema.properties) {
      const name = this.#freeName(pascal([place, ...constantsOf(schema)].join('-')));
      this.#declareObject(name, schema);
      return name;
    }
    const { additionalProperties: values } = schema;
    return `dict[str, ${typeof values === 'object' ? this.annotationOf(values, place) : 'Any'}]`;
  }

  #freeName(wanted: string): string {
    for (let count = 1; ; count++) {
      const name = count === 1 ? wanted : `${wanted}${count}`;
      if (!this.#declared.has(name)) return name;
    }
  }

  #declare(name: string, schema: Schema): void {
    if (schema.type === 'object' && schema.properties) this.#declareObject(name, schema);
    else {
      const annotation = this.annotationOf(schema, name);
      // A name that comes later in the file can only be named in quotes.
      this.#declared.set(
        name,
        [...comment(schema.description, ''), `${name}: TypeAlias = ${literal(annotation)}`].join('\n'),
      );
    }
  }

  #declareObject(name: string, { description, properties = {}, required = [] }: Schema): void {
    this.#declared.set(name, '');
    const fields = Object.entries(properties).map(([key, schema]) => {
      const annotation = this.annotationOf(schema, `${name}-${key}`);
      return { key, schema, annotation: required.includes(key) ? annotation : `NotRequired[${annotation}]` };
    });
    const lines = fields.every(({ key }) => isName(key))
      ? [
          `class ${name}(TypedDict):`,
          ...fields.flatMap((field) => [
            ...comment(field.schema.description, '    '),
            `    ${field.key}: ${field.annotation}`,
          ]),
          ...(fields.length === 0 ? ['    pass'] : []),
        ]
      : [
          `${name} = TypedDict(`,
          `    '${name}',`,
          '    {',
          ...fields.map(({ key, annotation }) => `        ${literal(key)}: ${literal(annotation)},`),
          '    },',
          ')',
        ];
    this.#declared.set(name, [...comment(description, ''), ...lines].join('\n'));
  }
}
