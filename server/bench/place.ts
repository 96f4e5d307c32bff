import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Folders and ports of one run of the bench, and what runs there. */
export class Place {
  readonly #root: string;
  readonly #running = new Set<() => Promise<void>>();

  constructor() {
    this.#root = mkdtempSync(path.join(realpathSync(tmpdir()), 'plantops-bench-'));
    // The users that the database and the broker run as must be able to enter.
    chmodSync(this.#root, 0o711);
  }

  /** A folder that every user can enter. */
  folder(name: string): string {
    const folder = path.join(this.#root, name);
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o711);
    return folder;
  }

  async freePort(): Promise<number> {
    const server = net.createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => {
      server.close(resolve);
    });
    return port;
  }

  /**
   * Notes that something runs, so that it is stopped also if the bench is cut off.
   * @param stop ends it; called once
   * @returns a function that stops it
   */
  runs(stop: () => Promise<void>): () => Promise<void> {
    let stopping: Promise<void> | undefined;
    const once = (): Promise<void> => (stopping ??= stop().finally(() => this.#running.delete(once)));
    this.#running.add(once);
    return once;
  }

  /** Stops whatever still runs, the last first, and removes all folders. */
  async remove(): Promise<void> {
    for (const stop of [...this.#running].toReversed()) await stop();
    rmSync(this.#root, { recursive: true, force: true });
  }
}
