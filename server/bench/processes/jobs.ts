/** Jobs in a process of their own: the side that does them. `job-process.ts` is the side that asks. */

/** Jobs by name. Each takes one value and answers one, both of which can be cloned. */
export type Jobs = Record<string, (input: never) => unknown>;

export interface JobRequest {
  id: number;
  name: string;
  input: unknown;
}
export type JobAnswer = { id: number; output: unknown } | { id: number; failure: string };

/** Does the jobs that the parent process asks for, until the parent is gone. */
export function serveJobs(jobs: Jobs): void {
  const send = (answer: JobAnswer): void => {
    process.send?.(answer);
  };
  async function answer({ id, name, input }: JobRequest): Promise<void> {
    try {
      send({ id, output: await jobs[name]?.(input as never) });
    } catch (failure) {
      send({ id, failure: failure instanceof Error ? (failure.stack ?? failure.message) : String(failure) });
    }
  }
  process.on('message', (request) => void answer(request as JobRequest));
  process.on('disconnect', () => process.exit(0));
}
