import { existsSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { isTimeZone } from '@plantops/shared/settings/time-zone.ts';
import { z } from 'zod';
import { ownerPasswordFile } from './owner-password-file.ts';

/** One variable: how it is parsed, and the form and example that its error message shows. */
interface Variable<T extends z.ZodType> {
  schema: T;
  form: string;
  example: string;
}

const variable = <T extends z.ZodType>(schema: T, form: string, example: string): Variable<T> => ({
  schema,
  form,
  example,
});

const wholeNumber = (min: number, max: number, fallback: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);
const port = (fallback: number) =>
  variable(wholeNumber(0, 65_535, fallback), 'a port number, 0 to 65535 (0 takes any free one)', String(fallback));
/** Devices keep the port they were given, so it must not change between starts. */
const fixedPort = (fallback: number) =>
  variable(wholeNumber(1, 65_535, fallback), 'a port number, 1 to 65535', String(fallback));
const urlOf = (...protocols: string[]) =>
  z
    .string()
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol))
    .transform((text) => new URL(text))
    .optional();

/** The zone in the letters that the runtime insists on: it takes `europe/berlin` in the environment for UTC. */
const exactZone = (name: string): string => Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;

function isAddressOrNetwork(place: string): boolean {
  const [address = '', bits, ...more] = place.split('/');
  const widest = net.isIPv4(address) ? 32 : 128;
  return (
    net.isIP(address) !== 0 &&
    more.length === 0 &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= widest))
  );
}

/** A key has 32 bytes, so 64 hex digits. */
export const KEY_FORM = /^[0-9a-f]{64}$/i;

const VARIABLES = {
  HOST: variable(
    z
      .string()
      .regex(/^[\w.:-]+$/)
      .default('127.0.0.1'),
    'an address to listen on',
    '0.0.0.0',
  ),
  PORT: port(8080),
  OWNER_PASSWORD: variable(
    z.string().min(4).optional(),
    'a password of at least 4 characters, or "none" on a trusted network',
    'correct-horse-battery',
  ),
  REGISTRATION_KEY: variable(
    z
      .string()
      .min(8)
      .regex(/^[\x21-\x7e]+$/)
      .optional(),
    'a key of at least 8 visible ASCII characters',
    'let-my-plants-in',
  ),
  DATA_DIR: variable(z.string().min(1).default('./data'), 'a directory', './data'),
  DATABASE_URL: variable(
    urlOf('postgres:', 'postgresql:'),
    'a PostgreSQL address',
    'postgres://user:password@host:5432/plantops',
  ),
  DATABASE_DIRECT_URL: variable(
    urlOf('postgres:', 'postgresql:'),
    'the address of the database of DATABASE_URL, past the pooler that this leads through',
    'postgres://user:password@database:5432/plantops',
  ),
  DATABASE_PORT: variable(z.coerce.number().int().min(1).max(65_535).optional(), 'a port number, 1 to 65535', '5433'),
  DATABASE_READ_URL: variable(
    urlOf('postgres:', 'postgresql:'),
    'the address of a replica of DATABASE_URL',
    'postgres://user:password@replica:5432/plantops',
  ),
  MQTT_URL: variable(urlOf('mqtt:', 'mqtts:'), 'the address of a Mosquitto', 'mqtt://broker:1883'),
  NATS_URL: variable(
    z
      .string()
      .transform((text) => text.split(/[\s,]+/).filter(Boolean))
      .refine(
        (urls) =>
          urls.length > 0 &&
          urls.every((url) => URL.canParse(url) && ['nats:', 'tls:'].includes(new URL(url).protocol)),
      )
      .optional(),
    'addresses of the servers of a NATS cluster, with commas between',
    'nats://one:4222,nats://two:4222,nats://three:4222',
  ),
  NATS_ACCOUNTS_FILE: variable(z.string().min(1).optional(), 'a file path', '/etc/nats/accounts.conf'),
  MQTT_USERNAME: variable(
    z
      .string()
      .regex(/^[\w.-]{1,64}$/)
      .default('plantops-server'),
    "the server's name at the broker: letters, digits, dots and dashes",
    'plantops-server',
  ),
  MQTT_PASSWORD: variable(z.string().min(1).optional(), "the server's password at the broker", 'secret'),
  MQTT_FLOWS_URL: variable(
    urlOf('mqtt:', 'mqtts:'),
    'the address of a Mosquitto for mqtt nodes of the flows',
    'mqtt://broker:1884',
  ),
  MQTT_PORT: fixedPort(1883),
  MQTT_PUBLIC_URL: variable(urlOf('mqtt:', 'mqtts:'), 'the address that devices are told', 'mqtt://plants.local:1883'),
  MOSQUITTO_PASSWORD_FILE: variable(z.string().min(1).optional(), 'a file path', '/mosquitto/auth/passwords'),
  ENCRYPTION_KEY: variable(z.string().regex(KEY_FORM).optional(), '64 hex digits', '`openssl rand -hex 32` makes one'),
  DISCORD_WEBHOOK_URL: variable(urlOf('https:', 'http:'), 'a webhook address', 'https://discord.com/api/webhooks/…'),
  WEBHOOK_ALLOWED_HOSTS: variable(
    z
      .string()
      .regex(/^[\w.:,-]*$/)
      .default('')
      .transform((text) => text.toLowerCase().split(',').filter(Boolean)),
    'host names, each with a port or without, with commas between',
    'hooks.example.org',
  ),
  ALLOWED_HOSTS: variable(
    z
      .string()
      .regex(/^[\w.:,-]*$/)
      .default('')
      .transform((text) => text.toLowerCase().split(',').filter(Boolean)),
    'host names by which browsers reach the server, with commas between',
    'plants.example.org',
  ),
  TRUSTED_PROXIES: variable(
    z
      .string()
      .default('')
      .transform((text) => text.split(/[\s,]+/).filter(Boolean))
      .refine((places) => places.every(isAddressOrNetwork)),
    'addresses or networks of the proxies whose X-Forwarded-* headers are believed, with commas between',
    '127.0.0.1,172.16.0.0/12',
  ),
  BASE_PATH: variable(
    z
      .string()
      .regex(/^(?:\/[\w.~-]+)*\/*$/)
      .transform((text) => text.replace(/\/+$/, '') || undefined)
      .optional(),
    'the path below which browsers see the server, beginning with a slash',
    '/plants',
  ),
  ANTHROPIC_BASE_URL: variable(
    urlOf('https:', 'http:'),
    "the address of Anthropic's API, or of a server that speaks it",
    'https://api.anthropic.com',
  ),
  OPENAI_BASE_URL: variable(
    urlOf('https:', 'http:'),
    "the address of OpenAI's API, or of a server that speaks it",
    'http://localhost:11434/v1',
  ),
  ALERT_COOLDOWN_S: variable(wholeNumber(0, 604_800, 900), 'seconds, 0 to 604800', '900'),
  HEARTBEAT_INTERVAL_S: variable(wholeNumber(1, 86_400, 60), 'seconds, 1 to 86400', '60'),
  MAX_DEVICES: variable(wholeNumber(1, 1_000_000, 10_000), 'how many devices may register, 1 to 1000000', '10000'),
  PLANTOPS_ROLE: variable(z.enum(['all', 'host', 'engine']).default('all'), '"all", "host" or "engine"', 'all'),
  ENGINE_URL: variable(urlOf('http:'), 'the address at which hosts reach this engine', 'http://10.0.0.7:8080'),
  LOG_LEVEL: variable(
    z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
    'trace, debug, info, warn or error',
    'info',
  ),
  NODE_ENV: variable(
    z.enum(['production', 'development', 'test']).optional(),
    'production, development or test, or left out',
    'production',
  ),
  SIM: variable(
    z
      .enum(['0', '1'])
      .default('0')
      .transform((text) => text === '1'),
    '1 to start the simulator with the server, or 0',
    '1',
  ),
  TZ: variable(
    z
      .string()
      .transform((text) => text.replace(/^:/, ''))
      .refine(isTimeZone)
      .transform(exactZone)
      .optional(),
    'an IANA time zone, or left out for that of the machine',
    'Europe/Berlin',
  ),
} as const;

/** Names that the server reads. */
export const VARIABLE_NAMES = Object.keys(VARIABLES);

/** Passwords may begin or end with spaces. */
const WITH_SPACES: ReadonlySet<string> = new Set(['OWNER_PASSWORD', 'MQTT_PASSWORD']);

/** What was meant: files with variables leave spaces and the line endings of Windows behind. An empty one is unset. */
const meant = (name: string, text: string | undefined): string | undefined =>
  (WITH_SPACES.has(name) ? text?.replace(/[\r\n]+$/, '') : text?.trim()) || undefined;

type Parsed = { [Name in keyof typeof VARIABLES]: z.infer<(typeof VARIABLES)[Name]['schema']> };

export interface Environment extends Readonly<Omit<Parsed, 'DATA_DIR' | 'OWNER_PASSWORD'>> {
  /** Absolute. */
  DATA_DIR: string;
  /** Undefined: the server asks for no password, or for one that was set in the dashboard. */
  OWNER_PASSWORD: string | undefined;
  /** Whether the owner has said that there is to be no password. */
  isOpenByChoice: boolean;
}

/** A variable cannot be used; the message names it, describes its form and gives an example. */
export class EnvironmentError extends Error {}

/** Whether one was set in the dashboard. */
const isPasswordKept = ({ DATA_DIR }: Pick<Parsed, 'DATA_DIR'>): boolean => existsSync(ownerPasswordFile(DATA_DIR));

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\./.test(host);

/**
 * Reads the environment once, at start. An empty variable counts as unset, and so do spaces around a value.
 * @throws EnvironmentError naming every variable that cannot be used; values are not repeated because they may be
 * secret
 */
export function readEnvironment(source: Record<string, string | undefined>): Environment {
  const problems: string[] = [];
  const parsed: Record<string, unknown> = {};
  for (const [name, { schema, form, example }] of Object.entries(VARIABLES)) {
    const result = schema.safeParse(meant(name, source[name]));
    if (result.success) parsed[name] = result.data;
    else problems.push(`${name} must be ${form}. Example: ${name}=${example}`);
  }
  if (problems.length > 0) throw new EnvironmentError(problems.join('\n'));
  const environment = parsed as Parsed;

  if (!environment.OWNER_PASSWORD && !isLoopback(environment.HOST) && !isPasswordKept(environment)) {
    problems.push(
      `OWNER_PASSWORD must be set when HOST (${environment.HOST}) is not loopback, unless one was set in the dashboard: whoever reaches the server owns it. OWNER_PASSWORD=none says that you trust the network`,
    );
  }
  if (!environment.ENCRYPTION_KEY && environment.NODE_ENV === 'production') {
    problems.push(
      `ENCRYPTION_KEY must be set when NODE_ENV=production: ${VARIABLES.ENCRYPTION_KEY.form}; ${VARIABLES.ENCRYPTION_KEY.example}`,
    );
  }
  if (environment.DATABASE_PORT !== undefined && environment.DATABASE_URL) {
    problems.push(
      'DATABASE_PORT is the port of the embedded database, and DATABASE_URL names another one: leave one of them out',
    );
  }
  for (const [name, what] of [
    ['DATABASE_READ_URL', 'it is a replica of that database'],
    ['DATABASE_DIRECT_URL', 'it is another way to that database'],
  ] as const)
    if (environment[name] && !environment.DATABASE_URL)
      problems.push(
        `${name} needs DATABASE_URL: ${what}. Example: DATABASE_URL=postgres://user:password@host:5432/plantops`,
      );
  problems.push(...lacking(environment));
  if (environment.MQTT_URL && !environment.MQTT_PASSWORD) {
    problems.push(
      "MQTT_PASSWORD must be set with MQTT_URL: the server's own password at that broker. Example: MQTT_PASSWORD=secret",
    );
  }
  if (environment.NATS_URL && !environment.MQTT_URL) {
    problems.push(
      'MQTT_URL must be set with NATS_URL: where that NATS listens for MQTT. Example: MQTT_URL=mqtt://one:1883',
    );
  }
  if (environment.NATS_ACCOUNTS_FILE && !environment.NATS_URL) {
    problems.push('NATS_ACCOUNTS_FILE needs NATS_URL. Example: NATS_URL=nats://one:4222');
  }
  if (environment.MOSQUITTO_PASSWORD_FILE && environment.NATS_URL) {
    problems.push(
      'MOSQUITTO_PASSWORD_FILE is for a Mosquitto, and NATS_URL names a NATS: leave one of them out. NATS_ACCOUNTS_FILE names the file that NATS reads',
    );
  }
  if (problems.length > 0) throw new EnvironmentError(problems.join('\n'));

  return {
    ...environment,
    DATA_DIR: path.resolve(environment.DATA_DIR),
    OWNER_PASSWORD: environment.OWNER_PASSWORD === 'none' ? undefined : environment.OWNER_PASSWORD,
    isOpenByChoice: environment.OWNER_PASSWORD === 'none',
  };
}

/** What several processes must have in common, so that each of them can take the place of another. */
const IN_COMMON = {
  DATABASE_URL: 'the database that they share',
  ENCRYPTION_KEY: 'the same key for all of them',
  OWNER_PASSWORD: 'the same password for all of them, or none',
} as const satisfies Partial<Record<keyof Parsed, string>>;

/** What a host or an engine is not told and must be. */
function lacking(environment: Parsed): string[] {
  const { PLANTOPS_ROLE: role } = environment;
  if (role === 'all') return [];
  const needed: Partial<Record<keyof typeof VARIABLES, string>> = {
    ...IN_COMMON,
    ...(role === 'engine' && { MQTT_URL: 'the broker that they share' }),
  };
  const problems = (Object.keys(needed) as (keyof typeof VARIABLES)[])
    .filter((name) => environment[name] === undefined)
    .map(
      (name) =>
        `${name} must be set with PLANTOPS_ROLE=${role}: ${needed[name] ?? ''}. Example: ${name}=${VARIABLES[name].example}`,
    );
  if (environment.SIM) problems.push(`SIM=1 needs PLANTOPS_ROLE=all: leave it out where PLANTOPS_ROLE=${role}`);
  return problems;
}

/** What a start without a password says; undefined where there is one, or the owner wants none. */
export function passwordOffer(environment: Environment): string | undefined {
  const { OWNER_PASSWORD, isOpenByChoice } = environment;
  if (OWNER_PASSWORD !== undefined || isOpenByChoice || isPasswordKept(environment)) return undefined;
  return 'There is no password: everybody with an account on this machine is the owner, of the flow editor too, which runs code. Set one in the dashboard, under Settings, Access, or start with OWNER_PASSWORD=…; OWNER_PASSWORD=none says that it is to stay so';
}

/** Warnings to show the owner at every start. */
export function environmentWarnings({ isOpenByChoice, HOST }: Environment): string[] {
  if (isOpenByChoice && !isLoopback(HOST)) {
    return [`OWNER_PASSWORD=none on ${HOST}: everyone on this network can see and change everything`];
  }
  return [];
}
