import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { ProblemError } from '@plantops/shared/problem.ts';
import bcrypt from 'bcrypt';
import type { Queryable } from '../../db/pool.ts';
import { findPasswordHash } from '../../db/repositories/devices.ts';
import { Turns } from './turns.ts';

interface Attempts {
  isExhausted(key: string): boolean;
  failed(key: string): void;
}

export interface DeviceLoginOptions {
  database: Queryable;
  /** Counts wrong passwords: of a device at an address, and of an address. */
  attempts: Readonly<Record<'ofDevice' | 'ofAddress', Attempts>>;
}

/** bcrypt takes a thread; the others are for the broker's file and for registrations. */
const COMPARED_AT_ONCE = 2;
/** The most devices whose password is known by heart; the oldest go first. */
const REMEMBERED = 10_000;
/** Of no password: an unknown device takes as long as a wrong password. */
const NOBODY = '$2b$08$cVM4XAfglPhau.RlYk2TcugzozPDHQXXqOelniafPbSjsQM3gGk2C';

/**
 * Checks the credentials of devices. A password that was right is remembered as a digest under a key of this process,
 * together with the hash that it fits, so that a device which sends often costs one query and no bcrypt; credentials that
 * were renewed or withdrawn fail at once.
 */
export class DeviceLogin {
  readonly #options: DeviceLoginOptions;
  readonly #key = randomBytes(32);
  readonly #known = new Map<string, { hash: string; digest: Buffer }>();
  readonly #comparing = new Turns(COMPARED_AT_ONCE);

  constructor(options: DeviceLoginOptions) {
    this.#options = options;
  }

  /**
   * Checks who asks for a device.
   * @param authorization the header of HTTP Basic: the name is the device's id
   * @param address where the request comes from
   * @throws ProblemError `device_credentials_required`, `not_this_device`, `too_many_requests`
   */
  async check(deviceId: string, authorization: string | undefined, address: string): Promise<void> {
    const { attempts } = this.#options;
    const given = basicOf(authorization);
    const needed = new ProblemError(
      'device_credentials_required',
      "Send the device's own mqtt_username and mqtt_password by HTTP Basic",
    );
    if (!given) throw needed;
    const ofDevice = `${address} ${given.name}`;
    if (attempts.ofDevice.isExhausted(ofDevice) || attempts.ofAddress.isExhausted(address))
      throw new ProblemError('too_many_requests', 'Too many wrong passwords: wait a minute');
    if (!(await this.#isRight(given.name, given.password))) {
      attempts.ofDevice.failed(ofDevice);
      attempts.ofAddress.failed(address);
      throw needed;
    }
    if (given.name !== deviceId)
      throw new ProblemError('not_this_device', `The credentials are those of ${given.name}, not of ${deviceId}`);
  }

  async #isRight(name: string, password: string): Promise<boolean> {
    const hash = await findPasswordHash(this.#options.database, name);
    const digest = createHmac('sha256', this.#key).update(password).digest();
    const known = this.#known.get(name);
    if (hash !== undefined && known?.hash === hash && timingSafeEqual(known.digest, digest)) return true;
    const fits = await this.#comparing.take(() => bcrypt.compare(password, hash ?? NOBODY));
    if (!fits || hash === undefined) return false;
    this.#known.delete(name);
    this.#known.set(name, { hash, digest });
    const [oldest] = this.#known.keys();
    if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
    return true;
  }
}

/** The name and password of HTTP Basic (RFC 7617); undefined for any other header. */
function basicOf(authorization: string | undefined): { name: string; password: string } | undefined {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]{1,1000})$/i.exec(authorization ?? '') ?? [];
  const text = encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
  const at = text?.indexOf(':') ?? -1;
  return text === undefined || at < 0 ? undefined : { name: text.slice(0, at), password: text.slice(at + 1) };
}
