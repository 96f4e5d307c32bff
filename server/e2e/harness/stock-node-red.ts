/** Node-RED as anyone has it: of its own process, without a line of PlantOps but for the package under test. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makePackage } from '@plantops/nodes/package/make-package.ts';
import type { FlowNode } from '../../runtime/flow-files.ts';
import { freePort } from '../../testing/place.ts';
import { eventually } from './eventually.ts';

const { resolve } = createRequire(import.meta.url);

/** A set of nodes as `GET /nodes` lists it. */
export interface NodeSet {
  module: string;
  types: string[];
  err?: unknown;
}

export class StockNodeRed {
  readonly #place = mkdtempSync(path.join(tmpdir(), 'stock-node-red-'));
  readonly #userDir = path.join(this.#place, 'user');
  #child: ChildProcess | undefined;
  #output = '';
  #port = 0;

  /** Everything that it has printed. */
  get output(): string {
    return this.#output;
  }

  /** Packs the nodes and unpacks them where npm would install them. */
  async install(): Promise<void> {
    const made = path.join(this.#place, 'made');
    await makePackage(made, { repository: 'https://plants.example/plantops.git' });
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', made, '--json', '--pack-destination', this.#place], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    ) as { name: string; filename: string }[];
    if (!packed) throw new Error('npm packed nothing');
    const target = path.join(this.#userDir, 'node_modules', packed.name);
    mkdirSync(target, { recursive: true });
    execFileSync('tar', ['-xzf', path.join(this.#place, packed.filename), '--strip-components=1', '-C', target]);
    // Node-RED looks for nodes in the folders above its own, and would find the project there.
    symlinkSync(path.dirname(resolve('@node-red/nodes')), path.join(this.#userDir, 'core-nodes'));
  }

  async start(): Promise<void> {
    if (this.#port === 0) this.#port = await freePort();
    const settings = {
      uiHost: '127.0.0.1',
      uiPort: this.#port,
      coreNodesDir: path.join(this.#userDir, 'core-nodes'),
      credentialSecret: 'a secret of the test',
      contextStorage: { default: { module: 'localfilesystem', config: { flushInterval: 1 } } },
      telemetry: { enabled: false },
    };
    const file = path.join(this.#place, 'settings.cjs');
    writeFileSync(file, `module.exports = ${JSON.stringify(settings)};\n`);
    const from = this.#output.length;
    const child = spawn(process.execPath, [resolve('node-red/red.js'), '-u', this.#userDir, '-s', file], {
      env: { PATH: process.env.PATH, HOME: this.#place },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString();
      });
    await eventually(() => /Started flows|Waiting for missing types/.test(this.#output.slice(from)), {
      what: 'the start of Node-RED',
    });
  }

  /** Stops it as Ctrl-C does, so that it writes what it knows. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGINT');
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.#place, { recursive: true, force: true });
  }

  async nodes(): Promise<NodeSet[]> {
    return (await (await this.#ask('GET', '/nodes')).json()) as NodeSet[];
  }

  /** Deploys these flows in place of all others, as the editor does. */
  async deploy(flows: FlowNode[]): Promise<void> {
    const from = this.#output.length;
    await this.#ask('POST', '/flows', flows);
    await eventually(() => /Started (modified )?(flows|nodes)/.test(this.#output.slice(from)), { what: 'the deploy' });
  }

  /** Presses the button of an inject node. */
  async press(id: string): Promise<void> {
    await this.#ask('POST', `/inject/${id}`);
  }

  /**
   * What a debug node with that name printed, one entry for each message.
   * @param from where in the output to begin
   */
  shown(name: string, from = 0): string[] {
    const mark = `[debug:${name}]`;
    return this.#output
      .slice(from)
      .split('\n')
      .flatMap((line) => (line.includes(mark) ? [line.slice(line.indexOf(mark) + mark.length).trim()] : []));
  }

  async #ask(method: string, where: string, body?: unknown): Promise<Response> {
    const response = await fetch(`http://127.0.0.1:${this.#port}${where}`, {
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`Node-RED answered ${response.status}: ${await response.text()}`);
    return response;
  }
}
