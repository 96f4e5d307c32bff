import type { Plant } from '@plantops/shared/api/plants.ts';
import type { CurrentCarePlan } from '@plantops/shared/care/care-plan.ts';
import ical from 'node-ical';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../harness/api.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

const OWNER = { authorization: 'Bearer canary-owner-password' };

describe('the calendar feed, if there is a password', () => {
  const plantOps = new PlantOpsProcess({ OWNER_PASSWORD: 'canary-owner-password' });
  let plantId: string;
  let feed: string;
  const get = (path: string, headers: Record<string, string> = {}) =>
    call<string>(plantOps.url, 'GET', path, undefined, headers);

  beforeAll(async () => {
    await plantOps.start();
    plantId = (await call<Plant>(plantOps.url, 'POST', '/api/plants', { name: 'Fern, the "old" one' }, OWNER)).body.id;
    feed = (await call<CurrentCarePlan>(plantOps.url, 'GET', `/api/plants/${plantId}/care-plan`, undefined, OWNER)).body
      .calendar_url;
  });
  afterAll(() => plantOps.remove());

  it('can be read by anyone who has its address, without the password', async () => {
    const { status, headers, body } = await get(feed);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
    const events = Object.values(ical.sync.parseICS(body)).filter((entry) => entry?.type === 'VEVENT');
    expect(events.map(({ summary }) => summary)).toContain('Water Fern, the "old" one');
    expect(events[0]?.description).toContain(`${plantOps.url}/plants/${plantId}/care`);
  });

  it('stays the same after a restart', async () => {
    await plantOps.stop();
    await plantOps.start();
    expect((await get(feed)).status).toBe(200);
  });

  it.each([
    ['no token', (id: string) => `/api/plants/${id}/care.ics`],
    ['a wrong token', (id: string) => `/api/plants/${id}/care.ics?token=x`],
    ['a token of no use for a plant that is not there', () => '/api/plants/plant_9/care.ics?token=x'],
  ])('is refused with %s, whether there is such a plant or not', async (_what, path) => {
    expect((await get(path(plantId))).status).toBe(401);
  });

  it('gives access to nothing else', async () => {
    const token = new URL(feed, plantOps.url).search;
    expect((await get(`/api/plants/${plantId}/care-plan${token}`)).status).toBe(401);
    expect((await get(`/api/plants/${plantId}/care.ics`, OWNER)).status).toBe(200);
    expect((await get('/api/plants/plant_9/care.ics', OWNER)).status).toBe(404);
  });
});
