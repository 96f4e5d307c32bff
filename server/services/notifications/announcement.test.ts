import type { NoticeMessage } from '@plantops/shared/notifications/message.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { announce } from './announcement.ts';
import type { SendResult } from './channel.ts';

/** A channel that answers with these results, the last one for ever. */
function channel(...results: SendResult[]) {
  const heard: NoticeMessage[] = [];
  return {
    heard,
    name: 'pigeon',
    label: { en: 'Pigeon', de: 'Taube' },
    send(message: NoticeMessage): Promise<SendResult> {
      heard.push(message);
      return Promise.resolve(results[Math.min(heard.length, results.length) - 1] ?? { outcome: 'sent' });
    },
  };
}

async function told(...results: SendResult[]) {
  const clock = new FakeClock();
  const lines: string[] = [];
  const one = channel(...results);
  const done = announce([one], { text: 'words' }, clock, pino({}, { write: (line: string) => void lines.push(line) }));
  await clock.advance(300_000);
  await done;
  return { heard: one.heard, log: lines.join('') };
}

it('tells the owner once, of no plant and no device', async () => {
  const { heard, log } = await told({ outcome: 'sent' });
  expect(heard).toEqual([
    expect.objectContaining({ kind: 'system', text: 'words', plant: null, device: null, alert: null }),
  ]);
  expect(log).toBe('');
});

it('tries again for a while, with the same message, and obeys a pause', async () => {
  const { heard } = await told(
    { outcome: 'unreachable', reason: 'no route' },
    { outcome: 'paused', retryAfterS: 7 },
    { outcome: 'sent' },
  );
  expect(heard).toHaveLength(3);
  expect(new Set(heard.map(({ id }) => id)).size).toBe(1);
});

it('gives up after six tries, or at once where it is refused, and says so', async () => {
  const unreachable = await told({ outcome: 'unreachable', reason: 'Pigeon is lost' });
  expect([unreachable.heard.length, unreachable.log]).toEqual([6, expect.stringContaining('Pigeon is lost')]);
  const refused = await told({ outcome: 'refused', reason: 'no such loft' });
  expect([refused.heard.length, refused.log]).toEqual([1, expect.stringContaining('no such loft')]);
  const paused = await told({ outcome: 'paused', retryAfterS: 1 });
  expect(paused.log).toContain('it asks to wait');
});
