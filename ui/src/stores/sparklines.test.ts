import { effectScope } from 'vue';
import { describe, expect, it } from 'vitest';
import { liveScreen } from '../testing/begun-screen';
import { FakeEventSource } from '../testing/fake-event-source';
import { type Call, problem } from '../testing/fake-server';
import { at, reading, sparkline } from '../testing/samples';
import { type Screen, type Shown } from '../testing/screen';
import { clock, pass, server } from '../testing/stage';
import { useSparklineStore } from './sparklines';

const PATH = '/api/sparklines';
const SECOND = 1000;
const MINUTE = 60 * SECOND;

const idsOf = ({ query }: Call): string[] => query.plant_ids?.split(',') ?? [];
/** What the server was asked for, a list of plants for each request. */
const asked = (): string[][] => server.asked('GET', PATH).map(idsOf);
/** All lines of the server are at this height. */
const answerWith = (value: number): void =>
  server.answer('GET', PATH, (call: Call) => idsOf(call).map((id) => sparkline(id, { '11:00': value })));
/** A card of a plant on a screen. */
const card = (screen: Screen, id: string): Shown<void> => screen.show(() => useSparklineStore().watch(id));
const heightOf = ({ pinia }: Screen, id: string): number | undefined =>
  useSparklineStore(pinia).days.get(id)?.values.soil_moisture[0]?.value;

async function followed(): Promise<Screen> {
  answerWith(40);
  return liveScreen();
}

describe('the lines on the cards', () => {
  it('of plants that come into view together share a request', async () => {
    const screen = await followed();
    card(screen, 'fern');
    card(screen, 'basil');
    card(screen, 'fern');
    await pass(29);
    expect(asked()).toEqual([]);
    await pass(1);
    expect(asked()).toEqual([['fern', 'basil']]);
    expect([heightOf(screen, 'fern'), heightOf(screen, 'basil')]).toEqual([40, 40]);
  });

  it('place each mean in the middle of its bucket, and leave out what was not measured', async () => {
    const screen = await followed();
    server.answer('GET', PATH, [sparkline('fern', { '11:00': 40, '11:30': 41 })]);
    card(screen, 'fern');
    await pass(30);
    expect(useSparklineStore(screen.pinia).days.get('fern')).toMatchObject({
      bucketMs: 30 * MINUTE,
      values: {
        soil_moisture: [
          { at: Date.parse(at('11:15')), value: 40 },
          { at: Date.parse(at('11:45')), value: 41 },
        ],
        temperature: [],
      },
    });
  });

  it('of more than a hundred plants take several requests', async () => {
    const screen = await followed();
    const ids = Array.from({ length: 150 }, (_, nth) => `plant-${nth}`);
    for (const id of ids) card(screen, id);
    await pass(100);
    expect(asked()).toEqual([ids.slice(0, 100), ids.slice(100)]);
    expect(heightOf(screen, 'plant-149')).toBe(40);
  });

  it('are fetched again once they are a quarter of an hour old, as long as a card shows them', async () => {
    const screen = await followed();
    const [fern, again, basil] = [card(screen, 'fern'), card(screen, 'fern'), card(screen, 'basil')];
    await pass(14 * MINUTE);
    expect(asked()).toEqual([['fern', 'basil']]);
    again.leave();
    basil.leave();
    answerWith(50);
    await pass(5 * MINUTE);
    expect(asked()).toEqual([['fern', 'basil'], ['fern']]);
    expect([heightOf(screen, 'fern'), heightOf(screen, 'basil')]).toEqual([50, 40]);
    fern.leave();
    await pass(60 * MINUTE);
    expect(asked().length).toBe(2);
  });

  it('that are fresh are not fetched again when the owner comes back to the page', async () => {
    const screen = await followed();
    card(screen, 'fern').leave();
    await pass(10 * MINUTE);
    card(screen, 'fern');
    await pass(SECOND);
    expect(asked()).toEqual([['fern']]);
    await pass(8 * MINUTE);
    expect(asked()).toEqual([['fern'], ['fern']]);
  });

  it('that could not be fetched are asked for again in the next round', async () => {
    const screen = await followed();
    server.answer('GET', PATH, problem(503));
    card(screen, 'fern');
    await pass(30);
    expect(heightOf(screen, 'fern')).toBeUndefined();
    answerWith(42);
    await pass(3 * MINUTE + SECOND);
    expect(heightOf(screen, 'fern')).toBe(42);
  });

  it('on another screen are its own', async () => {
    const [one, two] = [await followed(), await followed()];
    card(one, 'fern');
    card(two, 'basil');
    await pass(30);
    expect(asked()).toEqual([['fern'], ['basil']]);
    expect([heightOf(one, 'basil'), heightOf(two, 'basil')]).toEqual([undefined, 40]);
  });
});

describe('readings that a device had kept', () => {
  const late = (id: string | null): Promise<void> =>
    FakeEventSource.latest.emit('reading', reading(id, at('11:00'), { soil_moisture: 9 }));

  it('fetch the line of their plant again, once for a whole burst', async () => {
    const screen = await followed();
    card(screen, 'fern');
    card(screen, 'basil');
    await pass(MINUTE);
    answerWith(9);
    await late('fern');
    await pass(SECOND);
    await late('fern');
    await pass(SECOND);
    expect(asked()).toEqual([['fern', 'basil'], ['fern']]);
    expect([heightOf(screen, 'fern'), heightOf(screen, 'basil')]).toEqual([9, 40]);
    await late('basil');
    await pass(2 * SECOND);
    expect(asked().at(-1)).toEqual(['basil']);
  });

  it('of a plant that no card shows fetch its line when a card shows it', async () => {
    const screen = await followed();
    card(screen, 'fern').leave();
    await pass(MINUTE);
    await late('fern');
    await pass(2 * SECOND);
    expect(asked()).toEqual([['fern']]);
    card(screen, 'fern');
    await pass(SECOND);
    expect(asked()).toEqual([['fern'], ['fern']]);
  });

  it('fetch nothing if they are live, or of no plant', async () => {
    const screen = await followed();
    card(screen, 'fern');
    await pass(MINUTE);
    await FakeEventSource.latest.emit('reading', reading('fern', at('11:57'), {}));
    await late(null);
    await pass(5 * SECOND);
    expect(asked()).toEqual([['fern']]);
  });

  it('are not lost if the answer from before them arrives last', async () => {
    const screen = await followed();
    const before = server.hold('GET', PATH);
    card(screen, 'fern');
    await pass(30);
    answerWith(9);
    await late('fern');
    await pass(2 * SECOND);
    await before.answer([sparkline('fern', { '11:00': 40 })]);
    expect(heightOf(screen, 'fern')).toBe(9);
    await pass(10 * MINUTE);
    expect(asked().length).toBe(2);
  });
});

describe('after logging out', () => {
  it('no line is left, and none of an answer that was on its way', async () => {
    const screen = await followed();
    card(screen, 'fern');
    await pass(30);
    const onItsWay = server.hold('GET', PATH);
    card(screen, 'basil');
    await pass(30);
    screen.session.lost();
    await onItsWay.answer([sparkline('basil', { '11:00': 40 })]);
    expect([...useSparklineStore(screen.pinia).days.keys()]).toEqual([]);
    screen.session.note({ password_required: true, authenticated: true });
    card(screen, 'basil');
    await pass(30);
    expect([asked().at(-1), heightOf(screen, 'basil')]).toEqual([['basil'], 40]);
  });

  it('nothing is asked for any more, and everything anew after the next login', async () => {
    const screen = await followed();
    const leaving = [card(screen, 'fern')];
    await pass(30);
    leaving.push(card(screen, 'basil'));
    screen.session.lost();
    for (const { leave } of leaving) leave();
    await pass(30 * MINUTE);
    expect(asked()).toEqual([['fern']]);
    screen.session.note({ password_required: true, authenticated: true });
    card(screen, 'fern');
    await pass(30);
    expect(asked()).toEqual([['fern'], ['fern']]);
    expect(heightOf(screen, 'fern')).toBe(40);
  });
});

it('the lines ask for nothing once their screen is closed', async () => {
  const screen = await followed();
  const scope = effectScope();
  scope.run(() => useSparklineStore(screen.pinia).watch('fern'));
  screen.close();
  scope.stop();
  expect(clock.timers).toBe(0);
});
