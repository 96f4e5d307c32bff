import { randomUUID } from 'node:crypto';
import { backoff } from '@plantops/shared/backoff.ts';
import { type Clock, pause } from '@plantops/shared/clock.ts';
import type { NoticeMessage } from '@plantops/shared/notifications/message.ts';
import type { Language } from '@plantops/shared/settings/display.ts';
import type { Logger } from 'pino';
import { hearsOf, NO_RULES } from './channel-rules.ts';
import type { ActiveChannel } from './channel.ts';

const TRIES = 6;
const PAUSES = { first: 2000, longest: 60_000 };

/** Tells the owner of something about PlantOps itself that cannot wait, on every channel. */
export type TellOwner = (words: (language: Language) => string) => void;

/**
 * Tells the owner on every channel that hears of it of something about the system itself, also in quiet hours. It is tried for about two
 * minutes: the dashboard shows it for as long as it lasts.
 */
export async function announce(
  channels: readonly ActiveChannel[],
  { text, english }: Pick<NoticeMessage, 'text' | 'english'>,
  clock: Clock,
  log: Logger,
  kind: 'system' | 'digest' = 'system',
): Promise<void> {
  const message: NoticeMessage = {
    id: randomUUID(),
    kind,
    text,
    ...(english !== undefined && { english }),
    plant: null,
    device: null,
    alert: null,
    createdAt: clock.now(),
  };
  const hearing = channels.filter(({ rules }) => hearsOf(rules ?? NO_RULES, kind));
  await Promise.all(hearing.map((channel) => tell(channel, message, clock, log)));
}

async function tell(channel: ActiveChannel, message: NoticeMessage, clock: Clock, log: Logger): Promise<void> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const result = await channel.send(message);
    if (result.outcome === 'sent') return;
    if (result.outcome === 'refused' || tries === TRIES) {
      const reason = result.outcome === 'paused' ? 'it asks to wait' : result.reason;
      log.warn(`the owner could not be told on ${channel.label.en}: ${reason}`);
      return;
    }
    await pause(clock, result.outcome === 'paused' ? result.retryAfterS * 1000 : backoff(tries, PAUSES));
  }
}
