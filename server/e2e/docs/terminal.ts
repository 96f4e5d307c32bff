import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

export interface TerminalOptions {
  /** Where it starts, and where it keeps the blocks that were typed. */
  folder: string;
  scratch: string;
  environment: Record<string, string>;
}

/** A program that goes on until Ctrl-C. */
export interface Running {
  output: () => string;
  /** Presses Ctrl-C. Resolves once it has ended. */
  interrupt: () => Promise<void>;
}

let blocks = 0;

/** A shell that keeps its variables and folder from one block to the next, as a reader's terminal does. */
export class Terminal {
  readonly #shell: ChildProcess;
  readonly #scratch: string;
  readonly #ended: Promise<number | null>;
  #output = '';

  constructor({ folder, scratch, environment }: TerminalOptions) {
    this.#scratch = scratch;
    this.#shell = spawn('bash', ['--noprofile', '--norc', '-e'], {
      cwd: folder,
      env: environment,
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: true,
    });
    this.#ended = new Promise((resolve) => this.#shell.once('exit', (code) => resolve(code)));
    this.#shell.stdout?.on('data', (chunk: Buffer) => {
      this.#output += chunk.toString();
    });
    this.#shell.stdin?.write('exec 2>&1\n');
  }

  /** Types a block. @returns what it printed @throws Error if a command of it fails */
  async type(code: string): Promise<string> {
    const { file, mark } = this.#save(code);
    const from = this.#output.length;
    this.#shell.stdin?.write(`. ${file} </dev/null\necho; echo ${mark}\n`);
    await this.#until(mark, from, code);
    return this.#output.slice(from, this.#output.indexOf(mark, from)).trim();
  }

  /** Types a block that goes on until Ctrl-C. */
  async begin(code: string): Promise<Running> {
    const { file, mark } = this.#save(code);
    const from = this.#output.length;
    // With job control, it has a process group of its own that a signal reaches, as in a real terminal.
    this.#shell.stdin?.write(`set -m; . ${file} </dev/null & echo; echo ${mark} $!; set +m\n`);
    await this.#until(`${mark} `, from, code);
    const pid = Number(new RegExp(`${mark} (\\d+)`).exec(this.#output)?.[1]);
    return {
      output: () => this.#output.slice(from),
      interrupt: async () => {
        process.kill(-pid, 'SIGINT');
        await this.type(`wait ${pid} || true`);
      },
    };
  }

  async close(): Promise<void> {
    this.#shell.stdin?.end();
    await this.#ended;
  }

  #save(code: string): { file: string; mark: string } {
    blocks += 1;
    const file = path.join(this.#scratch, `block-${blocks}.sh`);
    writeFileSync(file, code);
    return { file, mark: `== block ${blocks} typed` };
  }

  async #until(mark: string, from: number, code: string): Promise<void> {
    const found = new Promise<'found'>((resolve) => {
      const look = (): void => {
        if (!this.#output.slice(from).includes(mark)) return;
        this.#shell.stdout?.off('data', look);
        resolve('found');
      };
      this.#shell.stdout?.on('data', look);
      look();
    });
    const result = await Promise.race([found, this.#ended]);
    if (result !== 'found')
      throw new Error(`a command failed (exit code ${result}):\n${code}\nIt printed:\n${this.#output.slice(from)}`);
  }
}

/** A terminal in which the server runs, by a block such as `make run`. */
export class ServerTerminal {
  #child: ChildProcess | undefined;
  #ended: Promise<unknown> = Promise.resolve();
  output = '';

  /** Resolves once the server says its address. @throws Error if it ends before */
  async start(code: string, { folder, environment }: Pick<TerminalOptions, 'folder' | 'environment'>): Promise<void> {
    const child = spawn('bash', ['--noprofile', '--norc', '-e', '-c', code], {
      cwd: folder,
      env: environment,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    this.#child = child;
    this.output = '';
    this.#ended = new Promise((resolve) => child.once('close', resolve));
    await new Promise<void>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => {
          this.output += chunk.toString();
          if (/^PlantOps is running: \S+\n/m.test(this.output)) resolve();
        });
      void this.#ended.then(() => reject(new Error(`the server ended:\n${this.output}`)));
    });
  }

  get isRunning(): boolean {
    return this.#child !== undefined;
  }

  /** Types a line. */
  type(line: string): void {
    this.#child?.stdin?.write(`${line}\n`);
  }

  /** Presses Ctrl-C, which reaches the shell, make and the server. Resolves once all have ended. */
  async interrupt(): Promise<void> {
    const pid = this.#child?.pid;
    this.#child = undefined;
    if (pid === undefined) return;
    process.kill(-pid, 'SIGINT');
    await this.#ended;
  }
}
