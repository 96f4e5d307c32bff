/** A process of boards that register at the same moment, as after a power cut. */
import http from 'node:http';
import { serveJobs } from '../processes/jobs.ts';

/** How often a board asks again when it is told to come back later. */
const MOST_TRIES = 40;
/** The longest that a board waits for an answer (ms). */
const PATIENCE_MS = 60_000;

interface Answer {
  status: number;
  retryAfterS: number;
}

function register(url: URL, mac: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      // Each board has a connection of its own.
      agent: false,
      timeout: PATIENCE_MS,
    });
    request.on('response', (response) => {
      response.resume().on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          retryAfterS: Number(response.headers['retry-after'] ?? Number.NaN),
        }),
      );
    });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', reject);
    request.end(JSON.stringify({ mac_address: mac }));
  });
}

export interface BurstResult {
  /** Boards whose first request was answered with credentials. */
  atOnce: number;
  /** Boards that were told to come back later, and when. */
  toldLater: number;
  /** Boards that got another answer, or none. */
  failed: number;
  /** From the first request until the last board had its credentials (ms). */
  allAfterMs: number;
}

const jobs = {
  /** All of them register, and those that are told when to come back do so. */
  async burst({ url, macs }: { url: string; macs: readonly string[] }): Promise<BurstResult> {
    const address = new URL('/api/devices/register', url);
    const result: BurstResult = { atOnce: 0, toldLater: 0, failed: 0, allAfterMs: 0 };
    const startedAtMs = performance.now();
    await Promise.all(
      macs.map(async (mac) => {
        for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
          const { status, retryAfterS } = await register(address, mac).catch(() => ({
            status: 0,
            retryAfterS: Number.NaN,
          }));
          if (status === 200 || status === 201) {
            if (tries === 1) result.atOnce += 1;
            return;
          }
          if (status !== 429 || !(retryAfterS >= 0)) break;
          if (tries === 1) result.toldLater += 1;
          await new Promise((resolve) => setTimeout(resolve, retryAfterS * 1000));
        }
        result.failed += 1;
      }),
    );
    return { ...result, allAfterMs: performance.now() - startedAtMs };
  },
};
export type BoardJobs = typeof jobs;

serveJobs(jobs);
