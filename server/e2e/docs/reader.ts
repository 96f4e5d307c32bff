/** Follows the pages for owners word for word. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import type { CodeBlock } from '../../documentation/pages.ts';
import { freePort } from '../../testing/place.ts';
import { call } from '../harness/api.ts';
import { checkExample } from './examples.ts';
import { Repository } from './repository.ts';
import { makeStandIns } from './stand-ins.ts';
import { type Running, ServerTerminal, Terminal } from './terminal.ts';

/** The one address in the pages; it is replaced by that of the server under test. */
const ADDRESS = 'http://127.0.0.1:8080';
const STARTS_SERVER = /^(?:\w+=\S+ )*make run\b/m;
const NEEDS_STOPPED_SERVER = /^(?:make rotate-key|mv data |mkdir -p data\/node-red\/|npm install --prefix )/m;
const GOES_ON = /\/api\/events$|device\.py$/m;

/** What following a block led to. */
export interface Followed {
  output: string;
  /** For a block that goes on until Ctrl-C: what it has printed by now. */
  running: Running | undefined;
}

export class Reader {
  readonly #place: string;
  readonly #home: string;
  readonly #environment: Record<string, string>;
  readonly repository: Repository;
  readonly server = new ServerTerminal();
  /** The folder that was cloned. */
  readonly folder: string;
  #terminal: Terminal | undefined;

  private constructor(place: string, environment: Record<string, string>) {
    this.#place = path.join(place, 'reader');
    this.#home = path.join(this.#place, 'home');
    this.folder = path.join(this.#home, 'plantops');
    mkdirSync(this.#home, { recursive: true });
    this.repository = new Repository(this.#place);
    this.#environment = {
      // Debian's own programs first: they include the Python that has the library of the example device.
      PATH: `${makeStandIns(this.#place)}:/usr/bin:/bin:${process.env.PATH}`,
      HOME: this.#home,
      // Prints how to reach the database.
      LOG_LEVEL: 'debug',
      NODE_COMPILE_CACHE: inject('compileCache'),
      ...environment,
    };
  }

  /**
   * @param place a folder for all that the reader makes, until it leaves. In the place of an earlier reader, code that was
   *   compiled for that one is not compiled again
   */
  static async of(place: string, environment: Record<string, string>): Promise<Reader> {
    return new Reader(place, { PORT: String(await freePort()), MQTT_PORT: String(await freePort()), ...environment });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#environment.PORT}`;
  }

  /** Asks the API, as the owner. */
  async ask<T>(address: string): Promise<T> {
    const headers = { authorization: 'Bearer correct-horse-battery' };
    const { status, body } = await call<T>(this.url, 'GET', address, undefined, headers);
    if (status !== 200) throw new Error(`${address} answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  /** Opens a page with a new terminal, in the folder that was cloned if there is one. */
  async open(page: string): Promise<void> {
    await this.#terminal?.close();
    this.#terminal = this.#newTerminal(page === 'README.md' ? this.#home : this.folder);
  }

  /** @throws Error if the block fails, or if nothing knows how to run it */
  async follow(block: CodeBlock): Promise<Followed> {
    try {
      switch (block.language) {
        case 'sh':
          return await this.#command(this.#localized(block.code));
        case 'sql':
          return { output: JSON.stringify(await this.#query(block.code)), running: undefined };
        // Configurations of other programs are under `text` where they have no language of their own.
        case 'json':
        case 'yaml':
        case 'nginx':
        case 'ini':
        case 'text':
          checkExample(block);
          return { output: block.code, running: undefined };
        default:
          throw new Error(`nothing knows how to run a block of language "${block.language}"`);
      }
    } catch (failure) {
      throw new Error(`${block.page}:${block.line}: ${(failure as Error).message}`, { cause: failure });
    }
  }

  git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.folder, encoding: 'utf8' }).trim();
  }

  async leave(): Promise<void> {
    await this.#terminal?.close();
    await this.server.interrupt();
    rmSync(this.#place, { recursive: true, force: true });
  }

  #newTerminal(folder: string): Terminal {
    return new Terminal({ folder, scratch: this.#place, environment: this.#environment });
  }

  #localized(code: string): string {
    return code.replaceAll(ADDRESS, this.url).replaceAll('<address of this repository>', this.repository.address);
  }

  async #command(code: string): Promise<Followed> {
    if (STARTS_SERVER.test(code)) {
      await this.#start(code);
      return { output: this.server.output, running: undefined };
    }
    if (!this.#terminal) throw new Error('open a page first');
    if (NEEDS_STOPPED_SERVER.test(code)) await this.server.interrupt();
    else if (code.includes('$PLANTOPS/') && !this.server.isRunning) await this.#start('make run');
    if (GOES_ON.test(code)) return { output: '', running: await this.#terminal.begin(code) };
    return { output: await this.#terminal.type(code), running: undefined };
  }

  /** Starts the server in a terminal of its own; one that runs is stopped first. */
  async #start(code: string): Promise<void> {
    await this.server.interrupt();
    const folder = code.includes('git clone') ? this.#home : this.folder;
    await this.server.start(code, { folder, environment: this.#environment });
    // The reader's own terminal goes to the cloned folder as well.
    if (folder === this.#home) await this.#terminal?.type('cd plantops');
  }

  async #query(text: string): Promise<unknown[]> {
    const [, host, port] = /psql -h (\S+) -p (\d+)/.exec(this.server.output) ?? [];
    const client = new pg.Client({ host, port: Number(port), user: 'plantops', database: 'plantops' });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text)).rows;
    } finally {
      await client.end();
    }
  }
}
