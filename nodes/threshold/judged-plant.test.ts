import type { Reading } from '@plantops/shared/messages.ts';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../runtime/config.ts';
import { thresholdConfig } from './config.ts';
import { plantOfDevice, plantOfMessage } from './core.ts';

const AT = new Date('2026-03-01T12:00:00.000Z');
const reading = (plantId: string | null): Reading => ({
  deviceId: 'dev_1',
  plantId,
  time: AT,
  receivedAt: AT,
  clockWrong: false,
  values: { soil_moisture: 15 },
});
const OWN = { soil_moisture: { min: 20 } };
const CHANGED = { soil_moisture: { min: 40 } };
const device = { deviceId: 'dev_1', name: null, plant: { id: 'fern', name: 'Fern', thresholds: OWN } };

describe('the plant that a reading is judged for', () => {
  it.each([
    ['the one of its device', 'fern', undefined, { id: 'fern', limits: OWN }],
    ['with limits that a flow changed', 'fern', { id: 'fern', thresholds: CHANGED }, { id: 'fern', limits: CHANGED }],
    ['with its own limits if the message has none', 'fern', { id: 'fern' }, { id: 'fern', limits: OWN }],
    ['not by the limits of another', 'fern', { id: 'palm', thresholds: CHANGED }, { id: 'fern', limits: OWN }],
    ['none if the device was moved since', 'palm', undefined, undefined],
    ['none if the reading belongs to no plant', null, undefined, undefined],
  ])('is %s', (_, plantId, onMessage, judged) => {
    expect(plantOfDevice(reading(plantId), onMessage, device)).toEqual(judged);
  });

  it('is none for a device without a plant, and for one that is not known', () => {
    expect(plantOfDevice(reading('fern'), null, { ...device, plant: null })).toBeUndefined();
    expect(plantOfDevice(reading('fern'), null, undefined)).toBeUndefined();
  });

  it.each([
    ['the device, with limits of the settings', null, undefined, { id: 'dev_1', limits: OWN }],
    ['the plant of the reading', 'fern', null, { id: 'fern', limits: OWN }],
    ['the plant of the message', null, { id: 'palm' }, { id: 'palm', limits: OWN }],
    ['and limits of the message', null, { id: 'palm', thresholds: CHANGED }, { id: 'palm', limits: CHANGED }],
  ])('without a directory is %s', (_, plantId, onMessage, judged) => {
    expect(plantOfMessage(reading(plantId), onMessage, OWN)).toEqual(judged);
  });
});

describe('limits in the settings', () => {
  const limitsOf = (limits: unknown) => readConfig(thresholdConfig, [], { limits }).limits;

  it.each([
    [undefined, {}],
    [' ', {}],
    ['{}', {}],
    ['{"soil_moisture": {"min": 20}, "ph": {"max": 7}}', { soil_moisture: { min: 20 }, ph: { max: 7 } }],
  ])('%j are read', (text, limits) => {
    expect(limitsOf(text)).toEqual(limits);
  });

  it.each([
    ['soil_moisture > 20', /limits: must be JSON such as \{"soil_moisture"/],
    ['{"sap_flow": {"min": 1}}', /limits: .*sap_flow/],
    ['{"humidity": {"min": 400}}', /limits\.humidity\.min: /],
    ['{"humidity": {"min": 60, "max": 40}}', /limits\.humidity\.min: min must not be greater than max/],
  ])('%j say what is wrong', (text, sentence) => {
    expect(() => limitsOf(text)).toThrow(sentence);
  });
});
