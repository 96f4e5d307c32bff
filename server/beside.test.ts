import { expect, it } from 'vitest';
import { Following } from './beside.ts';
import type { ToldChange } from './port/link-offers.ts';
import { ChangeBus } from './services/bus/change-bus.ts';
import { silentLog } from './testing/database.ts';

/** A host, and what it does when it is told of something. */
function host() {
  const done: string[] = [];
  const note = (what: string) => () => Promise.resolve(void done.push(what));
  const bus = new ChangeBus(silentLog);
  for (const name of ['thresholds_changed', 'settings_changed', 'changes_missed', 'data_replaced'] as const)
    bus.on(name, note(name));
  const rooms = {
    access: { sessions: { loadAgain: note('sessions') }, tokens: { loadAgain: note('tokens') } },
    display: { read: note('display') },
    live: { reset: note('reset') },
  };
  return { done, following: new Following({ bus, rooms: rooms as never, log: silentLog }) };
}

it.each<[ToldChange, string[]]>([
  [{ name: 'thresholds_changed', change: { plantIds: ['plant_1'] } }, ['thresholds_changed']],
  [{ name: 'access_changed', change: {} }, ['sessions', 'tokens']],
  [{ name: 'settings_changed', change: { group: 'display', fields: [] } }, ['display', 'settings_changed']],
  // Notices, models and restores are the engine's, and what follows of them here is to read everything again, or nothing.
  [{ name: 'settings_changed', change: { group: 'llm', fields: [] } }, []],
  [{ name: 'boards_told_apart', change: { deviceIds: [] } }, []],
  [{ name: 'data_replaced', change: {} }, ['sessions', 'tokens', 'changes_missed', 'reset']],
])('a host that is told of %j does what is its own to do', async (change, expected) => {
  const { done, following } = host();
  await following.follow([change]);
  expect(done).toEqual(expected);
});

it('after a time without an engine, dashboards of a host fetch everything again, and so does what is remembered', async () => {
  const { done, following } = host();
  await following.missed();
  expect(done).toEqual(['sessions', 'tokens', 'changes_missed', 'reset']);
});
