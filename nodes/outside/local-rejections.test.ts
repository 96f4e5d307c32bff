import { rejection } from '@plantops/shared/flows/message-types.ts';
import { expect, it } from 'vitest';
import { MemoryOfTest } from '../testing/node-memory.ts';
import { LocalRejections, MOST_REJECTIONS } from './local-rejections.ts';

const { payload } = rejection.example;

it('keeps the last hundred rejected messages, newest first, also over a restart', async () => {
  let memory = new MemoryOfTest();
  for (let count = 0; count <= MOST_REJECTIONS; count += 1) {
    await new LocalRejections(memory).reject({ ...payload, reason: `reason ${count}` });
    memory = memory.afterRestart();
  }
  const kept = memory.get('rejected') as { reason: string; receivedAt: string }[];
  expect(kept).toHaveLength(MOST_REJECTIONS);
  expect(kept[0]).toEqual({ ...payload, reason: 'reason 100', receivedAt: payload.receivedAt.toISOString() });
  expect(kept.at(-1)?.reason).toBe('reason 1');
});
