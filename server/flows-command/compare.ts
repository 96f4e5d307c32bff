/** Compares what came of messages with what a test expects, and says in words what differs. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { Closing, DryAlert, DryCommand, DryFate, DryNotice } from '../port/dry-offers.ts';
import type { Expectations, Moment } from './test-file.ts';

/** Everything that came of the messages of a test. */
export interface Outcome {
  /** In the order of the messages. */
  fates: readonly DryFate[];
  alerts: readonly DryAlert[];
  notices: readonly DryNotice[];
  commands: readonly DryCommand[];
  waiting: Closing['waiting'];
  notActed: Closing['notActed'];
}

type Fields = Record<string, unknown>;

/** Milliseconds since 1970. */
export const instantOf = (moment: Moment, startMs: number): number =>
  typeof moment === 'number' ? startMs + moment * 1000 : Date.parse(moment);

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value is as expected: of objects, only the fields that are expected count. */
function holds(actual: unknown, expected: unknown): boolean {
  if (isFields(expected) && isFields(actual))
    return Object.entries(expected).every(([name, value]) => holds(actual[name], value));
  return isDeepStrictEqual(actual, expected);
}

/** Compares one entry. @returns what differs; none if it is as expected */
type Compare<Expected> = (actual: Fields, expected: Expected) => string[];

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

/** Compares the fields that are given. */
const byFields =
  (how: Readonly<Record<string, (actual: unknown, expected: unknown) => boolean>> = {}): Compare<object> =>
  (actual, expected) =>
    Object.entries(expected as Fields)
      .filter(([name, value]) => value !== undefined && !(how[name] ?? holds)(actual[name], value))
      .map(([name, value]) => `${name} is ${shown(actual[name])}, ${shown(value)} was expected`);

const hasWords = (actual: unknown, expected: unknown): boolean => String(actual).includes(String(expected));

const byWords: Compare<string> = ({ reason }, expected) =>
  hasWords(reason, expected) ? [] : [`the reason is ${shown(reason)}, which does not hold ${shown(expected)}`];

/** Compares a list whole and in order. */
function compareLists<Expected>(
  kind: string,
  actual: readonly Fields[],
  expected: readonly Expected[] | undefined,
  compare: Compare<Expected>,
): string[] {
  if (!expected) return [];
  const differences = expected.flatMap((entry, index) => {
    const place = `${kind} ${index + 1}`;
    const found = actual[index];
    if (!found) return [`${place} is missing: ${shown(entry)}`];
    return compare(found, entry).map((difference) => `${place}: ${difference}`);
  });
  const surplus = actual.slice(expected.length).map((entry, index) => {
    return `${kind} ${expected.length + index + 1} was not expected: ${shown(entry)}`;
  });
  return [...differences, ...surplus];
}

function compareCounts(
  kind: string,
  actual: Closing['waiting'],
  expected: Record<string, number> | undefined,
): string[] {
  if (!expected) return [];
  const counts = new Map(actual.map(({ nodeId, count }) => [nodeId, count]));
  return [...new Set([...counts.keys(), ...Object.keys(expected)])]
    .filter((id) => (counts.get(id) ?? 0) !== (expected[id] ?? 0))
    .map((id) => `${kind} ${id}: ${counts.get(id) ?? 0} messages, ${expected[id] ?? 0} were expected`);
}

const placeOf = (place: { nodeId: string; reason: string } | undefined): Fields[] =>
  place ? [{ node: place.nodeId, reason: place.reason }] : [];

/** What differs from what is expected, in sentences without a full stop; none if all is as it should be. */
export function differencesOf(outcome: Outcome, expected: Expectations, startMs: number): string[] {
  const { fates, alerts, notices } = outcome;
  const time = (ms: number): string => new Date(ms).toISOString();
  const sameMoment = (actual: unknown, moment: unknown): boolean =>
    actual === time(instantOf(moment as Moment, startMs));
  const stored = fates.flatMap((fate) =>
    fate.stored.map((reading) => ({
      device: reading.deviceId,
      plant: reading.plantId,
      at: time(reading.time),
      values: reading.values,
    })),
  );
  const events = <Event extends { at: number; plantId: string | null; deviceId: string | null }>(
    list: readonly Event[],
  ) => list.map(({ at, plantId, deviceId, ...rest }) => ({ ...rest, at: time(at), plant: plantId, device: deviceId }));
  const placed = byFields({ reason: hasWords });
  const timed = byFields({ at: sameMoment });
  return [
    ...compareLists('stored', stored, expected.stored, byFields({ at: sameMoment, values: isDeepStrictEqual })),
    ...compareLists(
      'rejected',
      fates.flatMap(({ rejected }) => rejected.map((reason) => ({ reason }))),
      expected.rejected,
      byWords,
    ),
    ...compareLists(
      'set_aside',
      fates.flatMap(({ setAside }) => placeOf(setAside)),
      expected.set_aside,
      placed,
    ),
    ...compareLists(
      'let_go',
      fates.flatMap(({ letGo }) => placeOf(letGo)),
      expected.let_go,
      placed,
    ),
    ...compareLists(
      'alerts',
      events(alerts).map(({ alertId: _, ...alert }) => alert),
      expected.alerts,
      timed,
    ),
    ...compareLists('notices', events(notices), expected.notices, timed),
    ...compareLists(
      'commands',
      outcome.commands.map(({ at, deviceId, text }) => ({ at: time(at), device: deviceId, text })),
      expected.commands,
      timed,
    ),
    ...compareLists(
      'answers',
      fates.flatMap(({ answer }) => (answer === undefined ? [] : [{ answer }])),
      expected.answers?.map((answer) => ({ answer })),
      byFields(),
    ),
    ...compareLists(
      'refusals',
      fates.flatMap(({ refusal }) => (refusal === undefined ? [] : [{ reason: refusal }])),
      expected.refusals,
      byWords,
    ),
    ...compareCounts('waiting', outcome.waiting, expected.waiting),
    ...compareCounts('not_acted', outcome.notActed, expected.not_acted),
  ];
}
