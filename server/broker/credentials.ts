import { setTimeout as delay } from 'node:timers/promises';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Logger } from 'pino';
import { type Credential, replacePasswordFile } from './password-file.ts';
import { brokerHash, newPassword } from './password-hash.ts';
import { brokerAccepts } from './probe.ts';

/** An account without any topic, whose password changes with every file: when it is accepted, so is all of that file. */
const PROBE_USER = 'plantops-probe';
/** Others may join a change for this long. */
const GATHER_MS = 20;
/** Least time between two reloads: each makes the broker check every connected client again. */
const RELOAD_INTERVAL_MS = 1000;
const ACCEPT_TIMEOUT_MS = 10_000;

export interface CredentialsOptions {
  url: string;
  passwordFile: string;
  owner: { uid: number; gid: number } | undefined;
  /** The server's own login, which is part of the file. */
  server: { username: string; password: string };
  devices: () => Promise<Credential[]>;
  /** Tells the broker to read the file; one in another container watches the file itself. */
  reload: () => void;
  /** How long the broker may take to accept a new file; 10 seconds unless told otherwise. */
  acceptTimeoutMs?: number;
  log: Logger;
}

/**
 * The broker's password file, a projection of the devices table. Changes are gathered: at most one reload a second,
 * however many devices register.
 */
export class BrokerCredentials {
  readonly #options: CredentialsOptions;
  #serverHash: Promise<string> | undefined;
  /** The round that has not read the devices yet; whoever asks now is served by it. */
  #gathering: Promise<void> | undefined;
  #running: Promise<void> = Promise.resolve();
  #lastReloadMs = Number.NEGATIVE_INFINITY;

  constructor(options: CredentialsOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the broker accepts exactly what the database holds, with every change made before the call.
   * @throws ProblemError `broker_unavailable`
   */
  sync(): Promise<void> {
    this.#gathering ??= this.#round(this.#running);
    return this.#gathering;
  }

  /** Writes the file without a broker: before it is started. */
  async write(): Promise<string> {
    const { passwordFile, owner, server, devices } = this.#options;
    this.#serverHash ??= brokerHash(server.password);
    const probePassword = newPassword();
    const own: Credential[] = [
      { username: server.username, hash: await this.#serverHash },
      { username: PROBE_USER, hash: await brokerHash(probePassword) },
    ];
    await replacePasswordFile(passwordFile, [...own, ...(await devices())], owner);
    return probePassword;
  }

  async #round(before: Promise<void>): Promise<void> {
    let finished: () => void = () => undefined;
    this.#running = new Promise((resolve) => {
      finished = resolve;
    });
    try {
      await before;
      await delay(Math.max(GATHER_MS, this.#lastReloadMs + RELOAD_INTERVAL_MS - performance.now()));
      this.#gathering = undefined;
      const probePassword = await this.write();
      this.#options.reload();
      this.#lastReloadMs = performance.now();
      await this.#accepted(probePassword);
    } finally {
      finished();
    }
  }

  async #accepted(probePassword: string): Promise<void> {
    const timeoutMs = this.#options.acceptTimeoutMs ?? ACCEPT_TIMEOUT_MS;
    const deadline = performance.now() + timeoutMs;
    while (performance.now() < deadline) {
      if (await brokerAccepts(this.#options.url, PROBE_USER, probePassword)) return;
      await delay(50);
    }
    this.#options.log.error('the broker does not accept the new password file');
    throw new ProblemError(
      'broker_unavailable',
      `The broker did not accept the new credentials within ${timeoutMs / 1000} seconds. Is it running, and does it read the password file that the server writes (MOSQUITTO_PASSWORD_FILE)?`,
    );
  }
}
