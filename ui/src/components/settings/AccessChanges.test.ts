import { expect, it } from 'vitest';
import type { AuditEntry } from '../../api/generated';
import { problem } from '../../testing/fake-server';
import { at } from '../../testing/samples';
import { mountPage } from '../../testing/screen';
import { server } from '../../testing/stage';
import AccessChanges from './AccessChanges.vue';

const change = (id: number): AuditEntry => ({
  id,
  at: at('09:00'),
  by: 'token',
  name: 'backup',
  address: '10.0.0.1',
  operation: 'updatePlant',
  target: `plant_${id}`,
  fields: ['name', 'place.room'],
});

it('what was changed is shown on demand, page by page, with who did it', async () => {
  const all = Array.from({ length: 25 }, (_, place) => change(25 - place));
  server.answer('GET', '/api/audit', ({ query }: { query: { limit: string; cursor?: string } }) =>
    all.filter(({ id }) => id < Number(query.cursor ?? 100)).slice(0, Number(query.limit)),
  );
  const page = await mountPage(AccessChanges);
  expect(server.asked('GET', '/api/audit')).toEqual([]);
  await page.click(page.testId('changes-more'));
  expect(page.testIds('change')).toHaveLength(20);
  expect(page.testIds('change')[0]?.textContent).toMatch(
    /updatePlant · plant_25 · name, place\.room.*the token backup, 10\.0\.0\.1/,
  );
  await page.click(page.testId('changes-more'));
  expect(page.testIds('change')).toHaveLength(25);
  expect(page.testIds('changes-more')).toEqual([]);
});

it('that nothing was changed is said, and why the list cannot be shown', async () => {
  server.answer('GET', '/api/audit', problem(503, { detail: 'Not now.' }));
  const page = await mountPage(AccessChanges);
  await page.click(page.testId('changes-more'));
  expect(page.words()).toContain('Not now.');
  server.answer('GET', '/api/audit', []);
  await page.click(page.testId('changes-more'));
  expect(page.words()).not.toContain('Not now.');
  expect(page.words()).toContain('Nothing was changed in the last 90 days.');
});
