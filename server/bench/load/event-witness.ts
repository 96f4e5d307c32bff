/** A process that reads live events, as a dashboard does. */
import { serveJobs } from '../processes/jobs.ts';

const leaving = new AbortController();
let latencies: number[] = [];
let reading: Promise<void> = Promise.resolve();

/** Notes how old each reading is when it arrives. */
function note(frame: string): void {
  if (!frame.includes('event: reading\n')) return;
  const { time } = JSON.parse(/^data: (.*)$/m.exec(frame)?.[1] ?? '{}') as { time: string };
  latencies.push(Date.now() - new Date(time).getTime());
}

async function readAll(response: Response): Promise<void> {
  const text = new TextDecoderStream();
  let rest = '';
  for await (const chunk of (response.body as ReadableStream<Uint8Array<ArrayBuffer>>).pipeThrough(text)) {
    const frames = (rest + chunk).split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) note(frame);
  }
}

/** A reader that cannot keep up is disconnected, and comes back as a browser does. */
async function stay(url: URL, response: Response): Promise<void> {
  for (let stream = response; ; stream = await fetch(url, { signal: leaving.signal }))
    await readAll(stream).catch((failure: unknown) => {
      if (leaving.signal.aborted) throw failure;
    });
}

const jobs = {
  /** Resolves once the stream is open. */
  async join({ url }: { url: string }): Promise<void> {
    const events = new URL('/api/events', url);
    reading = stay(events, await fetch(events, { signal: leaving.signal })).catch(() => undefined);
  },

  /** @returns how old each reading was when it arrived, since this was last asked (ms) */
  seen(): number[] {
    return latencies.splice(0);
  },

  async leave(): Promise<void> {
    leaving.abort();
    await reading;
    latencies = [];
  },
};
export type EventWitnessJobs = typeof jobs;

serveJobs(jobs);
