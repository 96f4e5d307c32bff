/** A process that sends requests made up at random, and one that sees how long the dashboard waits. */
import { serveJobs } from '../../bench/processes/jobs.ts';
import { Fuzzer, type FuzzTarget } from '../../e2e/harness/fuzzer.ts';
import { sendAll } from '../../e2e/harness/random-requests.ts';

let asking: NodeJS.Timeout | undefined;
let asked: Promise<number>[] = [];

const jobs = {
  async fuzz(task: {
    url: string;
    target: FuzzTarget;
    seed: number;
    count: number;
  }): Promise<{ faults: string[]; statuses: [number, number][] }> {
    const fuzzer = new Fuzzer(task.target, task.seed);
    function* requests() {
      for (let sent = 0; sent < task.count; sent += 1) yield fuzzer.next();
    }
    const { faults, statuses } = await sendAll(task.url, requests());
    return { faults, statuses: [...statuses] };
  },

  /** Asks for this now and then, as dashboards do. */
  watch({ url, everyMs }: { url: string; everyMs: number }): void {
    asked = [];
    asking = setInterval(() => {
      const sinceMs = performance.now();
      asked.push(
        fetch(url).then(
          async (response) => {
            await response.arrayBuffer();
            return response.ok ? performance.now() - sinceMs : Infinity;
          },
          () => Infinity,
        ),
      );
    }, everyMs);
  },

  /** Asks no more. @returns how long each answer took (ms); Infinity if there was none, or an error */
  waits(): Promise<number[]> {
    clearInterval(asking);
    return Promise.all(asked);
  },
};
export type RequestJobs = typeof jobs;

serveJobs(jobs);
