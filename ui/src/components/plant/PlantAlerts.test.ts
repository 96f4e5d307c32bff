import { describe, expect, it } from 'vitest';
import type { Alert } from '../../api/generated';
import { liveScreen } from '../../testing/begun-screen';
import { FakeEventSource } from '../../testing/fake-event-source';
import { page as pageOf, problem } from '../../testing/fake-server';
import { alert, at, start } from '../../testing/samples';
import { mountPage } from '../../testing/screen';
import { server } from '../../testing/stage';
import PlantAlerts from './PlantAlerts.vue';

const ended = (id: number, plantId = 'fern'): Alert => alert(id, plantId, { closed_at: at('11:30') });

/** The alerts of the fern, of which the server has these. */
async function shown(...answers: unknown[]) {
  server.answer('GET', '/api/alerts', () => answers.shift());
  const screen = await liveScreen(start({ alerts: [alert(90), alert(91, 'basil')] }));
  const page = await mountPage(PlantAlerts, { plantId: 'fern' }, { screen });
  return {
    ...page,
    ids: () => [...document.querySelectorAll('[data-testid^=alert-]')].map((one) => one.getAttribute('data-testid')),
  };
}

describe('the earlier alerts of a plant', () => {
  it('have those that end meanwhile, newest first, and none of another plant', async () => {
    const { ids } = await shown([ended(2), ended(1)]);
    expect(ids()).toEqual(['alert-2', 'alert-1']);
    expect(server.asked('GET', '/api/alerts')).toMatchObject([{ query: { plant_id: 'fern' } }]);
    await FakeEventSource.latest.emit('alert', ended(90));
    await FakeEventSource.latest.emit('alert', ended(91, 'basil'));
    expect(ids()).toEqual(['alert-90', 'alert-2', 'alert-1']);
  });

  it('are five at first, then page by page, until there are no more', async () => {
    const many = Array.from({ length: 23 }, (_, nth) => ended(23 - nth));
    const { ids, role, has, click } = await shown(pageOf(many.slice(0, 20), 4), pageOf(many.slice(20)));
    expect([ids().length, ids()[0]]).toEqual([5, 'alert-23']);
    await click(role('button', 'Show older alerts'));
    expect([ids().length, ids().at(-1), has('button', 'Show older alerts')]).toEqual([23, 'alert-1', false]);
    expect(server.asked('GET', '/api/alerts').map(({ query }) => query.cursor)).toEqual([undefined, '4']);
  });

  it('that cannot be loaded say why, and are asked for again', async () => {
    const { ids, role, click, words } = await shown(problem(500, { detail: 'The database is away.' }), [ended(1)]);
    expect(words()).toContain('The database is away.');
    expect(words()).not.toContain('No earlier alerts');
    await click(role('button', /again/i));
    expect(ids()).toEqual(['alert-1']);
  });
});
