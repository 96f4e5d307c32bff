import type { FlowMessage } from '@plantops/shared/flows/message-type.ts';
import type { Batches } from '@plantops/shared/flows/batches.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { anything, reading } from '@plantops/shared/flows/message-types.ts';
import { numberField } from './config.ts';
import { defineNode, type NodeBehaviour } from './define-node.ts';
import { type Bench, type FakeServices, fakeServices, startNode } from '../testing/bench.ts';

let bench: Bench;
afterEach(() => bench?.stop());

const nodeWith = (behaviour: NodeBehaviour) =>
  defineNode({
    type: 'plantops-sample',
    label: { en: 'sample', de: 'sample (de)' },
    colour: '#fff',
    input: anything,
    outputs: { a: anything, b: anything },
    needs: [],
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

  it('shows an error for a minute, however the time of day is set meanwhile, then that it works, each time', async () => {
    let isFailing = false;
    bench = await startNode(
      nodeWith({
        input() {
          if (isFailing) throw new Error('broken');
        },
      }),
    );
    expect(await bench.statusAfterASecond()).toMatchObject({ fill: 'grey', shape: 'dot', text: '' });
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
        text: '',
      });
    }
  });

  it('shows its own state, and an alarm as a yellow ring', async () => {
    let state: ReturnType<NonNullable<NodeBehaviour['status']>> = '3 waiting';
    bench = await startNode(nodeWith({ input: () => undefined, status: () => state }));
    bench.receive({});
    await bench.completed();
    expect(await bench.statusAfterASecond()).toMatchObject({ fill: 'green', shape: 'dot', text: '3 waiting' });
    state = { text: '9 waiting', alarm: true };
    expect(await bench.statusAfterASecond()).toMatchObject({ fill: 'yellow', shape: 'ring', text: '9 waiting' });
    state = { text: '', alarm: false };
    expect(await bench.statusAfterASecond()).toMatchObject({ fill: 'green', shape: 'dot', text: '' });
  });

  it('shows that its services cannot be reached before its own state, and after an error', async () => {
    let trouble: string | undefined = 'PlantOps does not answer';
    const services = { ...fakeServices(), trouble: () => trouble };
    let isFailing = false;
    const node = nodeWith({
      input() {
        if (isFailing) throw new Error('broken');
      },
      status: () => '3 waiting',
    });
    bench = await startNode(node, { services });
    expect(await bench.statusAfterASecond()).toMatchObject({
      fill: 'yellow',
      shape: 'ring',
      text: 'PlantOps does not answer',
    });
    isFailing = true;
    bench.receive({});
    await bench.caught();
    expect(await bench.statusAfterASecond()).toMatchObject({ fill: 'red', text: 'broken' });
    trouble = undefined;
    await bench.pass(58_000);
    expect(await bench.statusAfterASecond()).toMatchObject({ fill: 'green', text: '3 waiting' });
  });

  it('shows that a node without inputs has sent something, or failed', async () => {
    let [sendAway, breakDown] = [(): void => undefined, (): void => undefined];
    bench = await startNode(
      defineNode({
        type: 'plantops-sample',
        label: { en: 'sample', de: 'sample (de)' },
        colour: '#fff',
        outputs: { a: anything },
        needs: [],
        config: z.object({}),
        start({ send, fail }) {
          sendAway = () => send('a', { payload: 1 });
          breakDown = () => fail('on the way');
          return {};
        },
      }),
    );
    expect((await bench.statusAfterASecond()).fill).toBe('grey');
    sendAway();
    expect((await bench.next()).payload).toBe(1);
    expect((await bench.statusAfterASecond()).fill).toBe('green');
    breakDown();
    expect(bench.errors()).toEqual(['on the way']);
    expect(await bench.statusAfterASecond()).toMatchObject({ fill: 'red', text: 'on the way' });
  });

  it('upgrades an old configuration before validating it', async () => {
    let seen: unknown;
    const node = defineNode({
      type: 'plantops-sample',
      label: { en: 'sample', de: 'sample (de)' },
      colour: '#fff',
      outputs: {},
      needs: [],
      config: z.object({
        waitS: numberField({ label: { en: 'Wait', de: 'Wait (de)' } }, { min: 1, max: 60, default: 5 }),
      }),
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

  describe('checks what comes from a node that promises nothing', () => {
    const seen: unknown[] = [];
    const reader = defineNode({
      type: 'plantops-sample',
      label: { en: 'sample', de: 'sample (de)' },
      colour: '#fff',
      input: reading,
      outputs: { a: reading },
      needs: ['readings'],
      config: z.object({}),
      start({ services }) {
        return {
          input(message, send) {
            seen.push(message.payload, Object.keys(services));
            // @ts-expect-error A reading is no number.
            if (seen.length === 0) message.payload = 42;
            // @ts-expect-error There is no such output.
            if (seen.length === 0) send('b', message);
            // @ts-expect-error A notice is no reading.
            if (seen.length === 0) send('a', { payload: { id: 'n1' } });
            send('a', message);
          },
        };
      },
    });
    const { payload } = reading.example;
    const device = { deviceId: payload.deviceId, name: null, plant: null };

    it('and gives the node the services that it needs, and no others', async () => {
      seen.length = 0;
      bench = await startNode(reader);
      bench.receive({ payload });
      await bench.next();
      expect(seen).toEqual([payload, ['readings']]);
    });

    it('whole: a bad one is reported with what is wrong, and never reaches the node', async () => {
      seen.length = 0;
      bench = await startNode(reader, { behindFunction: true });
      bench.services.devices.set(device.deviceId, device);
      bench.receive({ payload: { ...payload, values: { humidity: -500 } } });
      expect((await bench.caught()).error.message).toContain('values.humidity: Too small: expected number to be >=0');
      bench.receive({ payload: { ...payload, time: payload.time.toISOString() } });
      expect(await bench.next()).toMatchObject({ payload });
      expect(seen).toHaveLength(2);
    });

    it('a device that is not in memory is asked for, and the delivery held meanwhile', async () => {
      const services = fakeServices();
      services.directory.lookUp = () => Promise.resolve(device);
      bench = await startNode(reader, { services, behindFunction: true });
      bench.receive({ payload, delivery: 7 });
      await bench.next();
      expect([services.inbox.held, services.inbox.handedOn]).toEqual([[7], [7]]);
    });

    it('a device that nobody knows is an error with its id', async () => {
      seen.length = 0;
      bench = await startNode(reader, { behindFunction: true });
      bench.receive({ payload });
      expect((await bench.caught()).error.message).toContain(`no device with this id is registered`);
      expect(seen).toEqual([]);
    });
  });
});

describe('a node that takes batches', () => {
  /** Hands a batch to the node under test, and notes what it sends together. */
  class FakeBatches implements Batches {
    readonly sent: unknown[][] = [];
    readonly done: string[] = [];
    isOpen = true;
    #handler: Parameters<Batches['take']>[1] | undefined;

    send(_node: { id: string }, output: number, messages: readonly FlowMessage[]): boolean {
      if (this.isOpen) this.sent.push([output, ...messages.map(({ payload }) => payload)]);
      return this.isOpen;
    }

    take(_node: { id: string }, handler: Parameters<Batches['take']>[1]): () => void {
      this.#handler = handler;
      return () => {
        this.#handler = undefined;
      };
    }

    bring(...payloads: unknown[]): boolean {
      this.#handler?.(
        payloads.map((payload) => ({ payload })),
        (messages, failure) =>
          void this.done.push(
            `${messages.map(({ payload }) => String(payload)).join()}${failure ? ` ${failure.message}` : ''}`,
          ),
      );
      return this.#handler !== undefined;
    }
  }
  let batches: FakeBatches;

  const doubling = defineNode({
    type: 'plantops-sample',
    label: { en: 'sample', de: 'sample (de)' },
    colour: '#fff',
    input: anything,
    outputs: { a: anything, b: anything },
    batches: 'changes',
    needs: [],
    config: z.object({}),
    start: () => ({
      input(message, send) {
        if (message.payload === 'bad') throw new Error('broken');
        send('b', { ...message, payload: Number(message.payload) * 2 });
      },
    }),
  });
  beforeEach(async () => {
    batches = new FakeBatches();
    bench = await startNode(doubling, { services: { ...fakeServices(), batches } as FakeServices });
  });

  it('sends on together what it makes of them, and an error in one concerns that one only', async () => {
    batches.bring(1, 'bad', 2);
    expect(batches.sent).toEqual([[1, 2, 4]]);
    expect(batches.done).toEqual(['bad broken', '1,2']);
    expect(await bench.caught()).toMatchObject({ payload: 'bad', error: { message: 'Error: broken' } });
    expect(await bench.statusAfterASecond()).toMatchObject({ fill: 'red', text: 'broken' });
  });

  it('sends them singly where the next nodes take no batches', async () => {
    batches.isOpen = false;
    batches.bring(1, 2);
    expect([(await bench.next(1)).payload, (await bench.next(1)).payload]).toEqual([2, 4]);
  });

  it('gathers messages that come singly, and is done with each of them', async () => {
    bench.receive({ payload: 1 });
    bench.receive({ payload: 'bad' });
    bench.receive({ payload: 3 });
    expect([(await bench.completed()).payload, (await bench.completed()).payload]).toEqual([1, 3]);
    expect(batches.sent).toEqual([[1, 2, 6]]);
    expect(await bench.caught()).toMatchObject({ payload: 'bad' });
  });

  it('takes no more once it is stopped', async () => {
    await bench.stop();
    expect(batches.bring(1)).toBe(false);
  });
});
