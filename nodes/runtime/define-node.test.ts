import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { numberField } from './config.ts';
import { defineNode, type NodeBehaviour } from './define-node.ts';
import { type Bench, startNode } from '../testing/bench.ts';

let bench: Bench;
afterEach(() => bench?.stop());

const nodeWith = (behaviour: NodeBehaviour) =>
  defineNode({
    type: 'plantops-sample',
    label: 'sample',
    colour: '#fff',
    inputs: 1,
    outputs: ['a', 'b'],
    config: z.object({}),
    start: () => behaviour,
  });

const failing = (failure: unknown): NodeBehaviour => ({
  input() {
    throw failure;
  },
});

describe('the boundary between Node-RED and a node', () => {
  it('is done with a message once its promise has settled', async () => {
    let finish: () => void = () => undefined;
    bench = await startNode(
      nodeWith({
        input: () =>
          new Promise<void>((resolve) => {
            finish = resolve;
          }),
        status: () => 'busy',
      }),
    );
    let done = false;
    bench.receive({ payload: 1 });
    const completed = bench.completed().then(() => {
      done = true;
    });
    await bench.statusAfterASecond();
    expect(done).toBe(false);
    finish();
    await completed;
    expect(done).toBe(true);
  });

  it.each([
    [
      'a thrown error',
      failing(Object.assign(new Error('broken'), { code: 'E_BROKEN' })),
      { message: 'Error: broken', code: 'E_BROKEN' },
    ],
    ['a thrown string', failing('broken'), { message: 'Error: broken' }],
    ['a rejection', { input: () => Promise.reject(new Error('broken')) }, { message: 'Error: broken' }],
  ])('reports %s to Catch nodes, shows it in red, and is not done with the message', async (_, behaviour, error) => {
    bench = await startNode(nodeWith(behaviour));
    bench.receive({ payload: 'mine' });
    expect(await bench.caught()).toMatchObject({ payload: 'mine', error });
    expect(await bench.statusAfterASecond()).toMatchObject({ fill: 'red', shape: 'dot', text: 'broken' });
  });

  it('shows at most the first 60 characters of an error', async () => {
    bench = await startNode(nodeWith(failing(new Error('x'.repeat(500)))));
    bench.receive({});
    await bench.caught();
    expect((await bench.statusAfterASecond()).text).toHaveLength(60);
  });

  it('shows an error for a minute, however the time of day is set meanwhile, then the rate again, each time', async () => {
    let isFailing = false;
    bench = await startNode(
      nodeWith({
        input() {
          if (isFailing) throw new Error('broken');
        },
      }),
    );
    expect(await bench.statusAfterASecond()).toMatchObject({ fill: 'grey', shape: 'dot', text: '0/s' });
    for (const round of [1, 2]) {
      isFailing = true;
      bench.receive({});
      await bench.caught();
      expect(await bench.statusAfterASecond(), `error ${round}`).toMatchObject({ fill: 'red', text: 'broken' });
      bench.services.clock.set('2030-01-01T00:00:00Z');
      await bench.pass(58_000);
      isFailing = false;
      bench.receive({});
      await bench.completed();
      expect(await bench.statusAfterASecond(), 'after the minute').toMatchObject({
        fill: 'green',
        shape: 'dot',
        text: '1.0/s',
      });
      expect((await bench.statusAfterASecond()).text).toBe('0/s');
    }
  });

  it('shows its own state beside the rate, and shows an alarm as a yellow ring', async () => {
    let state: ReturnType<NonNullable<NodeBehaviour['status']>> = '3 waiting';
    bench = await startNode(nodeWith({ input: () => undefined, status: () => state }));
    for (let count = 0; count < 20; count += 1) bench.receive({});
    await bench.completed();
    expect(await bench.statusAfterASecond()).toMatchObject({ fill: 'green', shape: 'dot', text: '20/s · 3 waiting' });
    state = { text: '9 waiting', alarm: true };
    expect(await bench.statusAfterASecond()).toMatchObject({ fill: 'yellow', shape: 'ring', text: '0/s · 9 waiting' });
    state = { text: '', alarm: false };
    expect(await bench.statusAfterASecond()).toMatchObject({ fill: 'green', shape: 'dot', text: '0/s' });
  });

  it('counts what a node without inputs sends', async () => {
    let sendAway: () => void = () => undefined;
    bench = await startNode(
      defineNode({
        type: 'plantops-sample',
        label: 'sample',
        colour: '#fff',
        inputs: 0,
        outputs: ['a'],
        config: z.object({}),
        start({ send, fail }) {
          sendAway = () => {
            send({ payload: 1 });
            fail('on the way');
          };
          return {};
        },
      }),
    );
    expect((await bench.statusAfterASecond()).fill).toBe('grey');
    sendAway();
    expect((await bench.next()).payload).toBe(1);
    expect(bench.errors()).toEqual(['on the way']);
    expect(await bench.statusAfterASecond()).toMatchObject({ fill: 'red', text: 'on the way' });
  });

  it('upgrades an old configuration before validating it', async () => {
    let seen: unknown;
    const node = defineNode({
      type: 'plantops-sample',
      label: 'sample',
      colour: '#fff',
      inputs: 0,
      outputs: [],
      config: z.object({ waitS: numberField({ label: 'Wait' }, { min: 1, max: 60, default: 5 }) }),
      upgrades: [({ waitMs, ...rest }) => ({ ...rest, waitS: Number(waitMs) / 1000 })],
      start({ config }) {
        seen = config;
        return {};
      },
    });
    bench = await startNode(node, { config: { waitMs: '20000' } });
    expect(seen).toEqual({ waitS: 20 });
    await bench.stop();
    bench = await startNode(node, { config: { waitS: '30', configVersion: 1 } });
    expect(seen).toEqual({ waitS: 30 });
  });

  it('logs a failure while closing, and still closes', async () => {
    bench = await startNode(nodeWith({ close: () => Promise.reject(new Error('stuck')) }));
    const { errors } = bench;
    await bench.stop();
    expect(bench.timersLeft()).toBe(0);
    expect(errors()).toEqual(['stuck']);
  });
});
