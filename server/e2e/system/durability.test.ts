/** Whether what devices send is kept, and what is said where it is not: on one server, whose broker cannot save its store. */
import { mkdirSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import type { Durability } from '@plantops/shared/api/durability.ts';
import type { ServerStatus } from '@plantops/shared/api/server.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, register } from '../harness/api.ts';
import { closePages, DESKTOP, keepScreenshot, openPage, PHONE, useBrowser } from '../harness/browser.ts';
import { DiscordServer } from '../harness/discord-server.ts';
import { eventually } from '../harness/eventually.ts';
import { JudgedApi } from '../harness/judged-api.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';
import { RecordedLoad } from '../harness/recorded-load.ts';

describe('a broker that cannot save its store', () => {
  const discord = new DiscordServer();
  let plantOps: PlantOpsProcess;
  let load: RecordedLoad;
  /** What stands in the way of the broker, which writes its store anew under this name. */
  let obstacle: string;
  let lost = 0;

  const status = async () => call<ServerStatus>(plantOps.url, 'GET', '/readyz');
  const checks = async () => {
    const { body } = await (await JudgedApi.of(plantOps.url)).get<Durability>('/api/system/checks');
    return body;
  };
  const check = async (name: string) => (await checks()).checks.find((one) => one.name === name);
  const metric = async (name: string) => {
    const { body } = await call<string>(plantOps.url, 'GET', '/metrics');
    return body.split('\n').find((line) => line.startsWith(name));
  };
  const rows = async () =>
    (await plantOps.query<{ count: number }>('SELECT count(*)::int FROM telemetry'))[0]?.count ?? 0;

  beforeAll(async () => {
    plantOps = new PlantOpsProcess({ DISCORD_WEBHOOK_URL: await discord.start() });
    obstacle = path.join(plantOps.dataDir, 'mosquitto', 'mosquitto.db.new');
    await plantOps.start();
    load = new RecordedLoad(await Promise.all([register(plantOps.url), register(plantOps.url)]), {
      timed: true,
      ratePerS: 100,
    });
    await load.connect();
  });
  afterAll(async () => {
    load.abandon();
    await plantOps.remove();
    await discord.stop();
  });

  it('is well before that: the server stores a reading of its own every few seconds, and counts', async () => {
    await eventually(async () => (await check('canary'))?.state === 'ok');
    expect((await checks()).state).toBe('ok');
    expect((await status()).body).toMatchObject({ ready: true, warnings: [], checks: { canary: { ok: true } } });
    expect(await metric('plantops_check{check="canary"}')).toBe('plantops_check{check="canary"} 0');
    const [canary] = await plantOps.query<{ sent_at: Date }>('SELECT sent_at FROM canary');
    expect(Date.now() - (canary?.sent_at.getTime() ?? 0)).toBeLessThan(20_000);
    expect((await call<unknown[]>(plantOps.url, 'GET', '/api/devices')).body).toHaveLength(2);
  });

  it('is told within seconds, and devices are not let in rather than deceived', async () => {
    const other = await plantOps.database();
    // Nothing can be stored, so that what the broker takes now is nowhere else.
    await other.query('BEGIN');
    await other.query('LOCK TABLE telemetry IN ACCESS EXCLUSIVE MODE');
    other.on('error', () => undefined);
    mkdirSync(obstacle);
    load.run();
    await eventually(async () => (await status()).body.checks['broker_store']?.ok === false);
    const { status: code, body } = await status();
    expect([code, body.ready, body.checks['broker_store']?.detail]).toEqual([
      503,
      false,
      expect.stringMatching(/cannot save what waits \(Is a directory\).*Devices are not let in.*Free space/),
    ]);
    expect(await metric('plantops_check{check="broker_store"}')).toContain('} 2');
    // Readings wait in front of a table that is locked, so the one of the server does, too.
    await eventually(async () => (await check('canary'))?.code === 'canary_not_stored');
    await eventually(
      async () =>
        (await call(plantOps.url, 'POST', '/api/devices/register', { mac_address: 'a4cf12000001' })).status === 503,
    );
    const acknowledged = load.acknowledged.size;
    expect(acknowledged).toBeGreaterThan(0);
    await eventually(() => discord.messages.some(({ content }) => content.includes('The broker cannot save')));
    expect(load.acknowledged.size, 'nothing was acknowledged meanwhile').toBe(acknowledged);
    expect(discord.messages.filter(({ content }) => content.includes('The broker cannot save'))).toHaveLength(1);
  });

  it('stands on the page System, with what to do, on a phone as on a desk', async () => {
    const browser = await useBrowser();
    for (const size of [PHONE, DESKTOP]) {
      const { page, faults } = await openPage(browser, plantOps.url, size);
      await page.getByRole('link', { name: /^System/ }).click();
      await page.getByText('Readings are not stored safely').first().waitFor();
      expect(await page.getByTestId('system-check').first().textContent()).toMatch(/Nothing is stored|cannot save/);
      expect(await page.getByText('Free space on that disk').count()).toBe(1);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
        0,
      );
      await keepScreenshot(page, `system-${size.width}`);
      expect(faults).toEqual([]);
    }
    await closePages();
  });

  it('says at a stop how much is lost', async () => {
    load.abandon();
    await plantOps.stop();
    const said = /stopped; (\d+) messages that the broker had acknowledged are lost/.exec(plantOps.output);
    lost = Number(said?.[1]);
    expect(lost).toBeGreaterThan(0);
    expect(plantOps.output).not.toContain('nothing is lost');
  });

  it('lets devices in again by itself, and everything but that is there', async () => {
    rmdirSync(obstacle);
    await plantOps.start();
    await eventually(async () => (await check('canary'))?.state === 'ok');
    await eventually(async () => (await rows()) >= load.acknowledged.size - lost);
    expect((await rows()) - (load.acknowledged.size - lost)).toBeLessThan(3);
    await eventually(async () => (await check('broker_queue'))?.state === 'warning');
    expect(await check('broker_queue')).toMatchObject({ code: 'queue_lost_at_stop', figures: { count: lost } });

    mkdirSync(obstacle);
    await eventually(async () => (await status()).status === 503);
    rmdirSync(obstacle);
    await eventually(async () => (await status()).status === 200);
    await register(plantOps.url);
  });
});
