/**
 * Checks answers against the OpenAPI document that the server serves, with a validator that the server does not use.
 */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

interface Operation {
  operationId: string;
  responses: Record<string, { content?: Record<string, object> }>;
}
export interface OpenApiDocument {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

export interface JudgedAnswer {
  method: string;
  path: string;
  status: number;
  contentType: string;
  body: unknown;
}

const pointerPart = (text: string): string => encodeURIComponent(text.replaceAll('~', '~0').replaceAll('/', '~1'));

/** Refusals that any request may get. */
const EVERYWHERE = new Set(['forbidden_origin', 'forbidden_host']);

export class OpenApiJudge {
  readonly document: OpenApiDocument;
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
  readonly #templates: { template: string; pattern: RegExp }[];

  constructor(document: OpenApiDocument) {
    this.document = document;
    addFormats.default(this.#ajv);
    this.#ajv.addSchema(document, 'api', undefined, false);
    this.#templates = Object.keys(document.paths)
      .map((template) => ({
        template,
        pattern: new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
      }))
      // An exact path goes before one with a parameter in the same place.
      .sort((a, b) => Number(a.template.includes('{')) - Number(b.template.includes('{')));
  }

  /** The documented path that a path matches, such as `/api/plants/{id}`. */
  templateOf(path: string): string | undefined {
    return this.#templates.find(({ pattern }) => pattern.test(path))?.template;
  }

  /** What is wrong with the answer, in words; undefined if it matches the document. */
  complaint({ method, path, status, contentType, body }: JudgedAnswer): string | undefined {
    const template = this.templateOf(path);
    const operation = template === undefined ? undefined : this.document.paths[template]?.[method.toLowerCase()];
    if (template === undefined || !operation || EVERYWHERE.has((body as { code?: string } | null)?.code ?? ''))
      return this.#problemComplaint(status, contentType, body);
    const answer = operation.responses[String(status)];
    if (!answer) return `${status} is not documented for ${operation.operationId}: ${JSON.stringify(body)}`;
    if (!answer.content) return body === '' ? undefined : 'a body where none is documented';
    const mediaType = contentType.split(';')[0] ?? '';
    if (!(mediaType in answer.content)) return `${mediaType} is not documented for ${operation.operationId} ${status}`;
    const pointer = [
      'paths',
      template,
      method.toLowerCase(),
      'responses',
      String(status),
      'content',
      mediaType,
      'schema',
    ]
      .map(pointerPart)
      .join('/');
    return this.#mismatch(`api#/${pointer}`, body);
  }

  /** What is wrong with a value, by a schema of the document; undefined if it matches. */
  schemaComplaint(name: string, value: unknown): string | undefined {
    return this.#mismatch(`api#/components/schemas/${name}`, value);
  }

  #problemComplaint(status: number, contentType: string, body: unknown): string | undefined {
    if (status < 400) return undefined;
    if (!contentType.startsWith('application/problem+json'))
      return `${status} is ${contentType}, not application/problem+json`;
    return this.schemaComplaint('Problem', body);
  }

  #mismatch(reference: string, value: unknown): string | undefined {
    const validate: ValidateFunction | undefined = this.#ajv.getSchema(reference);
    if (!validate) return `there is no schema ${reference}`;
    return validate(value)
      ? undefined
      : `${this.#ajv.errorsText(validate.errors)} in ${JSON.stringify(value).slice(0, 500)}`;
  }
}
