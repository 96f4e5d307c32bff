import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { PasswordSource } from '@plantops/shared/api/access.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { makeFolder } from '../../process/make-folder.ts';
import { replaceFile } from '../../process/durable-file.ts';
import { hashOf, sameText } from './secret.ts';

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);
/** 16 MB each, of which four at once are made: a small computer has no more to give for guesses. Source: RFC 7914, 2. */
const COST = { N: 2 ** 14, r: 8, p: 1, maxmem: 32 * 1024 * 1024 };
const KEY_BYTES = 32;
const FORM = /^scrypt\$([\w-]{22})\$([\w-]{43})$/;

async function hashOfPassword(password: string, salt = randomBytes(16)): Promise<string> {
  const key = await derive(password, salt, KEY_BYTES, COST);
  return `scrypt$${salt.toString('base64url')}$${key.toString('base64url')}`;
}

export interface OwnerPasswordOptions {
  /** From the environment, which wins; undefined: it names none. */
  given: string | undefined;
  /** Whether the environment says that there is to be none. */
  isOpenByChoice: boolean;
  /** Where one is kept, as a hash, that the owner sets in the dashboard. */
  file: string;
}

/** The owner's password: that of the environment, or one that was set in the dashboard. */
export class OwnerPassword {
  readonly #options: OwnerPasswordOptions;
  readonly #listeners = new Set<() => void>();
  #stored: string | undefined;
  /** The digest of what was right last: a script that sends the password each time need not wait each time. */
  #known: string | undefined;

  /** @throws Error that names the file, if it is damaged: without it everybody would come in */
  constructor(options: OwnerPasswordOptions) {
    this.#options = options;
    const { given, isOpenByChoice, file } = options;
    if (given !== undefined || isOpenByChoice || !existsSync(file)) return;
    chmodSync(file, 0o600);
    const text = readFileSync(file, 'utf8').trim();
    if (!FORM.test(text))
      throw new Error(`${file} is damaged: remove it, or start with OWNER_PASSWORD, and set a password anew`);
    this.#stored = text;
  }

  get source(): PasswordSource {
    if (this.#options.given !== undefined) return 'environment';
    if (this.#options.isOpenByChoice) return 'none_by_choice';
    return this.#stored === undefined ? 'none' : 'dashboard';
  }

  get isRequired(): boolean {
    return this.#options.given !== undefined || this.#stored !== undefined;
  }

  /** What sessions are bound to: another one with another password. */
  get mark(): string | undefined {
    return this.#options.given ?? this.#stored;
  }

  async matches(candidate: string): Promise<boolean> {
    const { given } = this.#options;
    if (given !== undefined) return sameText(candidate, given);
    const stored = this.#stored;
    if (stored === undefined) return false;
    const digest = hashOf(`${stored} ${candidate}`);
    if (this.#known !== undefined && sameText(digest, this.#known)) return true;
    const [, salt = ''] = FORM.exec(stored) ?? [];
    const isRight = timingSafeEqual(
      Buffer.from(await hashOfPassword(candidate, Buffer.from(salt, 'base64url'))),
      Buffer.from(stored),
    );
    if (isRight) this.#known = digest;
    return isRight;
  }

  /**
   * Sets the password, or another one. What is open without it, or with the one before, is closed.
   * @throws ProblemError `password_set_elsewhere` where the environment says what it is
   */
  async set(password: string): Promise<void> {
    const { source } = this;
    if (source === 'environment' || source === 'none_by_choice')
      throw new ProblemError('password_set_elsewhere', 'OWNER_PASSWORD says what it is: change it there, and restart');
    const { file } = this.#options;
    const hash = await hashOfPassword(password);
    makeFolder(path.dirname(file), 0o700);
    replaceFile(file, `${hash}\n`);
    this.#stored = hash;
    this.#known = undefined;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Calls `changed` once the password is another one. @returns a function that ends the watch */
  onChange(changed: () => void): () => void {
    const listener = (): void => {
      this.#listeners.delete(listener);
      changed();
    };
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
