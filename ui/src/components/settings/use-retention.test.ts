import type { ChangeRetention, KeptKind } from '@plantops/shared/settings/retention.ts';
import { perKind } from '@plantops/shared/settings/retention.ts';
import { describe, expect, it } from 'vitest';
import { problem, settled } from '../../testing/fake-server';
import { retention } from '../../testing/settings-samples';
import { openScreen } from '../../testing/screen';
import { server } from '../../testing/stage';
import { useRetention } from './use-retention';

const PATH = '/api/settings/retention';
const PREVIEW = `${PATH}/preview`;
const forever = perKind((): number | null => null);
const goes = [{ kind: 'readings', rows: 1200, before: '2025-12-01T00:00:00.000Z' }];

async function shown(removals: unknown[] = [], months = forever) {
  let state = retention({ months });
  server.answer('GET', PATH, () => state);
  server.answer('POST', PREVIEW, removals);
  server.answer('PUT', PATH, ({ body }: { body: ChangeRetention }) => {
    state = { ...state, months: body.months };
    return state;
  });
  const screen = openScreen();
  const { it: settings } = screen.show(() => useRetention(() => undefined));
  await settled();
  return { ...screen, settings, saved: () => server.asked('PUT', PATH).map(({ body }) => body) };
}

describe('what is kept', () => {
  it('is saved at once where nothing goes by that', async () => {
    const { settings, saved, told } = await shown();
    expect(settings.isChanged.value).toBe(false);
    settings.choose('readings', 12);
    expect(settings.isChanged.value).toBe(true);
    await settings.save();
    expect(saved()).toEqual([{ months: { ...forever, readings: 12 }, agreed: false }]);
    expect([settings.isChanged.value, settings.months.value?.readings]).toEqual([false, 12]);
    expect(told()).toEqual(['Saved. Nothing is as old as that yet.']);
  });

  it('is saved only after a question where something goes, and not if the owner says no', async () => {
    const { settings, saved, told } = await shown(goes);
    settings.choose('readings', 1);
    await settings.save();
    expect([settings.removals.value, saved(), told()]).toEqual([goes, [], []]);
    settings.removals.value = [];
    expect(settings.isChanged.value).toBe(true);
    await settings.save();
    await settings.agree();
    expect(saved()).toEqual([{ months: { ...forever, readings: 1 }, agreed: true }]);
    expect([settings.removals.value, told()]).toEqual([[], ['Saved. What is too old is being removed.']]);
  });

  it('is never shorter than what it is made from: what is chosen longer takes the others with it', async () => {
    const { settings } = await shown([], { readings: 1, five_minutes: 3, hours: 12, days: null });
    const choices = (kind: KeptKind) => settings.choicesOf(kind);
    expect(choices('readings')[0]).toBe(1);
    expect(choices('hours')[0]).toBe(3);
    settings.choose('readings', 24);
    expect(settings.months.value).toEqual({ readings: 24, five_minutes: 24, hours: 24, days: null });
    expect(choices('hours')).toEqual([24, 36, 60, 120, null]);
    settings.choose('readings', null);
    expect(settings.months.value).toEqual(forever);
    expect(choices('days')).toEqual([null]);
  });

  it('can be a length that is not among the choices', async () => {
    const { settings } = await shown([], { ...forever, readings: 7 });
    expect(settings.choicesOf('readings')).toEqual([1, 3, 6, 7, 12, 24, 36, 60, 120, null]);
  });

  it('stays as it was where the server refuses, and says why', async () => {
    const { settings, told, saved } = await shown();
    server.answer('POST', PREVIEW, problem(503, { detail: 'Not now.' }));
    settings.choose('readings', 12);
    await settings.save();
    expect([told(), saved(), settings.isBusy.value, settings.isChanged.value]).toEqual([['Not now.'], [], false, true]);
  });
});
