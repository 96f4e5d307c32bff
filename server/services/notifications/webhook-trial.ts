import type { Clock } from '@plantops/shared/ports.ts';
import type { TestResult } from '@plantops/shared/settings/notification-settings.ts';
import { type SendResult, sendTestMessage } from './discord.ts';

/** What is wrong and what to do, in plain words; null where nothing is. */
function advice(result: SendResult): string | null {
  switch (result.outcome) {
    case 'sent':
      return null;
    case 'paused':
      return `Discord takes no more messages just now: try again in ${Math.ceil(result.retryAfterS)} s`;
    case 'unreachable':
    case 'refused':
      return result.reason;
  }
}

/** Sends a test message, also in quiet hours. Never throws; the address is not in the result. */
export async function tryWebhook(webhook: URL | undefined, clock: Clock): Promise<TestResult> {
  if (!webhook)
    return {
      ok: false,
      latency_ms: 0,
      error: 'No webhook is set: make one in Discord under Server Settings, Integrations, and paste its address here',
    };
  const startedMs = performance.now();
  const error = advice(await sendTestMessage(webhook, clock.now()));
  return { ok: error === null, latency_ms: Math.round(performance.now() - startedMs), error };
}
