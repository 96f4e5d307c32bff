/** All kinds of findings, by code. A family is a file, which holds what is noticed in one place. */
import { spoken } from '#spoken';
import { metricWords } from '../languages/metric-words.ts';
import type { Language } from '../settings/display.ts';
import type { FindingKind, FindingText, Noted, NotedByName } from './finding-kind.ts';
import { BROKER_FINDINGS } from './broker.ts';
import { CLOCK_FINDINGS } from './clock.ts';
import { GATEWAY_FINDINGS } from './gateways.ts';
import { IDENTITY_FINDINGS } from './identity.ts';
import { PROBE_FINDINGS } from './probes.ts';
import { VALUE_FINDINGS } from './values.ts';

const KINDS = {
  ...VALUE_FINDINGS,
  ...CLOCK_FINDINGS,
  ...PROBE_FINDINGS,
  ...BROKER_FINDINGS,
  ...IDENTITY_FINDINGS,
  ...GATEWAY_FINDINGS,
} satisfies Record<string, FindingKind>;

export type FindingCode = keyof typeof KINDS;
export const FINDING_KINDS: Readonly<Record<FindingCode, FindingKind>> = KINDS;
export const FINDING_CODES = Object.keys(KINDS) as [FindingCode, ...FindingCode[]];

const named = (noted: Noted, language: Language): NotedByName => ({
  ...noted,
  name: noted.metric && metricWords(noted.metric, language).label,
});

/** What people read of a finding, in their language. */
export const findingText = (code: FindingCode, noted: Noted, language: Language): FindingText =>
  spoken(language).findings[code](named(noted, language));
