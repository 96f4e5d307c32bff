/** What a dashboard asks for when it is opened, with many plants. */
import http from 'node:http';
import type { PlantOps } from '../contestants/plantops.ts';
import type { Figures } from '../figures.ts';
import { fillDevices, fillPlants } from '../fill.ts';
import type { Form } from '../forms.ts';
import { percentile } from '../statistics.ts';

const REQUESTS = 30;
/** The first ones compile code. */
const WARM_UP = 5;

/** Asks as a browser does, or without compression. @returns how long it took (ms), and the bytes that were sent */
function browse(url: URL, encoding = 'gzip'): Promise<{ ms: number; bytes: number }> {
  const startedAtMs = performance.now();
  return new Promise((resolve, reject) => {
    http
      .get(url, { headers: { 'accept-encoding': encoding } }, (response) => {
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
        });
        response.on('end', () => {
          if (response.statusCode === 200) resolve({ ms: performance.now() - startedAtMs, bytes });
          else reject(new Error(`GET ${url.pathname} was answered with ${response.statusCode}`));
        });
      })
      .on('error', reject);
  });
}

async function measureList(url: URL, label: string, form: Form, figures: Figures): Promise<void> {
  for (let request = 0; request < WARM_UP; request += 1) await browse(url);
  const { bytes } = await browse(url, 'identity');
  figures.add(label, 'kB', 'plantops', bytes / 1000);
  for (let round = 0; round < form.rounds; round += 1) {
    const answers = [];
    for (let request = 0; request < REQUESTS; request += 1) answers.push(await browse(url));
    figures.add(
      `${label}, p95`,
      'ms',
      'plantops',
      percentile(
        answers.map(({ ms }) => ms),
        0.95,
      ),
    );
    figures.add(`${label}, compressed`, 'kB', 'plantops', (answers[0]?.bytes ?? 0) / 1000);
  }
}

/** Fills it with devices and plants step by step, and measures after a start at each. */
export async function measureLists(plantOps: PlantOps, form: Form, figures: Figures): Promise<void> {
  for (const plants of form.plants) {
    const filling = await plantOps.start();
    await fillDevices(filling.connection, plants);
    await fillPlants(filling.connection, plants);
    await filling.stop();
    const running = await plantOps.start();
    try {
      const count = plants.toLocaleString('en');
      await measureList(new URL('/api/start', running.url), `/api/start, ${count} plants`, form, figures);
      await measureList(new URL('/api/plants', running.url), `/api/plants, a page of ${count} plants`, form, figures);
    } finally {
      await running.stop();
    }
  }
}
