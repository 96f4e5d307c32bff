/** What registering costs with few and with many devices, and when many boards register at once. */
import { ask, macOf, type PlantOps } from '../contestants/plantops.ts';
import type { Figures } from '../figures.ts';
import { fillDevices } from '../fill.ts';
import type { Form } from '../forms.ts';
import type { BoardJobs } from '../load/boards.ts';
import { JobProcess } from '../processes/job-process.ts';
import { percentile } from '../statistics.ts';

/** How often a dashboard asks while boards register (ms). */
const DASHBOARD_MS = 100;
/** The number of the first address of a burst; no other board of the bench has one above it. */
const BURST_FIRST = 100_000;

async function filledTo(plantOps: PlantOps, devices: number): Promise<void> {
  const running = await plantOps.start();
  await fillDevices(running.connection, devices);
  await running.stop();
}

async function register(url: string, mac: string): Promise<number> {
  const startedAtMs = performance.now();
  await ask(url, 'POST', '/api/devices/register', { mac_address: mac });
  return performance.now() - startedAtMs;
}

/** Asks for a plant now and then while `work` runs. @returns its result, and how long each answer took (ms) */
async function besideADashboard<T>(url: string, work: () => Promise<T>): Promise<{ result: T; waitsMs: number[] }> {
  const asked: Promise<number>[] = [];
  const asking = setInterval(() => {
    const startedAtMs = performance.now();
    asked.push(ask(url, 'GET', '/api/plants?limit=1').then(() => performance.now() - startedAtMs));
  }, DASHBOARD_MS);
  try {
    const result = await work();
    return { result, waitsMs: await Promise.all(asked) };
  } finally {
    clearInterval(asking);
  }
}

/** Many boards register at the same moment. */
export async function measureBurst(plantOps: PlantOps, form: Form, figures: Figures): Promise<void> {
  const running = await plantOps.start();
  const { url } = running;
  const boards = new JobProcess<BoardJobs>('load/boards.ts');
  try {
    const macs = Array.from({ length: form.burst }, (_, index) => macOf(BURST_FIRST + index));
    const { result, waitsMs } = await besideADashboard(url, () => boards.call('burst', { url, macs }));
    const label = `${form.burst.toLocaleString('en')} boards register at once`;
    figures.add(`${label}: credentials at the first try`, '', 'plantops', result.atOnce);
    figures.add(`${label}: told when to come back`, '', 'plantops', result.toldLater);
    figures.add(`${label}: left without credentials`, '', 'plantops', result.failed);
    figures.add(`${label}: all have credentials after`, 's', 'plantops', result.allAfterMs / 1000);
    figures.add(`${label}: a dashboard waits meanwhile, p95`, 'ms', 'plantops', percentile(waitsMs, 0.95));
  } finally {
    await boards.end();
    await running.stop();
  }
}

/** Registers as many boards as there are rounds, so that the middle one is this device. */
export async function measureRegistering(
  plantOps: PlantOps,
  device: number,
  form: Form,
  figures: Figures,
): Promise<void> {
  await filledTo(plantOps, device - Math.ceil(form.rounds / 2));
  const running = await plantOps.start();
  try {
    for (let round = 0; round < form.rounds; round += 1) {
      const ms = await register(running.url, macOf(device + round));
      figures.add(`Registering device number ${device.toLocaleString('en')}`, 'ms', 'plantops', ms);
    }
  } finally {
    await running.stop();
  }
}
