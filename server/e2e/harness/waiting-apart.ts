import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** They wait for most of their time. Side by side they leave the machine idle, and the last one would keep all waiting. */
const WAITING = [
  'docs/pages-followed',
  'flows/flow-faults',
  'flows/engine-kills',
  'ingest/outage',
  'ingest/recovery',
  'flows/flows',
  'settings/rotate-key',
  'system/simulator',
  'alerts/alerts',
  'alerts/mutes',
].map((name) => `/server/e2e/${name}.test.ts`);

/** How many others begin between two of them. */
const BETWEEN = 3;

/** The usual order of Vitest, which begins with large files; but files that wait begin early, and apart from each other. */
export class WaitingApart extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    const waiting = WAITING.flatMap((name) => usual.find(({ moduleId }) => moduleId.endsWith(name)) ?? []);
    const order = usual.filter((file) => !waiting.includes(file));
    const first = order.findIndex(({ project }) => project.name === waiting[0]?.project.name);
    for (const [nth, file] of waiting.entries()) order.splice(Math.max(first, 0) + nth * (BETWEEN + 1), 0, file);
    return order;
  }
}
