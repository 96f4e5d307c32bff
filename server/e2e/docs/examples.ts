/** What the blocks on the pages that nobody runs are examples of, and how each is read. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { deviceCredentialsSchema } from '@plantops/shared/api/devices.ts';
import { command } from '@plantops/shared/flows/message-types.ts';
import { heartbeatPayloadSchema, telemetryPayloadSchema } from '@plantops/shared/messages.ts';
import { load } from 'js-yaml';
import { z } from 'zod';
import type { CodeBlock } from '../../documentation/pages.ts';
import { testFileSchema } from '../../flows-command/test-file.ts';
import { webhookBodySchema } from '../../services/notifications/channels/webhook.ts';

/** A workflow of GitHub Actions, as far as the pages use it. */
const workflowSchema = z.strictObject({
  on: z.string(),
  jobs: z.record(
    z.string(),
    z.strictObject({
      'runs-on': z.string(),
      steps: z.array(
        z.union([
          z.strictObject({ uses: z.string(), with: z.looseObject({}).optional() }),
          z.strictObject({ run: z.string() }),
        ]),
      ),
    }),
  ),
});

/** A configuration of Prometheus, as far as the pages use it. */
const prometheusSchema = z.strictObject({
  scrape_configs: z.array(
    z.strictObject({
      job_name: z.string(),
      authorization: z.strictObject({ credentials: z.string() }),
      static_configs: z.array(z.strictObject({ targets: z.array(z.string().regex(/^[\w.-]+:8080$/)) })),
    }),
  ),
});

/** Labels of a container that Traefik reads. */
const traefikSchema = z.strictObject({
  labels: z.tuple([
    z.string().regex(/^traefik\.http\.routers\.plantops\.rule=Host\(`[\w.]+`\)$/),
    z.literal('traefik.http.routers.plantops.tls=true'),
    z.literal('traefik.http.services.plantops.loadbalancer.server.port=8080'),
  ]),
});

const UPSTREAM = /^http:\/\/127\.0\.0\.1:8080\/?$/;
/** What the server heeds of a trusted proxy (http/client.ts). */
const X_FORWARDED = ['X-Forwarded-For', 'X-Forwarded-Proto', 'X-Forwarded-Prefix', 'X-Forwarded-Host'] as const;
/** The directives of nginx that the pages use, each with its words. */
const directiveSchema = z.union([
  z.tuple([z.literal('server')]),
  z.tuple([z.literal('location'), z.string().startsWith('/')]),
  z.tuple([z.literal('listen'), z.literal('443'), z.literal('ssl')]),
  z.tuple([z.literal('server_name'), z.string()]),
  z.tuple([z.literal('proxy_pass'), z.string().regex(UPSTREAM)]),
  z.tuple([z.literal('proxy_http_version'), z.literal('1.1')]),
  z.tuple([z.literal('proxy_set_header'), z.enum(['Host', 'Upgrade', 'Connection', ...X_FORWARDED]), z.string()]),
  z.tuple([z.literal('proxy_read_timeout'), z.string().regex(/^\d+[smh]$/)]),
  z.tuple([z.literal('client_max_body_size'), z.literal('0')]),
]);

/** The settings of PgBouncer that the pages use. */
const pgbouncerSchema = z.strictObject({
  databases: z.strictObject({ plantops: z.string().regex(/^host=[\w.]+ port=\d+$/) }),
  pgbouncer: z.strictObject({
    pool_mode: z.literal('transaction'),
    default_pool_size: z.string().regex(/^\d+$/),
    auth_type: z.literal('scram-sha-256'),
    auth_file: z.string().startsWith('/'),
    auth_user: z.string(),
  }),
});

/** The settings of a text by their sections. @throws Error for a line that is neither, or stands before the first section */
export function iniSettings(text: string): Record<string, Record<string, string>> {
  const sections: Record<string, Record<string, string>> = {};
  let settings: Record<string, string> | undefined;
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    const [, section, name, value] = /^(?:\[(\w+)\]|(\w+) = (.+))$/.exec(line) ?? [];
    if (section !== undefined) settings = sections[section] = {};
    else if (settings && name !== undefined && value !== undefined) settings[name] = value;
    else throw new Error(`"${line}" is not a setting of a section`);
  }
  return sections;
}

/** The directives of nginx in a text, in their order. @throws Error if one is not ended, or a brace has no other */
export function nginxDirectives(text: string): string[][] {
  const open: string[] = [];
  const directives = text.split('\n').flatMap((line) => {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return [];
    if (trimmed === '}') {
      if (open.pop() === undefined) throw new Error('a brace is closed that was not opened');
      return [];
    }
    const [, words = '', end] = /^([^;{}]+?) ?([;{])$/.exec(trimmed) ?? [];
    if (words === '') throw new Error(`nginx does not read "${trimmed}"`);
    if (end === '{') open.push(words);
    return [words.split(/\s+/)];
  });
  if (open.length > 0) throw new Error(`"${open.join(' ')}" is not closed`);
  return directives;
}

/** Lines that belong to nats.conf, as NATS reads them. @throws Error with what NATS has to say */
function natsConfiguration(lines: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'plantops-nats-'));
  try {
    const file = path.join(folder, 'nats.conf');
    const ours = readFileSync(path.join(import.meta.dirname, '../../broker/nats/nats.conf'), 'utf8');
    writeFileSync(file, `${ours}\n${lines}`);
    writeFileSync(path.join(folder, 'accounts.conf'), '');
    execFileSync('nats-server', ['-t', '-c', file], {
      env: { ...process.env, NATS_NAME: 'one', NATS_STORE: folder },
      stdio: 'pipe',
    });
    return lines;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** By what an invisible comment above the block says. */
const EXAMPLES: Record<string, { read: (text: string) => unknown; schema: z.ZodType }> = {
  credentials: { read: JSON.parse, schema: deviceCredentialsSchema },
  telemetry: { read: JSON.parse, schema: telemetryPayloadSchema },
  heartbeat: { read: JSON.parse, schema: heartbeatPayloadSchema },
  command: { read: JSON.parse, schema: command.properties.payload },
  webhook: { read: JSON.parse, schema: webhookBodySchema },
  'flow tests': { read: JSON.parse, schema: testFileSchema },
  workflow: { read: load, schema: workflowSchema },
  prometheus: { read: load, schema: prometheusSchema },
  traefik: { read: load, schema: traefikSchema },
  nginx: { read: nginxDirectives, schema: z.array(directiveSchema).min(1) },
  pgbouncer: { read: iniSettings, schema: pgbouncerSchema },
  nats: { read: natsConfiguration, schema: z.string() },
  caddy: { read: String, schema: z.string().regex(/^[\w.]+ \{\n {2}reverse_proxy 127\.0\.0\.1:8080\n\}\n$/) },
};

/** @throws Error if the block does not say what it is an example of, or is none of that */
export function checkExample({ code, exampleOf = '' }: CodeBlock): void {
  const example = EXAMPLES[exampleOf];
  if (!example) throw new Error(`it does not say what it is an example of, or that is not known: "${exampleOf}"`);
  example.schema.parse(example.read(code));
}
