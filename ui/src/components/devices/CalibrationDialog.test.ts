import { describe, expect, it } from 'vitest';
import type { Calibration, Device } from '../../api/generated';
import { problem } from '../../testing/fake-server';
import { at, fernDevice, start } from '../../testing/samples';
import { mountPage, openScreen } from '../../testing/screen';
import { server } from '../../testing/stage';
import CalibrationDialog from './CalibrationDialog.vue';

const PATH = '/api/devices/fern-board/calibration';
const soil = (more: Partial<Calibration> = {}): Calibration => ({
  metric: 'soil_moisture',
  points: null,
  since: null,
  raw: 3120,
  raw_at: at('11:59'),
  done: null,
  ...more,
});
const POINTS = { dry: 3000, saturated: 1300, dry_value: 0, saturated_value: 100 };

async function shown(calibration: Calibration | null = soil(), more: Partial<Device> = {}) {
  const device = fernDevice({ name: 'Shelf', ...more });
  server.answer('GET', '/api/start', start({ devices: [device] }));
  server.answer('GET', PATH, calibration ? [calibration] : []);
  server.answer('PUT', `${PATH}/soil_moisture`, ({ body }: { body: object }) => [
    soil({ points: { ...POINTS, ...body } }),
  ]);
  server.answer('DELETE', `${PATH}/soil_moisture`, [soil()]);
  const screen = openScreen();
  await screen.garden.load();
  return mountPage(CalibrationDialog, { device, modelValue: true }, { screen });
}
const sent = () => server.calls.filter(({ method }) => method !== 'GET').map(({ method, body }) => [method, body]);

describe('calibrating a probe', () => {
  it('takes what it reads now as one point, and what is typed as the other', async () => {
    const page = await shown();
    expect(page.testIds('raw-now')[0]?.textContent).toContain('3120');
    await page.click(page.role('button', 'Take this value as dry'));
    await page.type('Raw value in saturated soil', '1320,5');
    await page.click(page.role('button', 'Save'));
    expect(sent()).toEqual([
      ['PUT', { dry: 3120, saturated: 1320.5, dry_value: 0, saturated_value: 100, backwards: false }],
    ]);
    expect(page.screen.told()).toEqual(['Soil moisture of Shelf is calibrated.']);
    await page.screen.act();
    expect(sent()[1], 'there was none before').toEqual(['DELETE', undefined]);
  });

  it('changes values of before where that is wanted, and undo gives the former points back', async () => {
    const page = await shown(soil({ points: POINTS }));
    await page.click(page.role('checkbox', 'Also correct the values of before'));
    await page.click(page.role('button', 'Take this value as dry'));
    await page.click(page.role('button', 'Save'));
    await page.screen.act();
    expect(sent()).toEqual([
      ['PUT', { ...POINTS, dry: 3120, backwards: true }],
      ['PUT', { ...POINTS, backwards: true }],
    ]);
  });

  it('shows the last week before and after, or why it cannot', async () => {
    const preview = {
      from: at('11:00'),
      to: at('12:00'),
      points: [
        { time: at('11:00'), before: 3000, after: 0 },
        { time: at('11:30'), before: 1300, after: 100 },
      ],
    };
    server.answer('POST', `${PATH}/soil_moisture/preview`, preview);
    const page = await shown(soil({ points: POINTS }));
    await page.click(page.role('button', 'Preview'));
    expect(page.testIds('preview-after')[0]?.textContent).toContain('As it would be: 0.0 – 100.0');
    server.answer('POST', `${PATH}/soil_moisture/preview`, problem(503, { detail: 'The database is away' }));
    await page.click(page.role('button', 'Preview'));
    expect(page.roles('alert').map(({ textContent }) => textContent)).toContainEqual(
      expect.stringContaining('The database is away'),
    );
  });

  it('offers counts that could not be taken', async () => {
    const aside = {
      code: 'value_set_aside' as const,
      metric: 'soil_moisture' as const,
      since: at('11:00'),
      last_at: at('11:00'),
      count: 1,
      evidence: { sent: '2310', why: 'too_high' },
      severity: 'warning' as const,
      title: '',
      advice: '',
    };
    const page = await shown(null, { findings: [aside] });
    expect(page.testIds('raw-now')[0]?.textContent).toContain('2310');
  });

  it('says that nothing was sent', async () => {
    const page = await shown(null);
    expect(page.testIds('raw-now')[0]?.textContent).toContain('nothing for a week');
  });

  it('is taken away, with how far values of before are', async () => {
    const page = await shown(soil({ points: POINTS, done: 0.25 }));
    expect(page.role('status', /./).textContent).toContain('25 %');
    await page.click(page.role('button', 'Remove the calibration'));
    expect(sent()).toEqual([['DELETE', undefined]]);
    expect(page.screen.told()).toEqual(['Soil moisture of Shelf is what the probe sends again.']);
  });

  it('needs two different numbers', async () => {
    const page = await shown();
    expect(page.role('button', 'Save').hasAttribute('disabled')).toBe(true);
    await page.type('Raw value in dry soil', '10');
    await page.type('Raw value in saturated soil', 'ten');
    expect(page.role('button', 'Save').hasAttribute('disabled')).toBe(true);
    await page.type('Raw value in saturated soil', '10');
    expect(page.role('button', 'Save').hasAttribute('disabled')).toBe(true);
  });
});
