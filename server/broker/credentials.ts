import { rename } from 'node:fs/promises';
import { type Clock, pause } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import type { Logger } from 'pino';
import { type BrokerLogin, PROBE_USER } from './accounts.ts';
import { type Credential, passwordFileText, replacePasswordFile } from './password-file.ts';
import { brokerHash, newPassword } from './password-hash.ts';

/** How long a round waits for other changes to join it. */
const GATHER_MS = 20;
/**
 * A reload makes the broker check every connected client again, while the others wait. So it rests for this many times
 * as long as the last one took, and for `longestMs` at most.
 */
const REST = { times: 4, longestMs: 1000 };
/** How long the broker may take to accept a new file, and how often it is asked meanwhile: first after 10 ms. */
const ACCEPT_TIMEOUT_MS = 10_000;
const ACCEPT_PAUSE_MS = { first: 10, longest: 50 };

/** What a broker's file of accounts looks like. */
export interface AccountsForm {
  /** A password as the broker reads it. */
  hash: (password: string) => Promise<string>;
  /** The whole file. @throws if a name or hash could break out of its place */
  text: (credentials: readonly Credential[]) => string;
  /** What names the file, for whoever must look why the broker does not accept it. */
  variable: 'MOSQUITTO_PASSWORD_FILE' | 'NATS_ACCOUNTS_FILE';
}

/** The password file of Mosquitto. */
export const MOSQUITTO_FORM: AccountsForm = {
  hash: brokerHash,
  text: passwordFileText,
  variable: 'MOSQUITTO_PASSWORD_FILE',
};

export interface CredentialsOptions {
  passwordFile: string;
  /** Mosquitto's by default. */
  form?: AccountsForm;
  owner: { uid: number; gid: number } | undefined;
  /** PlantOps' own logins, which are part of the file. */
  own: readonly BrokerLogin[];
  /** Logins that speak for devices, and are let in and shut out with them. */
  likeDevices?: readonly BrokerLogin[];
  /** The credentials of these devices, or of all. Those that are gone are left out. */
  devices: (usernames?: readonly string[]) => Promise<Credential[]>;
  /** Has the server's session back at a broker that may have been restarted, before it reads the file: see `returnToSession`. */
  holdSession?: () => Promise<unknown>;
  /** Makes the broker read the file; a broker in another container watches the file itself. */
  reload: () => void;
  /** Whether the broker lets this account in now; false if it cannot be reached. */
  accepts: (username: string, password: string) => Promise<boolean>;
  clock: Clock;
  log: Logger;
}

const refusing = (): ProblemError =>
  new ProblemError(
    'broker_unavailable',
    'Devices are not let in at the moment, since the broker cannot save its store: free space on its disk',
  );

/** Devices whose credentials in the file may differ from the database. */
type Outdated = Set<string> | 'all';

/**
 * The broker's password file, generated from the devices table. Only what changed is read again: of ten thousand devices
 * the table takes longer to read than the file to write. Changes are batched: a broker of a few devices reads it
 * many times a second, one of thousands once a second, however many devices register.
 */
export class BrokerCredentials {
  readonly #options: CredentialsOptions;
  #own: Promise<Credential[]> | undefined;
  #likeDevices: Promise<Credential[]> | undefined;
  /** Whether devices are let in. */
  #admits = true;
  #hasSpare = false;
  /** Of the devices, by username, as in the file. */
  readonly #known = new Map<string, Credential>();
  #outdated: Outdated = 'all';
  /** The round that has not read the devices yet; callers that ask now join it. */
  #gathering: Promise<void> | undefined;
  #running: Promise<void> = Promise.resolve();
  /** The earliest time of the next reload (ms of the clock). */
  #restsUntilMs = 0;

  constructor(options: CredentialsOptions) {
    this.#options = options;
  }

  /**
   * Resolves once the broker accepts exactly the credentials in the database, including every change made before the
   * call.
   * @param usernames of the devices that changed; left out: any may have
   * @throws ProblemError `broker_unavailable`
   */
  sync(usernames?: readonly string[]): Promise<void> {
    this.#mark(usernames ?? 'all');
    this.#gathering ??= this.#round(this.#running);
    return this.#gathering;
  }

  /**
   * Writes the file without reloading the broker, for use before it is started. Returns the probe account's new
   * password.
   */
  async write(): Promise<string> {
    const { passwordFile, owner, own, likeDevices = [], holdSession } = this.#options;
    await this.#readOutdated();
    const { hash, text } = this.#form;
    const credentialOf = async ({ username, password }: BrokerLogin): Promise<Credential> => ({
      username,
      hash: await hash(password),
    });
    this.#own ??= Promise.all(own.map(credentialOf));
    this.#likeDevices ??= Promise.all(likeDevices.map(credentialOf));
    const probePassword = newPassword();
    const probe = await credentialOf({ username: PROBE_USER, password: probePassword });
    const ofServer = await this.#own;
    const ofDevices = [...(await this.#likeDevices), ...this.#known.values()];
    await holdSession?.();
    if (!this.#hasSpare) await replacePasswordFile(this.#spareFile, ofServer, owner, text);
    this.#hasSpare = true;
    await replacePasswordFile(passwordFile, [...ofServer, probe, ...ofDevices], owner, text);
    return probePassword;
  }

  /**
   * Has the broker refuse devices, or lets them in again. They are refused also where the disk has no room for another
   * file: the one without them was written before, and takes the place of the other.
   * @throws if the broker's folder takes no changes, or the broker does not accept the file
   */
  async admit(isAdmitted: boolean): Promise<void> {
    if (isAdmitted === this.#admits) return;
    if (!isAdmitted) {
      await this.#options.holdSession?.();
      await rename(this.#spareFile, this.#options.passwordFile);
      this.#hasSpare = false;
      this.#options.reload();
    }
    this.#admits = isAdmitted;
    if (!isAdmitted) return;
    try {
      await this.sync([]);
    } catch (failure) {
      this.#admits = false;
      throw failure;
    }
  }

  get #form(): AccountsForm {
    return this.#options.form ?? MOSQUITTO_FORM;
  }

  get #spareFile(): string {
    return `${this.#options.passwordFile}-without-devices`;
  }

  #mark(changed: Iterable<string> | 'all'): void {
    if (changed === 'all' || this.#outdated === 'all') this.#outdated = 'all';
    else for (const username of changed) this.#outdated.add(username);
  }

  async #readOutdated(): Promise<void> {
    const outdated = this.#outdated;
    this.#outdated = new Set();
    try {
      const found = await this.#options.devices(outdated === 'all' ? undefined : [...outdated]);
      if (outdated === 'all') this.#known.clear();
      else for (const username of outdated) this.#known.delete(username);
      for (const credential of found) this.#known.set(credential.username, credential);
    } catch (failure) {
      this.#mark(outdated);
      throw failure;
    }
  }

  async #round(before: Promise<void>): Promise<void> {
    let finished: () => void = () => undefined;
    this.#running = new Promise((resolve) => {
      finished = resolve;
    });
    try {
      await before;
      const { clock, reload } = this.#options;
      await pause(clock, Math.max(GATHER_MS, this.#restsUntilMs - clock.elapsedMs()));
      this.#gathering = undefined;
      if (!this.#admits) throw refusing();
      const probePassword = await this.write();
      const reloadedAtMs = clock.elapsedMs();
      reload();
      await this.#accepted(probePassword);
      const tookMs = clock.elapsedMs() - reloadedAtMs;
      this.#restsUntilMs = clock.elapsedMs() + Math.min(tookMs * REST.times, REST.longestMs);
    } finally {
      finished();
    }
  }

  async #accepted(probePassword: string): Promise<void> {
    const { accepts, clock, log } = this.#options;
    const untilMs = clock.elapsedMs() + ACCEPT_TIMEOUT_MS;
    for (let pauseMs = ACCEPT_PAUSE_MS.first; clock.elapsedMs() < untilMs; pauseMs = ACCEPT_PAUSE_MS.longest) {
      if (await accepts(PROBE_USER, probePassword)) return;
      await pause(clock, pauseMs);
    }
    log.error('the broker does not accept the new password file');
    throw new ProblemError(
      'broker_unavailable',
      `The broker did not accept the new credentials within ${ACCEPT_TIMEOUT_MS / 1000} seconds. Is it running, and does it read the file that the server writes (${this.#form.variable})?`,
    );
  }
}
