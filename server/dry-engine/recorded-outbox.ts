import type { Clock } from '@plantops/shared/clock.ts';
import type { Notice, Outbox } from '@plantops/shared/ports.ts';
import type { Records } from './records.ts';

/** So many notices may be on their way through the flows at a time. */
const REMEMBERED = 10_000;

/** Records which notices would be sent, and sends none. */
export class RecordedOutbox implements Outbox {
  readonly #records: Records;
  readonly #clock: Clock;
  readonly #made = new Map<string, { notice: Notice; channels: Set<string | undefined> }>();
  #lastId = 0;

  constructor(records: Records, clock: Clock) {
    this.#records = records;
    this.#clock = clock;
  }

  /** A notice that waits to be released, as it would in the database. */
  made(content: Omit<Notice, 'id'>): Notice {
    this.#lastId += 1;
    const notice = { id: `notice-${this.#lastId}`, ...content };
    this.#made.set(notice.id, { notice, channels: new Set() });
    const [oldest] = this.#made.keys();
    if (this.#made.size > REMEMBERED && oldest !== undefined) this.#made.delete(oldest);
    return notice;
  }

  async release(noticeId: string, channel?: string): Promise<void> {
    const made = this.#made.get(noticeId);
    if (!made || made.channels.has(channel)) return;
    made.channels.add(channel);
    const { kind, message, plantId, deviceId } = made.notice;
    this.#records.notice({ at: this.#clock.now().getTime(), kind, message, plantId, deviceId, channel });
  }

  async unreleased(): Promise<Notice[]> {
    return [];
  }

  status(): { waiting: number; lastError: string | undefined } {
    return { waiting: 0, lastError: undefined };
  }
}
