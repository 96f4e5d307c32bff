import { expect } from 'vitest';
import { register } from './api.ts';
import { eventually } from './eventually.ts';
import type { PlantOpsProcess } from './plantops-process.ts';
import { RecordedLoad } from './recorded-load.ts';

export interface SetAsideRow {
  device_id: string;
  payload: string;
  reason: string;
  node: string;
}

/** What became of readings that the broker acknowledged. */
export interface Reckoning {
  acknowledged: number;
  stored: number;
  setAside: number;
  /** `<device> <ISO time>` of each that is neither. */
  missing: string[];
  /** How many are there more than once. */
  doubled: number;
}

/** What became of readings: stored, or set aside. */
export class KeptReadings {
  readonly #plantOps: () => PlantOpsProcess;
  #running: RecordedLoad | undefined;

  /** @param plantOps gives the server, which may be started later */
  constructor(plantOps: () => PlantOpsProcess) {
    this.#plantOps = plantOps;
  }

  /** Two new devices that send so many readings a second together, once they are told to run. */
  async load(ratePerS: number): Promise<RecordedLoad> {
    const { url } = this.#plantOps();
    this.#running = new RecordedLoad([await register(url), await register(url)], { timed: true, ratePerS });
    await this.#running.connect();
    return this.#running;
  }

  /** Ends the devices of `load`, in any state. */
  abandon(): void {
    this.#running?.abandon();
    this.#running = undefined;
  }

  /** `<device> <ISO time>` of each row of telemetry. */
  async stored(): Promise<string[]> {
    const rows = await this.#plantOps().query<{ device_id: string; time: Date }>(
      'SELECT device_id, time FROM telemetry',
    );
    return rows.map(({ device_id, time }) => `${device_id} ${time.toISOString()}`);
  }

  /** Oldest first. */
  setAside(): Promise<SetAsideRow[]> {
    return this.#plantOps().query<SetAsideRow>(
      'SELECT device_id, payload, reason, node FROM rejected_messages WHERE set_aside ORDER BY id',
    );
  }

  async setAsideKeys(): Promise<string[]> {
    return (await this.setAside()).map(({ device_id, payload }) => {
      const { timestamp } = JSON.parse(payload) as { timestamp: string };
      return `${device_id} ${new Date(timestamp).toISOString()}`;
    });
  }

  /** Counts what became of these readings, `<device> <ISO time>`. */
  async reckon(acknowledged: ReadonlySet<string>): Promise<Reckoning> {
    const ours = (keys: string[]): string[] => keys.filter((key) => acknowledged.has(key));
    const [stored, setAside] = [ours(await this.stored()), ours(await this.setAsideKeys())];
    const found = new Set([...stored, ...setAside]);
    return {
      acknowledged: acknowledged.size,
      stored: stored.length,
      setAside: setAside.length,
      missing: [...acknowledged].filter((key) => !found.has(key)),
      doubled: stored.length + setAside.length - found.size,
    };
  }

  /** Every reading that the broker acknowledged is stored or set aside, once. */
  async expectAllKept(load: RecordedLoad): Promise<void> {
    await this.#expectAll(load, async () => [...(await this.stored()), ...(await this.setAsideKeys())]);
  }

  /** Every reading that the broker acknowledged is stored, once. */
  async expectAllStored(load: RecordedLoad): Promise<void> {
    await this.#expectAll(load, () => this.stored());
    expect((await this.setAsideKeys()).filter((key) => load.acknowledged.has(key))).toEqual([]);
  }

  async #expectAll({ acknowledged }: RecordedLoad, all: () => Promise<string[]>): Promise<void> {
    const ours = async () => (await all()).filter((key) => acknowledged.has(key));
    await eventually(async () => (await ours()).length >= acknowledged.size, {
      what: 'a row for each acknowledged reading',
    });
    const found = await ours();
    expect(found.length - new Set(found).size, 'doubled').toBe(0);
    expect(new Set(found)).toEqual(acknowledged);
  }
}
