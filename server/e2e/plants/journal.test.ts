import type { Plant } from '@plantops/shared/api/plants.ts';
import type { JournalEntry } from '@plantops/shared/journal.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EventReader, withoutRepeats } from '../harness/event-reader.ts';
import { JudgedApi } from '../harness/judged-api.ts';
import { sharedServer } from '../harness/shared-server.ts';

const MINUTE_MS = 60_000;
const fromNow = (minutes: number): string => new Date(Date.now() + minutes * MINUTE_MS).toISOString();

describe('the journal of a plant', () => {
  const plantOps = sharedServer();
  let api: JudgedApi;
  let plant: string;
  let path: string;
  const add = async (entry: object): Promise<JournalEntry> => {
    const { status, body } = await api.call<JournalEntry>('POST', path, entry);
    expect(status).toBe(201);
    return body;
  };
  const list = async (query = ''): Promise<JournalEntry[]> => (await api.get<JournalEntry[]>(`${path}${query}`)).body;
  const lastWatered = async (): Promise<string | null> =>
    (await api.get<Plant>(`/api/plants/${plant}`)).body.last_watered_at;

  beforeAll(async () => {
    await plantOps.start();
    api = await JudgedApi.of(plantOps.url);
  });
  beforeEach(async () => {
    plant = (await api.call<Plant>('POST', '/api/plants', { name: 'Fern' })).body.id;
    path = `/api/plants/${plant}/journal`;
  });
  afterAll(() => plantOps.remove());

  it('accepts waterings, other care and notes; an entry without a time is for now', async () => {
    expect(await list()).toEqual([]);
    const watering = await add({ kind: 'watering', amount_ml: 250 });
    expect(watering).toMatchObject({ plant_id: plant, kind: 'watering', amount_ml: 250, note: null });
    expect(Math.abs(Date.parse(watering.at) - Date.now())).toBeLessThan(MINUTE_MS);
    const earlier = await add({
      kind: 'note',
      note: '  two new leaves\n🌿 <b>!</b> ',
      at: '2026-01-02T12:30:00+02:00',
    });
    expect(earlier).toMatchObject({
      kind: 'note',
      note: 'two new leaves\n🌿 <b>!</b>',
      at: '2026-01-02T10:30:00.000Z',
      amount_ml: null,
    });
    expect(await list()).toEqual([watering, earlier]);
  });

  it("updates the plant's last watering, also after a change and a removal", async () => {
    expect(await lastWatered()).toBeNull();
    await add({ kind: 'watering', at: '2026-01-01T00:00:00Z' });
    const { id } = await add({ kind: 'watering', at: '2026-01-03T00:00:00Z' });
    await add({ kind: 'fertilizing' });
    expect(await lastWatered()).toBe('2026-01-03T00:00:00.000Z');
    await api.call('PATCH', `/api/journal/${id}`, { at: '2026-01-02T00:00:00Z' });
    expect(await lastWatered()).toBe('2026-01-02T00:00:00.000Z');
    expect((await api.call('DELETE', `/api/journal/${id}`)).status).toBe(204);
    expect(await lastWatered()).toBe('2026-01-01T00:00:00.000Z');
    expect((await api.refused('DELETE', `/api/journal/${id}`)).code).toBe('journal_entry_not_found');
  });

  it('changes only the given fields, and can clear them', async () => {
    const entry = await add({ kind: 'pruning', note: 'old', amount_ml: 5 });
    const change = async (body: object) =>
      (await api.call<JournalEntry>('PATCH', `/api/journal/${entry.id}`, body)).body;
    expect(await change({})).toEqual(entry);
    expect(await change({ note: 'new' })).toEqual({ ...entry, note: 'new' });
    expect(await change({ amount_ml: null })).toEqual({ ...entry, note: 'new', amount_ml: null });
    expect(await change({ note: '' })).toEqual({ ...entry, note: null, amount_ml: null });
  });

  it('refuses a time in the future and names the field, but accepts a clock that is slightly ahead', async () => {
    const refusal = await api.refused('POST', path, { kind: 'watering', at: fromNow(6) });
    expect(refusal).toMatchObject({
      status: 400,
      code: 'invalid_request',
      errors: [{ pointer: '/at', detail: expect.stringContaining('future') }],
    });
    const { id } = await add({ kind: 'watering', at: fromNow(4) });
    expect((await api.refused('PATCH', `/api/journal/${id}`, { at: fromNow(10) })).errors).toEqual([
      { pointer: '/at', detail: expect.any(String) },
    ]);
    expect((await api.refused('POST', path, { kind: 'watering', at: '0000-01-01T00:00:00+14:00' })).errors).toEqual([
      { pointer: '/at', detail: expect.any(String) },
    ]);
    expect(await list()).toHaveLength(1);
  });

  it('refuses a note without text, when it is added and when it is changed', async () => {
    for (const note of [undefined, null, '', ' \n '])
      expect((await api.refused('POST', path, { kind: 'note', note })).errors?.[0]?.pointer).toBe('/note');
    const entry = await add({ kind: 'note', note: 'text' });
    for (const note of [null, '', '  '])
      expect((await api.refused('PATCH', `/api/journal/${entry.id}`, { note })).errors?.[0]?.pointer).toBe('/note');
    expect(await list()).toEqual([entry]);
  });

  it.each([
    [{ kind: 'singing' }, '/kind'],
    [{}, '/kind'],
    [{ kind: 'note', note: 'a\u0000b' }, '/note'],
    [{ kind: 'note', note: 'x'.repeat(2001) }, '/note'],
    [{ kind: 'watering', amount_ml: 0 }, '/amount_ml'],
    [{ kind: 'watering', amount_ml: '5' }, '/amount_ml'],
    [{ kind: 'watering', at: 'yesterday' }, '/at'],
    [{ kind: 'watering', id: 7 }, '/id'],
  ])('refuses the entry %j, naming %s', async (entry, pointer) => {
    expect(await api.refused('POST', path, entry)).toMatchObject({ code: 'invalid_request', errors: [{ pointer }] });
  });

  it('lists page by page, newest first, each entry once even if several have the same time', async () => {
    for (let count = 0; count < 7; count += 1)
      await add({ kind: 'note', note: String(count), at: count % 2 ? '2026-01-01T00:00:00Z' : '2026-01-02T00:00:00Z' });
    const all = await list();
    const times = all.map(({ at, id }) => [at, id]);
    expect(times).toEqual(
      times.toSorted(([a, m], [b, n]) => String(b).localeCompare(String(a)) || Number(n) - Number(m)),
    );
    const paged: JournalEntry[] = [];
    for (let next: string | undefined = `${path}?limit=3`; next !== undefined;) {
      const { body, headers }: { body: JournalEntry[]; headers: Headers } = await api.get<JournalEntry[]>(next);
      paged.push(...body);
      next = /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
    }
    expect(paged).toEqual(all);
    for (const cursor of ['7', 'abc', '1.2.3', '99999999999999999.1', '1.9999999999'])
      expect((await api.refused('GET', `${path}?cursor=${cursor}`)).errors).toEqual([
        { pointer: '/cursor', detail: expect.any(String) },
      ]);
  });

  it('is answered with 404 for a plant or entry that does not exist', async () => {
    expect((await api.refused('GET', '/api/plants/plant_none/journal')).code).toBe('plant_not_found');
    expect((await api.refused('POST', '/api/plants/plant_none/journal', { kind: 'watering' })).code).toBe(
      'plant_not_found',
    );
    expect((await api.refused('PATCH', '/api/journal/2000000000', { note: 'x' })).code).toBe('journal_entry_not_found');
  });

  it('sends each change to open dashboards', async () => {
    const reader = await EventReader.open(plantOps.url);
    const seen = (): (string | null)[] =>
      reader
        .named('plant')
        .map(({ data }) => data as Plant)
        .filter(({ id }) => id === plant)
        .map(({ last_watered_at }) => last_watered_at);
    const { id, at } = await add({ kind: 'watering' });
    await api.call('PATCH', `/api/journal/${id}`, { at: '2026-01-01T00:00:00Z' });
    await api.call('DELETE', `/api/journal/${id}`);
    // Before them, the plant may be told of as it was made.
    await expect.poll(() => withoutRepeats(seen()).slice(-3)).toEqual([at, '2026-01-01T00:00:00.000Z', null]);
    for (const { data } of reader.named('plant')) expect(api.judge.schemaComplaint('PlantEvent', data)).toBeUndefined();
    reader.close();
  });
});
