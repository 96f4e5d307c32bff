/** Random requests, which are the same for the same seed. */
import type { RawRequest } from '../../testing/raw-request.ts';

export interface FuzzTarget {
  /** Method and path template of each operation, such as `GET /api/plants/{id}`. */
  operations: { method: string; path: string }[];
  /** Existing ids, so that requests get further than a 404. */
  ids: string[];
}

const FIELDS = [
  'name',
  'species',
  'thresholds',
  'min',
  'max',
  'soil_moisture',
  'temperature',
  'humidity',
  'light_level',
  'mac_address',
  'firmware_version',
  'sensor_types',
  'plant_id',
  'new_plant',
  'locked',
  'password',
  'kind',
  'note',
  'amount_ml',
  'at',
  '__proto__',
  'constructor',
  'toString',
  '',
  'a/b~c',
  '\u0000',
];
const QUERY_FIELDS = [
  'limit',
  'cursor',
  'status',
  'unassigned',
  'plant_id',
  'device_id',
  'open',
  'q',
  'range',
  'from',
  'to',
  'points',
  'format',
  'plant_ids',
  'v',
  '__proto__',
  'x',
  '',
];
const TEXTS = [
  '',
  ' ',
  'Fern',
  'null',
  'true',
  '-1',
  '0',
  '1',
  '5',
  '1e9',
  '99999999999999999999',
  'NaN',
  'Infinity',
  '24h',
  '1y',
  'csv',
  'ndjson',
  'online',
  'a4:cf:12:00:00:01',
  '2026-01-01T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999999Z',
  '2026-02-30T00:00:00Z',
  '2026-01-01T00:00:00+23:59',
  '2026-01-01T24:00:00Z',
  '-271821-04-20T00:00:00Z',
  `'; DROP TABLE plants;--`,
  '<script>',
  '../..',
  '\u0000',
  '\ud800',
  '\u202e',
  '🌵',
  '%',
  '%s',
  '${x}',
  '\r\nX: y',
  'x'.repeat(300),
  'Monstera deliciosa',
  'plant_none',
  'watering',
  'note',
  '1767225600000000.1',
];
const NUMBERS = [0, 1, -1, 0.1, 50, 101, -50, 1e308, -1e308, 5e-324, Number.MAX_SAFE_INTEGER, 2 ** 53, -0];
const HEADERS: Record<string, string>[] = [
  {},
  {},
  {},
  {},
  { 'content-type': 'text/plain' },
  { 'content-type': 'application/json; charset=utf-16' },
  { 'content-type': 'application/json; charset=x' },
  { 'content-type': ';' },
  { 'content-encoding': 'gzip' },
  { 'content-encoding': 'br' },
  { accept: 'text/html' },
  { 'last-event-id': '-' },
  { cookie: 'plantops_session=a.b; =; ;;' },
  { authorization: 'Basic %%%' },
  { 'x-registration-key': 'x' },
  { range: 'bytes=0-1' },
  { 'if-none-match': '*' },
  { expect: '100-continue' },
  { 'x-forwarded-for': "' OR 1" },
  { 'x-http-method-override': 'DELETE' },
  { 'transfer-encoding': 'chunked' },
];

export class Fuzzer {
  readonly #target: FuzzTarget;
  #state: number;

  constructor(target: FuzzTarget, seed: number) {
    this.#target = target;
    this.#state = seed;
  }

  next(): RawRequest {
    const { method, path } = this.#pick(this.#target.operations);
    const filled = path.replace('{id}', () =>
      this.#chance(0.6) ? this.#pick(this.#target.ids) : this.#escaped(this.#text()),
    );
    const query = Array.from(
      { length: this.#below(4) },
      () => `${this.#escaped(this.#pick(QUERY_FIELDS))}=${this.#escaped(this.#text())}`,
    ).join('&');
    const body = method === 'GET' ? undefined : this.#body();
    return {
      method: this.#chance(0.05) ? this.#pick(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) : method,
      path: this.#chance(0.5) ? filled : `${filled}?${query}`,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...this.#pick(HEADERS) },
      body,
    };
  }

  /**
   * A number from 0 up to but not including 1, by mulberry32: a short, fast generator that is good enough for test
   * data.
   */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #pick<T>(choices: readonly T[]): T {
    const choice = choices[this.#below(choices.length)];
    if (choice === undefined) throw new Error('nothing to choose from');
    return choice;
  }

  #text(): string {
    return this.#chance(0.2) ? this.#pick(this.#target.ids) : this.#pick(TEXTS);
  }

  /** Mostly escaped as a client would, sometimes with invalid escapes. */
  #escaped(text: string): string {
    return this.#chance(0.05)
      ? this.#pick(['%', '%zz', '%00', '%C0%AF', '%F0%9F', '%2e%2e%2f', '+', '%25'])
      : encodeURIComponent(text.toWellFormed());
  }

  #body(): string {
    if (this.#chance(0.1))
      return this.#pick([
        '',
        '{',
        '[',
        '{"name":}',
        'nul',
        '"\\ud800"',
        '\u0000',
        '{"name":"a","name":"b"}',
        '1e999',
        `${'['.repeat(5000)}${']'.repeat(5000)}`,
        `"${'x'.repeat(70_000)}"`,
      ]);
    return JSON.stringify(this.#chance(0.5) ? this.#likely() : this.#value(4));
  }

  /** A body close to a valid one, so that it is accepted more often. */
  #likely(): unknown {
    const limits = (): object => ({ min: this.#pick(NUMBERS), max: this.#pick(NUMBERS) });
    const plant = (): object => ({
      name: this.#text(),
      ...(this.#chance(0.5) && { species: this.#text() }),
      ...(this.#chance(0.5) && { thresholds: { [this.#pick(FIELDS)]: limits() } }),
    });
    return this.#pick([
      plant,
      // What plants and devices can be made from.
      (): object => ({ name: 'Fern' }),
      (): object => ({ mac_address: 'a4:cf:12:00:00:01' }),
      (): object => ({ plant_id: this.#chance(0.3) ? null : this.#text() }),
      (): object => ({ new_plant: plant() }),
      (): object => ({ name: this.#text(), locked: this.#chance(0.2) }),
      (): object => ({ password: this.#text() }),
      (): object => ({
        mac_address: `02:00:00:00:${this.#below(256).toString(16).padStart(2, '0')}:00`,
        name: this.#text(),
        sensor_types: [this.#text()],
      }),
    ])();
  }

  #value(depth: number): unknown {
    switch (this.#below(depth > 0 ? 7 : 4)) {
      case 0:
        return this.#text();
      case 1:
        return this.#pick(NUMBERS);
      case 2:
        return this.#chance(0.5);
      case 3:
        return null;
      case 4:
        return Array.from({ length: this.#below(4) }, () => this.#value(depth - 1));
      default:
        return Object.fromEntries(
          Array.from({ length: this.#below(5) }, () => [this.#pick(FIELDS), this.#value(depth - 1)]),
        );
    }
  }
}
