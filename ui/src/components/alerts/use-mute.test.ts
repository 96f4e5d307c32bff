import { describe, expect, it } from 'vitest';
import type { Mute, Plant } from '../../api/generated';
import { problem, settled } from '../../testing/fake-server';
import { at, basil, fern } from '../../testing/samples';
import { openScreen } from '../../testing/screen';
import { pass, server } from '../../testing/stage';
import { mutedWords, useMute } from './use-mute';

const PATH = '/api/plants/:id/mutes';
const whole: Mute = { metric: null, until: at('18:00') };
const soil: Mute = { metric: 'soil_moisture', until: at('13:00') };

/** A screen with two plants; the server mutes whatever it is asked to. */
function screen(...mutes: Mute[]) {
  server.answer(
    'PUT',
    PATH,
    ({ params, body }: { params: { id: string }; body: { metric: null; until: string | null } }) =>
      (params.id === 'fern' ? fern : basil)({ mutes: body.until === null ? [] : [{ ...body, until: body.until }] }),
  );
  const opened = openScreen();
  opened.garden.state.plants = { fern: fern({ mutes }), basil: basil() };
  const plant = (id: string): Plant => opened.garden.state.plants[id]!;
  return { ...opened, ...opened.show(useMute).it, plant };
}
const sent = (): unknown[] => server.asked('PUT', PATH).map(({ params, body }) => [params.id, body]);

describe('muting', () => {
  it('a plant is sent, shown and told, and leaves other plants alone', async () => {
    const { mute, plant, told, isBusy } = screen();
    const held = server.hold('PUT', PATH);
    const muting = mute(plant('fern'), null, at('18:00'));
    await settled();
    expect(isBusy.value).toBe(true);
    await held.answer(fern({ mutes: [whole] }));
    expect([await muting, isBusy.value]).toEqual([true, false]);
    expect(sent()).toEqual([['fern', { metric: null, until: at('18:00') }]]);
    expect([plant('fern').mutes, plant('basil').mutes]).toEqual([[whole], []]);
    expect(told()[0]).toMatch(/Fern: .*6:00 PM/);
  });

  it('of what was not muted is undone by ending it', async () => {
    const { mute, plant, act } = screen(whole);
    await mute(plant('fern'), 'humidity', at('14:00'));
    await act();
    expect(sent()[1]).toEqual(['fern', { metric: 'humidity', until: null }]);
  });

  it('of what was muted is undone by its earlier end', async () => {
    const { mute, plant, act } = screen(whole, soil);
    await mute(plant('fern'), 'soil_moisture', at('20:00'));
    await act();
    expect(sent()[1]).toEqual(['fern', { metric: 'soil_moisture', until: soil.until }]);
  });

  it('is ended, which is told in other words, and undone', async () => {
    const { mute, plant, act, told } = screen(whole);
    await mute(plant('fern'), null, null);
    expect(told()[0]).toMatch(/Fern/);
    expect(told()[0]).not.toMatch(/6:00|null/);
    await act();
    expect(sent()).toEqual([
      ['fern', { metric: null, until: null }],
      ['fern', { metric: null, until: whole.until }],
    ]);
  });

  it('that the server refuses changes nothing, and says why', async () => {
    const { mute, plant, told, isBusy } = screen();
    server.answer('PUT', PATH, problem(422, { detail: 'In the past.' }));
    expect(await mute(plant('fern'), null, at('10:00'))).toBe(false);
    expect([told(), plant('fern').mutes, isBusy.value]).toEqual([['In the past.'], [], false]);
  });
});

describe('mutes', () => {
  it('that have ended meanwhile do not count, nor are they what undo restores', async () => {
    const { mutesOf, mute, plant, act } = screen(whole, soil);
    expect(mutesOf(plant('fern'))).toEqual([whole, soil]);
    await pass(3_600_000);
    expect(mutesOf(plant('fern'))).toEqual([whole]);
    await mute(plant('fern'), 'soil_moisture', at('20:00'));
    await act();
    expect(sent()[1]).toEqual(['fern', { metric: 'soil_moisture', until: null }]);
  });

  it('have words for a metric and for the whole plant', () => {
    expect(mutedWords('soil_moisture')).toBe('Soil moisture');
    expect(mutedWords(null)).not.toBe(mutedWords('soil_moisture'));
  });
});
