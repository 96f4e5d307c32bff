import { describe, expect, it } from 'vitest';
import type { FlowMessage } from '@plantops/shared/flows/message-type.ts';
import { BatchInput, type BatchInputOptions, SingleInput } from './batch-input.ts';

const asError = (failure: unknown): Error => (failure instanceof Error ? failure : new Error(String(failure)));
const numbered = (...numbers: number[]): FlowMessage[] => numbers.map((number) => ({ payload: number }));
const numbersOf = (messages: readonly FlowMessage[]): unknown[] => messages.map(({ payload }) => payload);
/** All promises that are settled have been followed. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A node's way to take batches that notes in words whatever happens. */
function noted(options: Partial<BatchInputOptions>) {
  const events: string[] = [];
  const input = new BatchInput({
    handle: (message, send) => send('out', message),
    handleAll: () => undefined,
    sendAll: (output, messages) => void events.push(`${output}: ${numbersOf(messages).join()}`),
    asError,
    ...options,
  });
  const answer = {
    done: (messages: readonly FlowMessage[]) => void events.push(`done: ${numbersOf(messages).join()}`),
    failed: ({ payload }: FlowMessage, { message }: Error) => void events.push(`${String(payload)} failed: ${message}`),
  };
  return { events, input, take: (...numbers: number[]) => input.take(numbered(...numbers), answer) };
}

describe('a batch in a node', () => {
  it('goes on together, each output by itself, and is done then', () => {
    const { events, take } = noted({
      handle: (message, send) => send(Number(message.payload) % 2 ? 'odd' : 'even', message),
    });
    take(1, 2, 3, 4);
    expect(events).toEqual(['odd: 1,3', 'even: 2,4', 'done: 1,2,3,4']);
  });

  it('goes on without a message that fails, and without one that ends here', () => {
    const { events, take } = noted({
      handle(message, send) {
        if (message.payload === 2) throw new Error('broken');
        if (message.payload !== 3) send('out', message);
      },
    });
    take(1, 2, 3, 4);
    expect(events).toEqual(['2 failed: broken', 'out: 1,4', 'done: 1,3,4']);
  });

  it('does not wait for a message that the node waits for, which is sent and done by itself', async () => {
    const waits = Promise.withResolvers<undefined>();
    const { events, take } = noted({
      handle(message, send) {
        if (message.payload === 2) return waits.promise.then(() => send('out', message));
        send('out', message);
        return undefined;
      },
    });
    take(1, 2, 3);
    expect(events).toEqual(['out: 1,3', 'done: 1,3']);
    waits.resolve(undefined);
    await turn();
    expect(events.slice(2)).toEqual(['out: 2', 'done: 2']);
  });

  it('reports the rejection of one message, whatever is thrown', async () => {
    const { events, take } = noted({
      handle: ({ payload }) => (payload === 1 ? Promise.reject(new Error('gone')) : undefined),
    });
    take(1, 2);
    await turn();
    expect(events).toEqual(['done: 2', '1 failed: gone']);
  });

  it('is handled as a whole by a node that does so, and goes on when that is done', async () => {
    const stored = Promise.withResolvers<undefined>();
    const { events, take } = noted({
      async handleAll(messages, send) {
        await stored.promise;
        for (const message of messages) send(message.payload === 1 ? 'refused' : 'stored', message);
      },
    });
    take(1, 2, 3);
    await turn();
    expect(events).toEqual([]);
    stored.resolve(undefined);
    await turn();
    expect(events).toEqual(['refused: 1', 'stored: 2,3', 'done: 1,2,3']);
  });

  it('fails whole when a node that handles it as a whole fails', async () => {
    const { events, take } = noted({ handleAll: () => Promise.reject(new Error('no database')) });
    take(1, 2);
    await turn();
    expect(events).toEqual(['1 failed: no database', '2 failed: no database']);
  });
});

describe('messages that come singly', () => {
  function singles(options: Partial<BatchInputOptions> = {}) {
    const { events, input } = noted(options);
    const gathered = new SingleInput({
      handleOne: ({ message, done }) => {
        events.push(`alone: ${String(message.payload)}`);
        done();
      },
      batches: input,
      onFailure: ({ message }) => void events.push(`shown: ${message}`),
    });
    const take = (number: number): void =>
      gathered.take(
        { payload: number },
        (error) => void events.push(`${number} done${error ? `: ${error.message}` : ''}`),
      );
    return { events, gathered, take };
  }

  it('in one step are handled together at its end, and each is done by itself', async () => {
    const { events, take } = singles();
    [1, 2, 3].forEach(take);
    expect(events).toEqual([]);
    await Promise.resolve();
    expect(events).toEqual(['out: 1,2,3', '1 done', '2 done', '3 done']);
  });

  it('are handled alone where they stay alone', async () => {
    const { events, take } = singles();
    take(1);
    await turn();
    take(2);
    await turn();
    expect(events).toEqual(['alone: 1', '1 done', 'alone: 2', '2 done']);
  });

  it('fail by themselves', async () => {
    const { events, take } = singles({
      handle(message, send) {
        if (message.payload === 1) throw new Error('broken');
        send('out', message);
      },
    });
    [1, 2].forEach(take);
    await turn();
    expect(events).toEqual(['shown: broken', '1 done: broken', 'out: 2', '2 done']);
  });

  it('can be handled before the end of the step, once', async () => {
    const { events, gathered, take } = singles();
    [1, 2].forEach(take);
    gathered.flush();
    expect(events).toEqual(['out: 1,2', '1 done', '2 done']);
    await turn();
    expect(events).toHaveLength(3);
  });
});
