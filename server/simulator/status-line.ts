/** One line with the simulator's status: rewritten in place on a terminal, otherwise a new line after a change. */
import type { SimulatedDeviceView } from './simulator.ts';

/** The state of all devices in one line. */
export function statusText(devices: readonly SimulatedDeviceView[], url: string): string {
  const sum = (of: (device: SimulatedDeviceView) => number) => devices.reduce((total, device) => total + of(device), 0);
  const connected = sum((device) => (device.state === 'connected' ? 1 : 0));
  const waiting = sum((device) => device.waiting);
  const faults = devices.flatMap((device) => device.faults.map((fault) => `${fault} on ${device.name}`));
  return [
    `${connected} of ${devices.length} devices connected to ${url}`,
    `${sum((device) => device.acknowledged)} readings acknowledged`,
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
    ...(faults.length > 0
      ? [faults.slice(0, 3).join(', ') + (faults.length > 3 ? ` and ${faults.length - 3} more` : '')]
      : []),
  ].join(', ');
}

/** The same message is not printed again before this time has passed. */
const REPEAT_MS = 30_000;
const REFRESH_MS = 1_000;
/** Interval where lines stay, for example in a log file. */
const LOG_EVERY_MS = 60_000;
/** Collects changes, because many devices change their state together. */
const SETTLE_MS = 300;

export class StatusLine {
  readonly #out: NodeJS.WriteStream;
  readonly #saidAt = new Map<string, number>();
  #text: (() => string) | undefined;
  #every: NodeJS.Timeout | undefined;
  #settling: NodeJS.Timeout | undefined;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  start(text: () => string): void {
    this.#text = text;
    this.#every = setInterval(() => this.#show(), this.#out.isTTY ? REFRESH_MS : LOG_EVERY_MS);
  }

  /** Something has changed; the line is updated soon. */
  refresh(): void {
    this.#settling ??= setTimeout(() => {
      this.#settling = undefined;
      this.#show();
    }, SETTLE_MS);
  }

  /** Prints a message on a line of its own; the same one at most every half minute. */
  say(message: string): void {
    const now = Date.now();
    if (now - (this.#saidAt.get(message) ?? -Infinity) < REPEAT_MS) return;
    this.#saidAt.set(message, now);
    this.#out.write(`${this.#clear()}simulator: ${message}\n`);
  }

  /** Prints a last message. */
  stop(message: string): void {
    clearInterval(this.#every);
    clearTimeout(this.#settling);
    this.#text = undefined;
    this.#out.write(`${this.#clear()}simulator: ${message}\n`);
  }

  #show(): void {
    if (!this.#text) return;
    const line = `simulator: ${this.#text()}`;
    if (this.#out.isTTY) this.#out.write(this.#clear() + line.slice(0, Math.max(20, this.#out.columns - 1)));
    else this.#out.write(`${line}\n`);
  }

  #clear(): string {
    return this.#out.isTTY ? '\r\x1b[2K' : '';
  }
}
