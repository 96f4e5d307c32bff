import type { NoticeMessage } from '@plantops/shared/notifications/message.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import type { TestResult } from '@plantops/shared/settings/notification-settings.ts';
import { randomUUID } from 'node:crypto';
import type { ActiveChannel, SendResult } from './channel.ts';
import { labelOfChannel } from './channel-settings.ts';

const testMessage = (createdAt: Date): NoticeMessage => ({
  id: randomUUID(),
  kind: 'test',
  text: 'PlantOps test: alerts about your plants will come here.',
  plant: null,
  device: null,
  alert: null,
  createdAt,
});

/** What went wrong and what to do about it, as text for the owner; null if the message was sent. */
function advice({ label }: ActiveChannel, result: SendResult): string | null {
  switch (result.outcome) {
    case 'sent':
      return null;
    case 'paused':
      return `${label.en} takes no more messages just now: try again in ${Math.ceil(result.retryAfterS)} s`;
    case 'unreachable':
    case 'refused':
      return result.reason;
  }
}

type Attempt = TestResult['channels'][number];

async function attempt(channel: ActiveChannel, clock: Clock): Promise<Attempt> {
  const startedMs = clock.elapsedMs();
  const error = advice(channel, await channel.send(testMessage(clock.now())));
  return {
    name: channel.name,
    ok: error === null,
    latency_ms: Math.round(clock.elapsedMs() - startedMs),
    error,
  };
}

const notSent = (error: string, channels: Attempt[] = []): TestResult => ({
  ok: false,
  latency_ms: 0,
  error,
  channels,
});

/**
 * Sends a test message, even in quiet hours. The result contains no secrets.
 * @param name the channel to test; undefined tests every channel that is set up
 * @throws ProblemError `invalid_request` if there is no such channel
 */
export async function tryChannels(
  active: readonly ActiveChannel[],
  name: string | undefined,
  clock: Clock,
): Promise<TestResult> {
  const tried = name === undefined ? active : active.filter((channel) => channel.name === name);
  if (tried.length === 0) {
    if (name === undefined) return notSent('No channel is set up: set one up in Settings, under Notifications');
    const label = labelOfChannel(name);
    if (!label)
      throw new ProblemError('invalid_request', 'The body is not valid: /channel is not a channel', [
        { pointer: '/channel', detail: 'is not a channel' },
      ]);
    const error = `${label.en} is not set up: set it up in Settings, under Notifications`;
    return notSent(error, [{ name, ok: false, latency_ms: 0, error }]);
  }
  const channels = await Promise.all(tried.map((channel) => attempt(channel, clock)));
  const errors = channels.flatMap(({ error }) => error ?? []);
  return {
    ok: errors.length === 0,
    latency_ms: Math.max(...channels.map(({ latency_ms }) => latency_ms)),
    error: errors.length === 0 ? null : errors.join('; '),
    channels,
  };
}
