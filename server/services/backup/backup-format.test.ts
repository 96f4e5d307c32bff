import { describe, expect, it } from 'vitest';
import { type BackupEntry, type BackupScope, readBackup } from './backup-format.ts';

const HEADER = {
  plantops_backup: 1,
  created_at: '2026-03-01T12:00:00.000Z',
  version: '0.1.0',
  migrations: ['0001_a', '0002_b'],
};
const texts = (...names: string[]): [string, string][] => names.map((name) => [name, 'text']);
const SCOPE: BackupScope = {
  columns: new Map([
    ['plants', new Map([...texts('id', 'name', 'note'), ['thresholds', 'jsonb'], ['created_at', 'timestamptz']])],
    ['devices', new Map(texts('id', 'mqtt_username', 'mqtt_broker_hash', 'name'))],
  ]),
  migrations: ['0001_a', '0002_b', '0003_c'],
};
const DEVICE = { id: 'dev_1', mqtt_username: 'dev_1', mqtt_broker_hash: '$7$101$c2FsdA==$aGFzaA==' };
const plant = (id: string) => ({ table: 'plants', row: { id, name: 'Fern' } });
const end = (rows: Record<string, number> = {}) => ({ end: true, rows });
const text = (...lines: unknown[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

async function* chunks(content: string | Buffer, size = Number.POSITIVE_INFINITY): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(content as string);
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}
async function entriesOf(content: string, size?: number): Promise<BackupEntry[]> {
  const entries: BackupEntry[] = [];
  for await (const entry of readBackup(chunks(content, size), SCOPE)) entries.push(entry);
  return entries;
}
const refusalOf = (...lines: unknown[]): Promise<string> => refusalOfText(text(...lines));
const refusalOfText = (content: string): Promise<string> =>
  entriesOf(content).then(
    () => 'taken',
    (failure: unknown) => {
      expect(failure).toMatchObject({ code: 'invalid_backup', status: 400 });
      return (failure as Error).message;
    },
  );

describe('a backup file', () => {
  it.each([1, 2, 7, 1000])('is read line by line, however it is cut into chunks (of %d bytes)', async (size) => {
    const file = text(
      HEADER,
      { flows: null },
      { table: 'plants', row: { id: 'plant_1', name: 'Grünlilie 🌿', note: 'eins\nzwei' } },
      plant('plant_2'),
      { table: 'devices', row: DEVICE },
      end({ plants: 2, devices: 1 }),
    );
    expect(await entriesOf(file, size)).toEqual([
      { header: HEADER },
      { flows: null },
      { table: 'plants', row: { id: 'plant_1', name: 'Grünlilie 🌿', note: 'eins\nzwei' } },
      plant('plant_2'),
      { table: 'devices', row: DEVICE },
    ]);
  });

  it('may be of a server without anything, and of one whose tables it does not name in its counts', async () => {
    expect(await entriesOf(text(HEADER, end()))).toEqual([{ header: HEADER }]);
    expect(await entriesOf(text(HEADER, end({ plants: 0 })))).toEqual([{ header: HEADER }]);
  });

  it('may hold edited flows, with or without those they are based on', async () => {
    const node = { id: 'a', type: 'tab', label: 'Mine' };
    for (const base of [null, [node]])
      expect(await entriesOf(text(HEADER, { flows: { edited: [node], base } }, end()))).toContainEqual({
        flows: { edited: [node], base },
      });
  });
});

describe('nodes of the owner', () => {
  const ownNodes = (path: string, content = 'eA==', packages = {}) => ({
    own_nodes: { files: [{ path, content }], packages },
  });

  it.each(['mine.js', 'mine/mine.js', '@me/mine/locales/en-US/mine.json', 'mine/icons/a b-1.svg'])(
    'may be in the file, such as %s',
    async (path) => {
      const entry = ownNodes(path, 'eA==', { '@me/sun': '^1.0.0', 'node-red-contrib-moon': 'file:../moon' });
      expect(await entriesOf(text(HEADER, entry, end()))).toContainEqual(entry);
    },
  );

  it.each([
    ...['../mine.js', 'mine/../../mine.js', '/etc/mine.js', 'a//mine.js', './mine.js', '..', 'mine/..', 'mine/'],
    ...['mine\\..\\mine.js', 'C:mine.js', '.hidden.js', 'mine/.npmrc', 'mine/node_modules/x/index.js', 'a\nb.js', ''],
  ])('that would lie elsewhere, at %j, are refused', async (path) => {
    expect(await refusalOf(HEADER, ownNodes(path), end())).toContain('a file would lie outside of node-red/nodes');
  });

  it('that are too large, too many or no base64 are refused, and so are packages with odd names', async () => {
    const odd = [
      ownNodes('mine.js', Buffer.alloc(2 ** 20 + 3).toString('base64')),
      ownNodes('mine.js', 'not base64!'),
      ownNodes('mine.js', 'eA==', { '--prefix': '1' }),
      {
        own_nodes: {
          files: Array.from({ length: 501 }, (_, index) => ({ path: `${index}.js`, content: '' })),
          packages: {},
        },
      },
      {
        own_nodes: {
          files: Array.from({ length: 9 }, (_, index) => ({
            path: `${index}.js`,
            content: Buffer.alloc(2 ** 20).toString('base64'),
          })),
          packages: {},
        },
      },
    ];
    for (const line of odd) expect(await refusalOf(HEADER, line, end())).toContain('nodes that cannot be restored');
    expect(
      await entriesOf(text(HEADER, ownNodes('mine.js', Buffer.alloc(2 ** 20).toString('base64')), end())),
    ).toHaveLength(2);
  });
});

describe('a file is refused', () => {
  it.each<[string, unknown[], string]>([
    ['of another program', ['x'], 'This is no backup of PlantOps: it does not begin with the header of one'],
    ['without a header', [plant('p'), end({ plants: 1 })], 'does not begin with the header'],
    ['of a later format', [{ ...HEADER, plantops_backup: 3 }, end()], 'by a newer PlantOps (0.1.0): update this one'],
    [
      'with a step this server has not',
      [{ ...HEADER, migrations: ['0001_a', '0009_z'] }, end()],
      'by a newer PlantOps',
    ],
    ['that breaks off before its end', [HEADER, plant('p')], 'The backup ends too early: download it again'],
    ['with its header alone', [HEADER], 'The backup ends too early'],
    ['that goes on after its end', [HEADER, end(), plant('p')], 'goes on after its end: the file is damaged'],
    ['with a second end', [HEADER, end(), end()], 'goes on after its end'],
    ['with a line that is no row', [HEADER, { table: 'plants' }, end()], 'Line 2 of the backup is neither a row nor'],
    ['with a row that says more', [HEADER, { ...plant('p'), x: 1 }, end()], 'Line 2 of the backup is neither'],
    ['with a second header', [HEADER, HEADER, end()], 'Line 2 of the backup is neither'],
    ['with too few rows', [HEADER, plant('p'), end({ plants: 2 })], 'should have 2 rows of plants and has 1'],
    [
      'with too many rows',
      [HEADER, plant('p'), plant('q'), end({ plants: 1 })],
      'should have 1 rows of plants and has 2',
    ],
    ['with uncounted rows', [HEADER, plant('p'), end()], 'should have 0 rows of plants and has 1'],
    ['that counts a table it has not', [HEADER, end({ pots: 3 })], 'should have 3 rows of pots and has 0'],
    [
      'with a foreign table',
      [HEADER, { table: 'pg_authid', row: {} }, end()],
      'Line 2 of the backup is of a table that PlantOps does not restore: pg_authid',
    ],
    [
      'with a foreign field',
      [HEADER, { table: 'plants', row: { id: 'p', colour: 'red' } }, end()],
      'Line 2 of the backup has a field that plants has not: colour',
    ],
  ])('%s', async (_which, lines, words) => {
    expect(await refusalOf(...lines)).toContain(words);
  });

  it('with the words that nothing was changed', async () => {
    expect(await refusalOf(HEADER)).toMatch(/\. Nothing was changed$/);
  });

  it('if it is empty', async () => {
    expect(await refusalOfText('')).toContain('The backup is empty');
  });

  it('if it is cut off in the middle of a line', async () => {
    expect(await refusalOfText(text(HEADER, plant('p')).slice(0, -1))).toContain('in the middle of a line');
  });

  it('if a line is not JSON, and the message says which', async () => {
    expect(await refusalOfText('-- a dump\n')).toContain('does not begin with the header');
    expect(await refusalOfText(`${text(HEADER, plant('p'))}{"table"\n`)).toContain('Line 3 of the backup is not JSON');
  });

  it('if a line is longer than any photo or flow', async () => {
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) yield Buffer.alloc(2 ** 20, 'x');
    }
    const reading = readBackup(endless(), SCOPE).next();
    await expect(reading).rejects.toMatchObject({ message: expect.stringContaining('a line of more than 64 MB') });
  });

  it('never for the length of all of its lines', async () => {
    async function* long(): AsyncGenerator<Buffer> {
      yield Buffer.from(text(HEADER));
      const row = Buffer.from(text({ table: 'plants', row: { id: 'p', note: 'x'.repeat(33 * 2 ** 20) } }));
      for (let count = 0; count < 3; count += 1) {
        yield row.subarray(0, 20 * 2 ** 20);
        yield row.subarray(20 * 2 ** 20);
      }
      yield Buffer.from(text(end({ plants: 3 })));
    }
    let rows = 0;
    for await (const entry of readBackup(long(), SCOPE)) if ('table' in entry) rows += 1;
    expect(rows).toBe(3);
  });

  it.each([
    ['id', 'dev 1'],
    ['id', ''],
    ['id', 'x'.repeat(65)],
    ['mqtt_username', 'a:$7$\nroot'],
    ['mqtt_username', 'dev_1\n'],
    ['mqtt_broker_hash', 'plain'],
    ['mqtt_broker_hash', '$7$101$c2FsdA==$aGFzaA==\nroot:$7$1$a$b'],
    ['mqtt_broker_hash', 'x$7$101$c2FsdA==$aGFzaA=='],
    ['mqtt_broker_hash', '$7$$c2FsdA==$aGFzaA=='],
    ['mqtt_broker_hash', '$7$101$$aGFzaA=='],
    ['mqtt_broker_hash', null],
  ])("if a device's %s is %j, which must not get into the broker's password file", async (field, value) => {
    const row = { ...DEVICE, [field]: value };
    expect(await refusalOf(HEADER, { table: 'devices', row }, end({ devices: 1 }))).toContain(
      `Line 2 of the backup is no row of devices: ${field} is`,
    );
  });

  it('with at most fifty characters of what it holds in the message', async () => {
    const long = 'x'.repeat(80);
    for (const lines of [
      [HEADER, { table: long, row: {} }],
      [HEADER, { table: 'plants', row: { [long]: 1 } }],
      [HEADER, end({ [long]: 1 })],
    ])
      expect(await refusalOf(...lines)).toMatch(/[^x]x{50}[^x]/);
  });
});
