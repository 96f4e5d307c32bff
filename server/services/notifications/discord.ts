import type { DueNotice } from '../../db/repositories/notices.ts';

/**
 * What came of one attempt. `paused`: Discord asks for a pause; it counts for every message when `global`.
 * `refused`: it would be again. Texts are for people.
 */
export type SendResult =
  | { outcome: 'sent' }
  | { outcome: 'paused'; retryAfterS: number }
  | { outcome: 'refused'; reason: string }
  | { outcome: 'unreachable'; reason: string };

const TIMEOUT_MS = 10_000;
const COLOURS = {
  breach: 0xd9822b,
  reminder: 0xd9822b,
  recovery: 0x3d9a5f,
  offline: 0x7d7d7d,
  online: 0x3d9a5f,
} as const;

/** Discord's limits for an embed's title. */
const MAX_TITLE = 256;

/**
 * The message as Discord takes it. `content` is exactly the alert's text; plant and device stand in an embed.
 * Names are what the owner typed, or what a device sent: nobody may be mentioned through them.
 */
export function discordBody({ kind, message, plantName, deviceName, createdAt }: DueNotice): Record<string, unknown> {
  const title = plantName ?? deviceName;
  return {
    content: message,
    username: 'PlantOps',
    allowed_mentions: { parse: [] },
    embeds: title
      ? [
          {
            title: title.slice(0, MAX_TITLE),
            color: COLOURS[kind],
            timestamp: createdAt.toISOString(),
            ...(plantName && deviceName && { footer: { text: deviceName.slice(0, MAX_TITLE) } }),
          },
        ]
      : [],
  };
}

/** Discord's pause in seconds, from the header or the body, within 1 s and 1 h. */
export function retryAfterOf(header: string | null, body: unknown): number {
  const fromBody =
    typeof body === 'object' && body !== null ? (body as { retry_after?: unknown }).retry_after : undefined;
  const seconds = Number(header ?? fromBody ?? 1);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), 3600) : 60;
}

/** A message that tells nothing but that messages come through. */
const testBody = (at: Date): Record<string, unknown> => ({
  content: 'PlantOps test: alerts about your plants will come here.',
  username: 'PlantOps',
  allowed_mentions: { parse: [] },
  embeds: [{ title: 'Test message', color: COLOURS.online, timestamp: at.toISOString() }],
});

export const sendToDiscord = (webhook: URL, notice: DueNotice): Promise<SendResult> =>
  post(webhook, discordBody(notice));

export const sendTestMessage = (webhook: URL, at: Date): Promise<SendResult> => post(webhook, testBody(at));

/**
 * Sends one message. Never throws: every failure is a result. The address is secret and appears in no result.
 * Source: Discord's developer documentation, "Execute Webhook" and "Rate Limits".
 */
async function post(webhook: URL, message: Record<string, unknown>): Promise<SendResult> {
  let response: Response;
  try {
    response = await fetch(webhook, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
      // Another address than the one that was allowed is not called.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (failure) {
    return {
      outcome: 'unreachable',
      reason:
        failure instanceof Error && failure.name === 'TimeoutError'
          ? 'Discord did not answer in time'
          : 'Discord cannot be reached',
    };
  }
  const { status } = response;
  if (status === 429) {
    const body: unknown = await response.json().catch(() => undefined);
    return { outcome: 'paused', retryAfterS: retryAfterOf(response.headers.get('retry-after'), body) };
  }
  // Nobody reads what else it says, however much that is.
  await response.body?.cancel().catch(() => undefined);
  if (response.ok) return { outcome: 'sent' };
  if (status >= 500) return { outcome: 'unreachable', reason: `Discord answered ${status}` };
  if (status >= 300 && status < 400)
    return {
      outcome: 'unreachable',
      reason: `Discord answered ${status}, a redirect, which is not followed: check the webhook address`,
    };
  return {
    outcome: 'refused',
    reason: `Discord refused the message with ${status}${status === 404 || status === 401 ? ': check the webhook address' : ''}`,
  };
}
