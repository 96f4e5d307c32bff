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

async function measureBurst(url: string, firstMac: number, form: Form, figures: Figures): Promise<void> {
  const boards = new JobProcess<BoardJobs>('load/boards.ts');
  try {
    const macs = Array.from({ length: form.burst }, (_, index) => macOf(firstMac + index));
    const { result, waitsMs } = await besideADashboard(url, () => boards.call('burst', { url, macs }));
    const label = `${form.burst.toLocaleString('en')} boards register at once`;
    figures.add(`${label}: credentials at the first try`, '', 'plantops', result.atOnce);
    figures.add(`${label}: told when to come back`, '', 'plantops', result.toldLater);
    figures.add(`${label}: left without credentials`, '', 'plantops', result.failed);
    figures.add(`${label}: all have credentials after`, 's', 'plantops', result.allAfterMs / 1000);
    figures.add(`${label}: a dashboard waits meanwhile, p95`, 'ms', 'plantops', percentile(waitsMs, 0.95));
  } finally {
    await boards.end();
  }
}

/** Needs an installation without devices. It is filled with devices step by step, and started anew for each. */
export async function measureRegistrations(plantOps: PlantOps, form: Form, figures: Figures): Promise<void> {
  let nextMac = 1;
  for (const devices of form.devices) {
    const filling = await plantOps.start();
    await fillDevices(filling.connection, devices - Math.ceil(form.rounds / 2));
    await filling.stop();
    const running = await plantOps.start();
    try {
      for (let round = 0; round < form.rounds; round += 1)
        figures.add(
          `Registering device number ${devices.toLocaleString('en')}`,
          'ms',
          'plantops',
          await register(running.url, macOf(nextMac++)),
        );
      if (devices === form.devices.at(-1)) await measureBurst(running.url, nextMac, form, figures);
    } finally {
      await running.stop();
    }
  }
}
