import { perKind } from '@plantops/shared/settings/retention.ts';
import { describe, expect, it } from 'vitest';
import { settled } from '../../testing/fake-server';
import { at } from '../../testing/samples';
import { retention } from '../../testing/settings-samples';
import { mountPage } from '../../testing/screen';
import { clock, server } from '../../testing/stage';
import RetentionSettings from './RetentionSettings.vue';

const PATH = '/api/settings/retention';

describe('what is kept', () => {
  it('is shown with the room that it takes, and with when the disk is full', async () => {
    server.answer('GET', PATH, retention({ full_at: '2030-05-06T00:00:00.000Z' }));
    const page = await mountPage(RetentionSettings);
    expect(page.emitted('ready')).toHaveLength(1);
    expect(page.words()).toContain('They take 5 MB now.');
    expect(page.words()).toContain('for ever');
    expect(page.testId('kept-room').textContent).toMatch(
      /8 GB of the disk are free\. 80 kB are added a day: at this rate it is full on .*2030/,
    );
    expect(page.roles('alert')).toHaveLength(0);
  });

  it('is a warning when the disk is full within a month', async () => {
    clock.set(at('12:00'));
    server.answer('GET', PATH, retention({ full_at: '2026-01-20T00:00:00.000Z' }));
    const page = await mountPage(RetentionSettings);
    expect(page.roles('alert').map(({ textContent }) => textContent)).toEqual([
      expect.stringContaining('it is full on'),
    ]);
  });

  it('says where nothing is known of the disk, and from when on something is kept', async () => {
    const stored = perKind((kind) => ({
      bytes: 10,
      bytes_a_day: 0,
      kept_from: kind === 'readings' ? '2026-01-01T00:00:00.000Z' : null,
    }));
    server.answer('GET', PATH, retention({ disk: null, stored, months: { ...perKind(() => null), readings: 12 } }));
    const page = await mountPage(RetentionSettings);
    expect(page.words()).toContain('Kept from January 1, 2026 on.');
    expect(page.words()).toContain('1 year');
    expect(page.words()).toContain('the machine of the database knows');
  });

  it('asks before something goes: what, how much, and until when', async () => {
    server.answer('GET', PATH, retention({ months: { ...perKind(() => null), readings: 12 } }));
    server.answer('POST', `${PATH}/preview`, [{ kind: 'readings', rows: 12_345, before: '2025-12-01T00:00:00.000Z' }]);
    server.answer('PUT', PATH, retention());
    const page = await mountPage(RetentionSettings);
    page.wrapper.getComponent({ name: 'VSelect' }).vm.$emit('update:modelValue', 1);
    await settled();
    await page.click(page.role('button', 'Save'));
    expect(document.body.textContent).toContain('Readings: 12,345, all of before December 1, 2025.');
    expect(server.asked('PUT', PATH)).toEqual([]);
    await page.click(page.testId('confirm'));
    expect(server.asked('PUT', PATH).map(({ body }) => body)).toEqual([
      { months: { ...perKind(() => null), readings: 1 }, agreed: true },
    ]);
  });
});
