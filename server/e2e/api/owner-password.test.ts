import type { AuditEntry } from '@plantops/shared/api/access.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawRequest } from '../../testing/raw-request.ts';
import { OpenAnswer } from '../../testing/served.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

describe('a password that is set in the dashboard', () => {
  const plantOps = new PlantOpsProcess();
  beforeAll(() => plantOps.start());
  afterAll(() => plantOps.remove());
  const ask = async (method: string, path: string, headers: Record<string, string> = {}, body?: object) => {
    const answer = await rawRequest(plantOps.url, {
      method,
      path,
      headers: { ...JSON_TYPE, ...headers },
      body: body && JSON.stringify(body),
    });
    return { ...answer, json: (answer.text === '' ? {} : JSON.parse(answer.text)) as Record<string, unknown> };
  };

  it('is offered at the start, closes what was open without one, and is asked for from then on, also after a restart', async () => {
    expect(plantOps.output).toMatch(/There is no password: everybody with an account on this machine/);
    expect((await ask('GET', '/api/owner-password')).json).toEqual({ source: 'none' });
    const open = await OpenAnswer.to(`${plantOps.url}/api/events`, {});
    expect((await ask('PUT', '/api/owner-password', {}, { password: 'short' })).status).toBe(400);
    const set = await ask('PUT', '/api/owner-password', {}, { password: 'correct horse' });
    expect([set.status, set.json]).toEqual([200, { source: 'dashboard' }]);
    await open.end;
    const cookie = set.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    expect((await ask('GET', '/api/plants', { cookie })).status).toBe(200);
    for (const path of ['/api/plants', '/metrics', '/editor/flows']) expect((await ask('GET', path)).status).toBe(401);
    expect((await ask('GET', '/api/plants', { authorization: 'Bearer correct horse' })).status).toBe(200);

    const change = (current: string) =>
      ask('PUT', '/api/owner-password', { cookie }, { password: 'another horse', current });
    expect((await change('wrong horse')).json.code).toBe('wrong_password');
    expect((await change('correct horse')).status).toBe(200);
    expect((await ask('GET', '/api/plants', { cookie })).status).toBe(401);
    const { text } = await ask('GET', '/api/audit', { authorization: 'Bearer another horse' });
    expect(text).not.toContain('horse');
    const [last] = JSON.parse(text) as AuditEntry[];
    expect(last).toMatchObject({ operation: 'setOwnerPassword', fields: ['password', 'current'] });

    await plantOps.stop();
    await plantOps.start();
    expect((await ask('GET', '/api/plants')).status).toBe(401);
    expect((await ask('GET', '/api/plants', { authorization: 'Bearer correct horse' })).status).toBe(401);
    expect((await ask('GET', '/api/plants', { authorization: 'Bearer another horse' })).status).toBe(200);
    const policy = async (path: string): Promise<unknown> =>
      (await rawRequest(plantOps.url, { path, headers: { authorization: 'Bearer another horse' } })).headers[
        'content-security-policy'
      ];
    expect(await policy('/editor/')).toContain("default-src 'self'");
    expect(await policy('/api/docs/')).toContain("default-src 'self'");
  });
});
