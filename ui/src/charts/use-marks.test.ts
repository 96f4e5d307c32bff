import { describe, expect, it } from 'vitest';
import { ref } from 'vue';
import type { JournalEntry, Plant } from '../api/generated';
import { problem, settled } from '../testing/fake-server';
import { alert, at, basil, fern, journalEntry } from '../testing/samples';
import { openScreen } from '../testing/screen';
import { server } from '../testing/stage';
import { useMarks } from './use-marks';

const ALERTS = '/api/alerts';
const JOURNAL = '/api/plants/:id/journal';

async function marks() {
  const plant = ref<Plant>(fern());
  /** What the journal of the page shows. */
  const page = ref<JournalEntry[]>();
  const screen = openScreen();
  const { it: shown } = screen.show(() =>
    useMarks(
      () => plant.value,
      () => page.value,
    ),
  );
  await settled();
  return {
    ...screen,
    plant,
    page,
    alerts: () => shown.alerts.value.map(({ id }) => id),
    entries: () => shown.journal.value.map(({ id }) => id),
    firstAlert: () => shown.alerts.value[0],
  };
}

/** Alert 1 and entry 1 are the fern's, 2 the basil's. */
function answerAll(): void {
  server.answer('GET', ALERTS, ({ query }: { query: { plant_id: string } }) => [
    alert(query.plant_id === 'fern' ? 1 : 2, query.plant_id),
  ]);
  server.answer('GET', JOURNAL, ({ params }: { params: { id: string } }) => [
    journalEntry(params.id === 'fern' ? 1 : 2, at('10:00'), { plant_id: params.id }),
  ]);
}

describe('the marks in the charts', () => {
  it('are the alerts and the journal of the plant, at most 200 of each', async () => {
    answerAll();
    const { alerts, entries } = await marks();
    expect([alerts(), entries()]).toEqual([[1], [1]]);
    expect(server.asked('GET', ALERTS)[0]?.query).toEqual({ plant_id: 'fern', limit: '200' });
    expect(server.asked('GET', JOURNAL)[0]).toMatchObject({
      path: '/api/plants/fern/journal',
      query: { limit: '200' },
    });
  });

  it('of the plant before are gone at once, and do not come with late answers', async () => {
    answerAll();
    const { plant, alerts, entries } = await marks();
    const late = [server.hold('GET', ALERTS), server.hold('GET', JOURNAL)];
    plant.value = basil();
    expect([alerts(), entries()]).toEqual([[], []]);
    await settled();
    plant.value = fern();
    await settled();
    await late[0]!.answer([alert(2, 'basil')]);
    await late[1]!.answer([journalEntry(2, at('10:00'), { plant_id: 'basil' })]);
    expect([alerts(), entries()]).toEqual([[1], [1]]);
  });

  it('are none if they cannot be loaded', async () => {
    server.answer('GET', ALERTS, problem(503));
    server.answer('GET', JOURNAL, problem(503));
    const { alerts, entries } = await marks();
    expect([alerts(), entries()]).toEqual([[], []]);
  });

  it('include live alerts of the plant, which are newer than the loaded ones', async () => {
    answerAll();
    const { garden, alerts, firstAlert } = await marks();
    garden.state.alerts = {
      1: alert(1, 'fern', { closed_at: at('11:59') }),
      3: alert(3, 'fern'),
      4: alert(4, 'basil'),
    };
    expect([alerts(), firstAlert()?.closed_at]).toEqual([[1, 3], at('11:59')]);
  });

  it('follow the journal when the plant was watered', async () => {
    answerAll();
    const { plant, entries } = await marks();
    server.answer('GET', JOURNAL, [journalEntry(1, at('10:00')), journalEntry(5, at('12:00'))]);
    plant.value = fern({ last_watered_at: at('12:00') });
    await settled();
    expect(entries()).toEqual([1, 5]);
    expect(server.asked('GET', ALERTS).length).toBe(1);
  });

  it('show the newest journal, whatever the order of its answers', async () => {
    answerAll();
    const { plant, entries } = await marks();
    const [first, second] = [server.hold('GET', JOURNAL), server.hold('GET', JOURNAL)];
    plant.value = fern({ last_watered_at: at('11:00') });
    await settled();
    plant.value = fern({ last_watered_at: at('12:00') });
    await settled();
    await second.answer([journalEntry(6, at('12:00'))]);
    await first.answer([journalEntry(5, at('11:00'))]);
    expect(entries()).toEqual([6]);
  });

  it('follow what is changed in the journal of the page, and ask once for its first list', async () => {
    answerAll();
    const { page } = await marks();
    page.value = [journalEntry(1, at('10:00'))];
    await settled();
    expect(server.asked('GET', JOURNAL)).toHaveLength(1);
    page.value = [];
    await settled();
    expect(server.asked('GET', JOURNAL)).toHaveLength(2);
  });
});
