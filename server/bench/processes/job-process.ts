import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { JobAnswer, JobRequest, Jobs } from './jobs.ts';

type Input<Job> = Job extends (input: infer Given) => unknown ? Given : never;
type Output<Job> = Job extends (input: never) => infer Result ? Awaited<Result> : never;

/** A process that does jobs: a program of the bench that calls `serveJobs`. */
export class JobProcess<Served extends Jobs> {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (output: unknown) => void; reject: (failure: Error) => void }>();
  #lastId = 0;

  /** @param program its path below `server/bench` */
  constructor(program: string) {
    this.#child = fork(path.join(import.meta.dirname, '..', program), {
      // Node-RED prints to standard output; the table goes there.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
      // Ctrl-C reaches the bench only, which then ends its processes.
      detached: true,
    });
    this.#child.on('message', (message) => this.#answered(message as JobAnswer));
    this.#child.on('exit', (code, signal) => {
      const ended = new Error(`${program} ended with ${signal ?? code}`);
      for (const { reject } of this.#waiting.values()) reject(ended);
      this.#waiting.clear();
    });
    // Whoever asks is told; without a listener it would end us.
    this.#child.on('error', () => undefined);
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the process could not be started');
    return this.#child.pid;
  }

  /** @throws Error that the job has thrown, or if the process ends */
  call<Name extends keyof Served & string>(name: Name, input: Input<Served[Name]>): Promise<Output<Served[Name]>> {
    const id = (this.#lastId += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (output: unknown) => void, reject });
      this.#child.send({ id, name, input } satisfies JobRequest, (failure) => {
        if (!failure) return;
        this.#waiting.delete(id);
        reject(new Error(`${name} cannot be asked for: the process has ended`, { cause: failure }));
      });
    });
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }

  #answered(answer: JobAnswer): void {
    const caller = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('failure' in answer) caller?.reject(new Error(answer.failure));
    else caller?.resolve(answer.output);
  }
}
