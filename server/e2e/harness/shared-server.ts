import type { NotificationSettings } from '@plantops/shared/settings/notification-settings.ts';
import { call } from './api.ts';
import { PlantOpsProcess } from './plantops-process.ts';
import { atEndOfWorker } from './worker.ts';

/** A server that is not ended after a file, but emptied before the next one: that takes far less than a start. */
class SharedServer extends PlantOpsProcess {
  /** A backup of the server before the first test. */
  #asItBegan: ArrayBuffer | undefined;
  /** Where in the output the present file begins. */
  #fileBeganAt = 0;

  override get output(): string {
    return super.output.slice(this.#fileBeganAt);
  }

  override async start(): Promise<void> {
    if (this.#asItBegan !== undefined) {
      await this.#empty(this.#asItBegan);
      this.#fileBeganAt += this.output.length;
      return;
    }
    await super.start();
    const backup = await fetch(new URL('/api/backup', this.url));
    if (!backup.ok) throw new Error(`no backup: ${backup.status}`);
    this.#asItBegan = await backup.arrayBuffer();
    atEndOfWorker(() => super.remove());
  }

  /** Leaves it to the next file. */
  override remove(): Promise<void> {
    return Promise.resolve();
  }

  async #empty(asItBegan: ArrayBuffer): Promise<void> {
    const restored = await fetch(new URL('/api/restore', this.url), {
      method: 'POST',
      headers: { 'content-type': 'application/gzip' },
      body: asItBegan,
    });
    if (!restored.ok) throw new Error(`not emptied: ${restored.status} ${await restored.text()}`);
    // Settings with a secret outlast a restore.
    const address = '/api/settings/notifications';
    const { channels } = (await call<NotificationSettings>(this.url, 'GET', address)).body;
    // One without fields is set up by each browser for itself.
    const withFields = channels.filter(({ fields }) => fields.length > 0);
    const none = { channels: Object.fromEntries(withFields.map(({ name }) => [name, null])) };
    const cleared = await call(this.url, 'PUT', address, none);
    if (cleared.status !== 200) throw new Error(`not emptied: ${cleared.status} ${JSON.stringify(cleared.body)}`);
  }
}

let shared: SharedServer | undefined;

/**
 * The server of this worker for files that neither set environment variables nor stop it. It may be given a webhook of an
 * imitation on this machine. Each file finds it without
 * plants and devices; what it has counted and logged goes on.
 */
export const sharedServer = (): PlantOpsProcess =>
  (shared ??= new SharedServer({ WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' }));
