import { afterEach, describe, expect, it } from 'vitest';
import { preferences } from './preferences';
import { text, useLanguage } from './text';

describe('text', () => {
  afterEach(() => useLanguage('en'));

  it('fills in values and chooses the plural by n', () => {
    expect([text('alerts.count', { n: 1 }), text('alerts.count', { n: 3 }), text('age.minutes', { n: 5 })]).toEqual([
      '1 open alert',
      '3 open alerts',
      '5 min ago',
    ]);
  });

  it('follows the language', async () => {
    await useLanguage('de');
    expect([text('nav.devices'), text('alerts.count', { n: 2 }), preferences.language]).toEqual([
      'Geräte',
      '2 offene Alarme',
      'de',
    ]);
  });

  it('chooses among the plurals that the language has', async () => {
    await useLanguage('fr');
    expect([0, 1, 2, 1_000_000].map((n) => text('alerts.count', { n }))).toEqual([
      '0 alerte en cours',
      '1 alerte en cours',
      '2 alertes en cours',
      '1000000 d’alertes en cours',
    ]);
    await useLanguage('es');
    expect([0, 1, 1_000_000].map((n) => text('duration.days', { n }))).toEqual(['0 días', '1 día', '1000000 de días']);
  });
});
