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
