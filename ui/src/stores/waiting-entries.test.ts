import { beforeEach, describe, expect, it } from 'vitest';
import { useJournal } from '../components/plant/use-journal';
import WaitingEntries from '../components/shell/WaitingEntries.vue';
import { FakeEventSource } from '../testing/fake-event-source';
import { problem, Reply, settled } from '../testing/fake-server';
import { liveScreen } from '../testing/begun-screen';
import { at, fern, journalEntry, start } from '../testing/samples';
import { mountPage, type Screen } from '../testing/screen';
import { pass, server } from '../testing/stage';
import { useWaitingEntriesStore } from './waiting-entries';

const PATH = '/api/plants/fern/journal';
const sent = () => server.asked('POST', PATH).map(({ body }) => body as Record<string, unknown>);
const waiting = ({ pinia }: Screen) => useWaitingEntriesStore(pinia);
const journal = (screen: Screen) => screen.show(() => useJournal('fern')).it;

/** The server is gone, as by a pulled plug. */
async function away(): Promise<void> {
  server.isReachable = false;
  for (const source of FakeEventSource.open) await source.drop();
}

/** The server is there again, and the streams of these screens stand. */
async function back(): Promise<void> {
  server.isReachable = true;
  for (const source of FakeEventSource.open) await source.connect();
}

/** As the browser tells other tabs what one has stored. */
async function tellOtherTabs(): Promise<void> {
  window.dispatchEvent(new StorageEvent('storage', { key: null }));
  await settled();
}

beforeEach(() => {
  let id = 0;
  server.answer('POST', PATH, () => journalEntry(++id, at('12:00')));
});

describe('what is done while the server is away', () => {
  it('waits, is shown, and is entered with its own time when the server is back', async () => {
    const screen = await liveScreen();
    const page = await mountPage(WaitingEntries, {}, { screen });
    await away();
    await journal(screen).waterNow();
    expect(screen.told()).toEqual(['The server cannot be reached: this will be entered when it is back.']);
    expect(page.testId('waiting-entries').textContent).toMatch(/Fern: Watered, 12:00/);
    await pass(15_000);
    await back();
    expect(sent().at(-1)).toMatchObject({ kind: 'watering', at: at('12:00'), again: false });
    expect([page.testIds('waiting-entries'), localStorage.length]).toEqual([[], 0]);
    expect(screen.told().join()).toMatch(/Entered: Fern: Watered, 12:00/);
  });

  it('is sent with the id of the first try: an answer that was lost makes no second entry', async () => {
    const screen = await liveScreen();
    const held = server.hold('POST', PATH);
    const adding = journal(screen).add({ kind: 'note', note: 'A new frond' }, 'Added.');
    await settled();
    await pass(10_000);
    await adding;
    await held.answer(journalEntry(1, at('12:00')));
    expect(waiting(screen).entries.length).toBe(1);
    await FakeEventSource.latest.drop();
    await back();
    const [first, second] = sent();
    expect([sent().length, second?.request_id]).toEqual([2, first?.request_id]);
    expect(first?.request_id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });

  it('is there after a reload, and in every tab; cancelled in one, it is gone in all', async () => {
    const first = await liveScreen();
    await away();
    await journal(first).add({ kind: 'note', note: 'One' }, 'Added.');
    await journal(first).add({ kind: 'note', note: 'Two' }, 'Added.');
    first.close();
    server.isReachable = true;
    const [one, two] = [await liveScreen(start({ plants: [] })), await liveScreen(start({ plants: [] }))];
    // Both send what waits, each entry with its own id.
    for (const screen of [one, two]) waiting(screen);
    await tellOtherTabs();
    expect([waiting(one).entries, waiting(two).entries]).toEqual([[], []]);
    const ids = new Set(sent().map(({ request_id: id }) => id));
    expect(ids.size).toBe(2);
    await away();
    await journal(one).add({ kind: 'note', note: 'Three' }, 'Added.');
    await tellOtherTabs();
    const page = await mountPage(WaitingEntries, {}, { screen: two });
    await page.click(page.role('button', /^Do not enter/));
    await tellOtherTabs();
    expect([waiting(one).entries, waiting(two).entries]).toEqual([[], []]);
    const before = sent().length;
    await back();
    expect(sent().length).toBe(before);
  });

  it('is taken back by the toast that tells of it', async () => {
    const screen = await liveScreen();
    await away();
    await journal(screen).waterNow();
    await screen.act();
    expect(waiting(screen).entries).toEqual([]);
  });

  it('is merged with a watering that somebody else has logged meanwhile, and that is said', async () => {
    const screen = await liveScreen();
    await away();
    await journal(screen).waterNow();
    server.answer('POST', PATH, problem(409, { code: 'watered_lately' }));
    await back();
    expect(waiting(screen).entries).toEqual([]);
    expect(screen.told().join()).toMatch(/Not entered twice, it was logged already: Fern: Watered, 12:00/);
  });

  it('is told where the server refuses it, as of a plant that is gone, and the next is entered', async () => {
    const screen = await liveScreen();
    await away();
    await journal(screen).add({ kind: 'note', note: 'One' }, 'Added.');
    await journal(screen).add({ kind: 'note', note: 'Two' }, 'Added.');
    let asked = 0;
    server.answer('POST', PATH, () =>
      (asked += 1) === 1 ? problem(404, { code: 'plant_not_found', detail: 'Gone.' }) : journalEntry(1, at('12:00')),
    );
    await back();
    expect([waiting(screen).entries, asked]).toEqual([[], 2]);
    expect(screen.told().join()).toMatch(/Not entered: Fern: Note, 12:00.*\. Gone\./);
  });

  it('goes on waiting while the server has trouble of its own', async () => {
    const screen = await liveScreen();
    await away();
    await journal(screen).add({ kind: 'note', note: 'One' }, 'Added.');
    server.answer('POST', PATH, problem(503));
    await back();
    expect(waiting(screen).entries.length).toBe(1);
    server.answer('POST', PATH, journalEntry(1, at('12:00')));
    await pass(30_000);
    expect(waiting(screen).entries).toEqual([]);
  });

  it('asks about a second watering within ten minutes, too', async () => {
    const screen = await liveScreen();
    await away();
    const own = journal(screen);
    await own.waterNow();
    void own.waterNow();
    await settled();
    expect(waiting(screen).entries.length).toBe(1);
    expect(server.asked('POST', PATH).length).toBe(1);
  });

  it('outlasts a session that ends, and not a log-out', async () => {
    const screen = await liveScreen();
    await away();
    await journal(screen).add({ kind: 'note', note: 'One' }, 'Added.');
    screen.session.lost();
    await settled();
    expect(waiting(screen).entries.length).toBe(1);
    server.isReachable = true;
    server.answer('DELETE', '/api/session', new Reply(null, { status: 204 }));
    await screen.session.logOut();
    await settled();
    expect([waiting(screen).entries, localStorage.length]).toEqual([[], 0]);
  });
});

describe('two screens that water at the same moment', () => {
  it('the second is asked, with the time of the first', async () => {
    server.answer('GET', '/api/start', start());
    const [one, two] = [await liveScreen(), await liveScreen()];
    const [first, second] = [journal(one), journal(two)];
    await first.waterNow();
    server.answer('POST', PATH, ({ body }: { body: { again?: boolean } }) =>
      body.again === false ? problem(409, { code: 'watered_lately' }) : journalEntry(2, at('12:00')),
    );
    server.answer('GET', '/api/plants/fern', fern({ last_watered_at: at('12:00') }));
    const watering = second.waterNow();
    await settled();
    const { useWateringsStore } = await import('./waterings');
    const { question } = useWateringsStore(two.pinia);
    expect(question).toMatchObject({ name: 'Fern', at: Date.parse(at('12:00')), isOwn: false });
    expect(sent().length).toBe(2);
    question?.answer(true);
    await watering;
    expect(sent().map(({ again }) => again)).toEqual([false, false, true]);
  });
});
