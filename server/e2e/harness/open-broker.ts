/** A second Mosquitto, such as one that an owner has beside PlantOps: it asks nobody for a password. */
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { connectAsync } from 'mqtt';
import { freePort, temporaryDataDir } from '../../testing/place.ts';
import { eventually } from './eventually.ts';

export class OpenBroker {
  readonly #place = temporaryDataDir();
  #process: ChildProcess | undefined;
  port = 0;

  async start(): Promise<void> {
    this.port = await freePort();
    const config = path.join(this.#place.dataDir, 'mosquitto.conf');
    writeFileSync(config, `listener ${this.port} 127.0.0.1\nallow_anonymous true\nuser root\n`);
    this.#process = spawn('mosquitto', ['-c', config], {
      stdio: 'ignore',
      env: { PATH: `${process.env.PATH ?? ''}:/usr/sbin` },
    });
    await eventually(
      () =>
        this.publish('started', '').then(
          () => true,
          () => false,
        ),
      { what: 'the other broker' },
    );
  }

  async publish(topic: string, text: string): Promise<void> {
    const client = await connectAsync(`mqtt://127.0.0.1:${this.port}`, { reconnectPeriod: 0 }, false);
    await client.publishAsync(topic, text, { qos: 1 });
    await client.endAsync();
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process?.once('exit', resolve));
    this.#process?.kill('SIGTERM');
    await ended;
    this.#place.remove();
  }
}
