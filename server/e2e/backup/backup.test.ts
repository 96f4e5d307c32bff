import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Alert, NoticeRecord } from '@plantops/shared/api/alerts.ts';
import type { Device, DeviceCredentials } from '@plantops/shared/api/devices.ts';
import type { FlowVersion } from '@plantops/shared/api/flow-versions.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';
import type { History } from '@plantops/shared/api/readings.ts';
import type { JournalEntry } from '@plantops/shared/journal.ts';
import type { RestoreResult } from '@plantops/shared/system.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, call, getDevice, listAlerts, register } from '../harness/api.ts';
import { beforeChannels, linesOf, packed, rowsOf } from '../../testing/backup-file.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { DiscordServer } from '../harness/discord-server.ts';
import { EventReader } from '../harness/event-reader.ts';
import { eventually } from '../harness/eventually.ts';
import { FlowEditor, withChanged } from '../harness/flow-editor.ts';
import { type Answer, JudgedApi, type Problem } from '../harness/judged-api.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const HOUR_MS = 3_600_000;

describe('backup and restore', () => {
  const discord = new DiscordServer();
  let source: PlantOpsProcess;
  let target: PlantOpsProcess;
  let webhook: string;
  let api: JudgedApi;
  let board: DeviceCredentials;
  let plantId: string;
  let backup: Buffer;

  const get = async <T>(server: PlantOpsProcess, path: string): Promise<T> =>
    (await call<T>(server.url, 'GET', path)).body;
  const download = async (server: PlantOpsProcess): Promise<Buffer> =>
    Buffer.from(await (await fetch(new URL('/api/backup', server.url))).arrayBuffer());
  async function restore<T = RestoreResult>(file: Buffer, type = 'application/gzip'): Promise<Answer<T>> {
    const response = await fetch(new URL('/api/restore', target.url), {
      method: 'POST',
      headers: { 'content-type': type },
      body: new Uint8Array(file),
    });
    const answer = { status: response.status, body: (await response.json()) as T, headers: response.headers };
    api.check('POST', '/api/restore', answer);
    return answer;
  }
  /** The board, with the other server as its broker. */
  const boardAt = (server: PlantOpsProcess): DeviceCredentials => ({
    ...board,
    mqtt: { ...board.mqtt, port: server.mqttPort },
  });
  /** Everything that the target holds, except when devices were last seen, which is written with a delay. */
  const contents = async () =>
    linesOf(await download(target))
      .slice(1)
      .map((line) => JSON.stringify(line, (key, value: unknown) => (key === 'last_seen_at' ? undefined : value)))
      .sort();
  const times = (server: PlantOpsProcess) =>
    server
      .query<{ time: Date }>('SELECT time FROM telemetry WHERE device_id = $1 ORDER BY time', [board.device_id])
      .then((rows) => rows.map(({ time }) => time.getTime()));

  beforeAll(async () => {
    webhook = await discord.start();
    const environment = { WEBHOOK_ALLOWED_HOSTS: new URL(webhook).host };
    source = new PlantOpsProcess(environment);
    target = new PlantOpsProcess(environment);
    await Promise.all([source.start(), target.start()]);
    api = await JudgedApi.of(target.url);
    expect(
      (await call(source.url, 'PUT', '/api/settings/notifications', { discord_webhook: webhook, cooldown_s: 60 }))
        .status,
    ).toBe(200);
    expect((await call(source.url, 'PUT', '/api/settings/display', { language: 'de' })).status).toBe(200);
    board = await register(source.url, undefined, { name: 'Window sill' });
    plantId = await assignNewPlant(source.url, board.device_id, {
      name: 'Fern',
      thresholds: { soil_moisture: { min: 20 } },
    });
    await register(source.url);
    const client = await connectDevice(board);
    for (const hour of [3, 2, 1])
      await publishReading(
        client,
        board,
        { soil_moisture: 40 + hour, temperature: 20.1 },
        new Date(Date.now() - hour * HOUR_MS),
      );
    await publishReading(client, board, { soil_moisture: 12.3 });
    await client.endAsync();
    await eventually(async () => (await times(source)).length === 4);
    await eventually(async () => (await listAlerts(source.url))[0]?.sent_at);
    await call(source.url, 'POST', `/api/plants/${plantId}/journal`, { kind: 'note', note: 'two\nnew leaves 🌿' });
    await fetch(new URL(`/api/plants/${plantId}/photo`, source.url), {
      method: 'PUT',
      headers: { 'content-type': 'image/png' },
      body: new Uint8Array(PNG),
    });
    const away = await call<Plant>(source.url, 'POST', '/api/plants', { name: 'Given away' });
    await call(source.url, 'DELETE', `/api/plants/${away.body.id}`);
    await new FlowEditor(() => source.url).edit(withChanged('alerts-threshold', { name: 'my threshold' }));
    backup = await download(source);
  });
  afterAll(async () => {
    await source.remove();
    await target.remove();
    await discord.stop();
  });

  it('a backup has its date in its name, starts with a header, ends with the counts, and contains no secret', async () => {
    const { headers, status } = await fetch(new URL('/api/backup', source.url));
    api.check('GET', '/api/backup', { status, headers, body: '' });
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename=plantops-\d{4}-\d\d-\d\dT\d{6}Z\.ndjson\.gz$/,
    );
    const lines = linesOf(backup);
    expect(lines[0]).toMatchObject({
      plantops_backup: 1,
      version: '0.1.0',
      migrations: expect.arrayContaining(['0001_core_tables']),
    });
    expect(lines.at(-1)).toMatchObject({
      end: true,
      rows: { plants: 1, devices: 2, telemetry: 4, alerts: 1, journal_entries: 1, plant_photos: 1, removed_plants: 1 },
    });
    const text = gunzipSync(backup).toString('utf8');
    expect(text).not.toContain(new URL(webhook).pathname);
    expect(text).not.toContain(board.mqtt_password);
    expect(rowsOf(backup, 'settings').every((row) => !('secret' in row))).toBe(true);
  });

  it('restores on another server: everything is there, the board keeps its credentials, and the earlier data is replaced and kept in a file', async () => {
    const other = await register(target.url);
    const otherPlant = await assignNewPlant(target.url, other.device_id, { name: 'Of before' });
    const reader = await EventReader.open(target.url);

    const { status, body } = await restore(backup);
    expect(status).toBe(200);
    expect(body.rows).toMatchObject({ plants: 1, devices: 2, telemetry: 4 });
    // Whoever makes a backup next has it in there.
    expect((await get<FlowVersion[]>(target, '/api/flows/versions'))[0]).toMatchObject({ who: 'restore' });
    await eventually(() => reader.named('reset').length === 1, {
      what: 'the event that tells dashboards to fetch everything',
    });
    reader.close();

    const same = async <T>(path: string) => expect(await get<T>(target, path)).toEqual(await get<T>(source, path));
    await same<JournalEntry[]>(`/api/plants/${plantId}/journal`);
    await same(`/api/plants/removed`);
    await same('/api/settings/display');
    const { points } = await get<History>(target, `/api/plants/${plantId}/history?range=24h`);
    expect(points.map(({ soil_moisture }) => soil_moisture)).toEqual([43, 42, 41, 12.3]);
    expect(await get<Alert[]>(target, '/api/alerts')).toMatchObject([
      { plant_id: plantId, message: 'soil_moisture is 12.3, threshold min 20.0' },
    ]);
    const plant = await get<Plant>(target, `/api/plants/${plantId}`);
    expect(plant).toMatchObject({ name: 'Fern', status: 'alert' });
    expect(Buffer.from(await (await fetch(new URL(plant.photo_url ?? '', target.url))).arrayBuffer())).toEqual(PNG);
    const { flows } = await new FlowEditor(() => target.url).read();
    expect(flows.find(({ id }) => id === 'alerts-threshold')?.name).toBe('my threshold');

    // What was reported before the backup is not reported again, but new events are: the alert ends.
    const client = await connectDevice(boardAt(target));
    await publishReading(client, board, { soil_moisture: 50 });
    await client.endAsync();
    await eventually(async () => (await times(target)).length === 5);
    await eventually(async () => (await getDevice(target.url, board.device_id)).status === 'online');
    await eventually(async () => (await get<Plant>(target, `/api/plants/${plantId}`)).open_alerts === 0);
    expect(
      (await call<JournalEntry>(target.url, 'POST', `/api/plants/${plantId}/journal`, { kind: 'watering' })).body.id,
    ).toBe(2);

    expect((await call(target.url, 'GET', `/api/plants/${otherPlant}`)).status).toBe(404);
    await expect(connectDevice(other)).rejects.toThrow(/Not authorized|Bad User Name or Password|Connection refused/i);
    expect(path.dirname(body.safety_copy)).toBe(path.join(target.dataDir, 'backups'));
    expect(statSync(body.safety_copy).mode & 0o777).toBe(0o600);
    expect(rowsOf(readFileSync(body.safety_copy), 'plants')).toMatchObject([{ id: otherPlant, name: 'Of before' }]);
  });

  it('takes a file of before there were channels, and knows what became of each message', async () => {
    const { status, body } = await restore(beforeChannels(backup));
    expect([status, body]).toMatchObject([200, { rows: { notices: 1, deliveries: 0 } }]);
    const [notice] = await get<NoticeRecord[]>(source, '/api/notices');
    expect(notice).toMatchObject({ state: 'sent', deliveries: [{ channel: 'discord', state: 'sent', attempts: 1 }] });
    expect(await get<NoticeRecord[]>(target, '/api/notices')).toEqual([notice]);
    expect((await restore(backup)).status).toBe(200);
    expect(await get<NoticeRecord[]>(target, '/api/notices')).toEqual([notice]);
  });

  it.each<[string, RegExp, () => Buffer]>([
    ['cut off', /ends too early/, () => backup.subarray(0, backup.length - 20)],
    ['cut off between two lines', /ends too early/, () => packed(linesOf(backup).slice(0, -1))],
    ['empty', /is empty/, () => gzipSync('')],
    ['not packed', /not a gzip file/, () => gunzipSync(backup)],
    ['of another program', /does not begin with the header/, () => gzipSync('-- PostgreSQL database dump\n')],
    ['without a header', /does not begin with the header/, () => packed(linesOf(backup).slice(1))],
    [
      'of a newer version',
      /made by a newer PlantOps \(0\.1\.0\): update/,
      () =>
        packed(linesOf(backup).map((line, index) => (index === 0 ? { ...line, migrations: ['9999_future'] } : line))),
    ],
    [
      'with a foreign table',
      /does not restore: pg_authid/,
      () => packed(linesOf(backup).toSpliced(2, 0, { table: 'pg_authid', row: {} })),
    ],
    [
      'with a foreign column',
      /has not: colour/,
      () =>
        packed(
          linesOf(backup).map((line) =>
            line.table === 'plants' ? { table: 'plants', row: { ...line.row, colour: 'red' } } : line,
          ),
        ),
    ],
    [
      'with a missing row',
      /should have 4 rows of telemetry and has 3/,
      () =>
        packed(
          linesOf(backup).toSpliced(
            linesOf(backup).findIndex(({ table }) => table === 'telemetry'),
            1,
          ),
        ),
    ],
    [
      'with a value that the database refuses',
      /does not take/,
      () =>
        packed(
          linesOf(backup).map((line) =>
            line.table === 'alerts' ? { table: 'alerts', row: { ...line.row, plant_id: 'nobody' } } : line,
          ),
        ),
    ],
    [
      'with a device that would write into the password file',
      /no row of devices: mqtt_username is not valid/,
      () =>
        packed(
          linesOf(backup).map((line) =>
            line.table === 'devices' ? { table: 'devices', row: { ...line.row, mqtt_username: 'a:$7$\nroot' } } : line,
          ),
        ),
    ],
    [
      'with flows that cannot run',
      /flows of the backup cannot run/,
      () =>
        packed(
          linesOf(backup).map((line) =>
            'flows' in line ? { flows: { edited: [{ id: 'x', type: 'not-installed' }], base: null } } : line,
          ),
        ),
    ],
  ])('a file that is %s is refused with a message, and changes nothing', async (_what, words, file) => {
    const before = await contents();
    const { status, body } = await restore<Problem>(file());
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'invalid_backup' });
    expect(body.detail).toMatch(words);
    expect((await api.get('/api/restore')).body).toEqual({ step: 'idle', share: 0 });
    expect(await contents()).toEqual(before);
    expect(readdirSync(path.join(target.dataDir, 'backups')).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('a second restore at the same time is refused; after an aborted upload the next one is accepted', async () => {
    const upload = new TransformStream<Uint8Array, Uint8Array>();
    const writer = upload.writable.getWriter();
    const abort = new AbortController();
    const first = fetch(new URL('/api/restore', target.url), {
      method: 'POST',
      headers: { 'content-type': 'application/gzip' },
      body: upload.readable,
      duplex: 'half',
      signal: abort.signal,
    } as RequestInit);
    const broken = expect(first).rejects.toThrow();
    await writer.write(new Uint8Array(backup.subarray(0, 100)));
    await eventually(async () => (await restore<Problem>(backup.subarray(0, 50))).body.code === 'restore_running');
    abort.abort();
    await broken;
    await eventually(async () => (await restore(backup)).status === 200);
  });

  it('loses no reading that arrives during a restore: each is in the safety copy or in the database', async () => {
    const client = await connectDevice(boardAt(target));
    const sent: number[] = [];
    let isOver = false;
    const talking = (async () => {
      for (let at = Date.now() - HOUR_MS / 2; !isOver; at += 1) {
        await publishReading(client, board, { soil_moisture: 50 }, new Date(at));
        sent.push(at);
      }
    })();
    await eventually(() => sent.length > 50);
    const { body } = await restore(backup);
    const restoredAt = sent.length;
    await eventually(() => sent.length > restoredAt + 50);
    isOver = true;
    await talking;
    await client.endAsync();
    const kept = rowsOf(readFileSync(body.safety_copy), 'telemetry').map(({ time }) => Date.parse(String(time)));
    await eventually(
      async () => {
        const stored = new Set([...kept, ...(await times(target))]);
        return sent.every((at) => stored.has(at));
      },
      { what: 'every reading that the broker acknowledged' },
    );
    expect(kept.length).toBeGreaterThan(4);
    expect((await times(target)).length).toBeGreaterThan(4);
  });

  it('keeps the last three safety copies, and the webhook that is set on this server', async () => {
    expect((await call(target.url, 'PUT', '/api/settings/notifications', { discord_webhook: webhook })).status).toBe(
      200,
    );
    for (let round = 0; round < 3; round += 1) expect((await restore(backup)).status).toBe(200);
    expect(readdirSync(path.join(target.dataDir, 'backups'))).toHaveLength(3);
    expect((await get<{ discord_webhook: string }>(target, '/api/settings/notifications')).discord_webhook).toContain(
      '127.0.0.1',
    );
  });

  it('both work with curl', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'plantops-curl-'));
    try {
      const curl = (...args: string[]) =>
        spawnSync('curl', ['-sS', '--fail-with-body', ...args], { cwd: folder, encoding: 'utf8' });
      expect(curl('-OJ', `${source.url}/api/backup`)).toMatchObject({ status: 0, stderr: '' });
      const [name = ''] = readdirSync(folder);
      expect(name).toMatch(/^plantops-.*\.ndjson\.gz$/);
      const { status, stdout } = curl(
        '-X',
        'POST',
        `${target.url}/api/restore`,
        '-H',
        'Content-Type: application/gzip',
        '-T',
        name,
      );
      expect({ status, rows: (JSON.parse(stdout) as RestoreResult).rows }).toMatchObject({
        status: 0,
        rows: { plants: 1, devices: 2 },
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('a cancelled download leaves nothing behind in the database', async () => {
    for (let round = 0; round < 25; round += 1) {
      const abort = new AbortController();
      const cancelled = fetch(new URL('/api/backup', source.url), { signal: abort.signal }).then((response) =>
        response.arrayBuffer(),
      );
      const settled = cancelled.catch(() => undefined);
      await new Promise((resolve) => {
        setTimeout(resolve, round);
      });
      abort.abort();
      await settled;
    }
    await eventually(
      async () =>
        (await source.query(`SELECT FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'`)).length === 0,
    );
    expect(await get<Plant[]>(source, '/api/plants')).toHaveLength(1);
    expect(linesOf(await download(source)).at(-1)).toMatchObject({ end: true });
  });

  it('accepts only gzip', async () => {
    expect((await restore<Problem>(Buffer.from('{}'), 'application/json')).body.code).toBe('unsupported_media_type');
    expect(await get<Device[]>(target, '/api/devices')).toHaveLength(2);
  });
});
