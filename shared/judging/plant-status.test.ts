import { describe, expect, it } from 'vitest';
import { type PlantState, plantStatus } from './plant-status.ts';

const well: PlantState = {
  urgentAlerts: 0,
  deviceCount: 2,
  offlineCount: 0,
  staleCount: 0,
  hasValues: true,
  hadDevice: true,
};

describe('the status of a plant', () => {
  it.each<[string, Partial<PlantState>, string]>([
    ['with values inside their limits', {}, 'ok'],
    ['with an alert, whatever else', { urgentAlerts: 1, offlineCount: 2, staleCount: 1 }, 'alert'],
    ['of which no device is heard', { offlineCount: 2, staleCount: 1 }, 'offline'],
    ['of which one of two devices is silent', { offlineCount: 1, staleCount: 1 }, 'alert'],
    ['with a metric without new values', { staleCount: 1 }, 'stale'],
    ['whose device has not measured anything', { hasValues: false }, 'no_data'],
    ['whose device was taken away', { deviceCount: 0, hasValues: false }, 'no_data'],
    ['that never had a device', { deviceCount: 0, hasValues: false, hadDevice: false }, 'no_sensor'],
  ])('%s', (_what, state, status) => {
    expect(plantStatus({ ...well, ...state })).toBe(status);
  });
});
