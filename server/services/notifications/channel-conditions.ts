/** The delivery status of a channel. */
export interface ChannelCondition {
  /** The number of queued deliveries. */
  waiting: number;
  /** Why the last attempt failed; undefined if it succeeded. */
  lastError: string | undefined;
}

/** The condition of each channel, by name. The outbox registers the sources; the settings read the conditions. */
export class ChannelConditions {
  readonly #sources = new Map<string, () => ChannelCondition>();

  set(channel: string, source: () => ChannelCondition): void {
    this.#sources.set(channel, source);
  }

  of(channel: string): ChannelCondition {
    return this.#sources.get(channel)?.() ?? { waiting: 0, lastError: undefined };
  }
}
