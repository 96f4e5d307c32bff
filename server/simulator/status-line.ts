/** Lines with the simulator's status: one after each change, and one a minute. */
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

/** The same trouble is not told again before this time has passed. */
const REPEAT_MS = 30_000;
const EVERY_MS = 60_000;
/** Collects changes, because many devices change their state together. */
const SETTLE_MS = 300;

export class StatusLine {
  readonly #print: (line: string) => void;
  readonly #toldAt = new Map<string, number>();
  #text: (() => string) | undefined;
  #every: NodeJS.Timeout | undefined;
  #settling: NodeJS.Timeout | undefined;

  /** @param print prints a line; it never rewrites one, so that it harms nothing that is being typed */
  constructor(print: (line: string) => void) {
    this.#print = (line) => print(`simulator: ${line}\n`);
  }

  start(text: () => string): void {
    this.#text = text;
    this.#every = setInterval(() => this.#show(), EVERY_MS);
    this.refresh();
  }

  /** Something has changed; the status is printed soon. */
  refresh(): void {
    this.#settling ??= setTimeout(() => {
      this.#settling = undefined;
      this.#show();
    }, SETTLE_MS);
  }

  /** Prints the answer to a command. */
  answer(message: string): void {
    this.#print(message);
  }

  /** Tells of trouble; the same at most every half minute. */
  tell(message: string): void {
    const now = Date.now();
    if (now - (this.#toldAt.get(message) ?? -Infinity) < REPEAT_MS) return;
    this.#toldAt.set(message, now);
    this.#print(message);
  }

  /** Prints a last message. */
  stop(message: string): void {
    clearInterval(this.#every);
    clearTimeout(this.#settling);
    this.#text = undefined;
    this.#print(message);
  }

  #show(): void {
    if (this.#text) this.#print(this.#text());
  }
}
