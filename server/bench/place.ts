import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Folders and ports of one run of the bench. */
export class Place {
  readonly #root: string;

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

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }
}
