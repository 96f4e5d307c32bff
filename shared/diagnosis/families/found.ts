/** What all families share: how a finding is made, and how sure it can be. */
import type { Ask, Confidence, DiagnosisCode, Severity } from '../codes.ts';
import type { CareFinding } from '../diagnosis.ts';
import type { PlantFacts } from '../facts.ts';
import type { Metric } from '../../metrics.ts';
import { addDays } from '../../plain-date.ts';

export interface Found {
  severity: Severity;
  confidence?: Confidence;
  metric?: Metric;
  evidence?: CareFinding['evidence'];
  from?: string | null;
  to?: string | null;
  asks?: readonly Ask[];
}

/** Names come from people and devices, so that they are without characters that no text can hold. */
const kept = (value: CareFinding['evidence'][string]): CareFinding['evidence'][string] => {
  if (typeof value === 'number') return Math.round(value * 100) / 100;
  return typeof value === 'string' ? value.replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ') : value;
};

/** A finding; what is not given is null, sure, or nothing. Figures are rounded to hundredths. */
export const found = (
  code: DiagnosisCode,
  { severity, confidence = 'sure', metric, evidence = {}, from = null, to = null, asks = [] }: Found,
): CareFinding => ({
  code,
  metric: metric ?? null,
  severity,
  confidence,
  evidence: Object.fromEntries(Object.entries(evidence).map(([name, value]) => [name, kept(value)])),
  from,
  to,
  asks: [...asks],
});

/** Fewer days than this leave room for chance. */
const DAYS_TO_BE_SURE = 5;

/** How sure a conclusion from so many days can be; without a species it stays a guess. */
export function confidenceFrom(days: number, { species }: Pick<PlantFacts, 'species'>): Confidence {
  if (species === null) return 'guess';
  return days >= DAYS_TO_BE_SURE && !species.isGenus ? 'sure' : 'likely';
}

/** Noon of a day as an instant: for a period that is told by days. */
export const noon = (day: string): string => `${day}T12:00:00.000Z`;

/** Hours from one instant to another; negative if the other is earlier. */
export const hoursBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 3_600_000;

export const median = (values: readonly number[]): number | null =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;

export const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Those of the last days, today included; a list may end long ago. */
export const recent = <Of extends { day: string }>(days: readonly Of[], today: string, count: number): Of[] =>
  days.filter(({ day }) => day > addDays(today, -count) && day <= today);
