/**
 * Settles requests that exclude each other: once, by rule, and visibly. `EXCLUDES` is the table of who yields to whom; of
 * the ways to move a plant, only one is asked for. Pure.
 */
import { type Ask, type DiagnosisCode, type SettlementRule, type Severity, SEVERITIES } from './codes.ts';
import type { CareFinding, Settlement } from './diagnosis.ts';

interface Asked {
  ask: Ask;
  from: CareFinding;
}

interface Exclusion {
  dropped: Ask;
  /** Any of these wins. */
  winners: readonly Ask[];
  rule: SettlementRule;
}

/** The ways to move a plant, the one that saves it first. */
export const MOVES = [
  'bring_inside',
  'protect_from_frost',
  'move_warmer',
  'move_cooler',
  'move_shadier',
  'move_brighter',
] as const satisfies readonly Ask[];
const isMove = (ask: Ask): boolean => (MOVES as readonly Ask[]).includes(ask);

/** In this order. A request that yields to an earlier row is gone before a later one is read. */
export const EXCLUDES: readonly Exclusion[] = [
  { dropped: 'water_now', winners: ['hold_water'], rule: 'wet_before_habit' },
  { dropped: 'water_when_due', winners: ['hold_water'], rule: 'wet_before_habit' },
  { dropped: 'water_after_frost', winners: ['hold_water'], rule: 'wet_before_habit' },
  { dropped: 'water_thoroughly', winners: ['hold_water'], rule: 'wet_before_habit' },
  { dropped: 'water_thoroughly', winners: ['water_after_frost'], rule: 'harm_before_comfort' },
  { dropped: 'water_when_due', winners: ['water_after_frost'], rule: 'harm_before_comfort' },
  { dropped: 'water_more_often', winners: ['hold_water', 'water_less_often'], rule: 'wet_before_habit' },
  { dropped: 'water_now', winners: ['protect_from_frost'], rule: 'harm_before_comfort' },
  { dropped: 'water_when_due', winners: ['water_now', 'water_thoroughly'], rule: 'soil_before_calendar' },
  { dropped: 'water_less_often', winners: ['water_now', 'water_thoroughly'], rule: 'soil_before_calendar' },
  {
    dropped: 'feed',
    winners: [
      'stop_feeding',
      'hold_water',
      'water_now',
      'water_after_frost',
      'water_thoroughly',
      'repot',
      'bring_inside',
      'protect_from_frost',
      'move_warmer',
      'move_cooler',
      'move_brighter',
      'feel_soil',
    ],
    rule: 'rest_before_feeding',
  },
  {
    dropped: 'repot',
    winners: ['bring_inside', 'protect_from_frost', 'move_warmer', 'move_cooler', 'hold_water', 'water_now'],
    rule: 'harm_before_comfort',
  },
  { dropped: 'raise_humidity', winners: ['air_room'], rule: 'harm_before_comfort' },
  { dropped: 'add_lamp', winners: ['move_shadier'], rule: 'harm_before_comfort' },
  {
    dropped: 'leave_it',
    winners: MOVES,
    rule: 'harm_before_comfort',
  },
];

const weight = (severity: Severity): number => SEVERITIES.indexOf(severity);

/** Drops what `winners` exclude; says who won by which rule. */
function exclude(asked: readonly Asked[], settled: Settlement[]): Asked[] {
  let left = [...asked];
  for (const { dropped, winners, rule } of EXCLUDES) {
    const winner = left.find(({ ask }) => winners.includes(ask));
    const losers = left.filter(({ ask }) => ask === dropped);
    if (!winner || losers.length === 0) continue;
    left = left.filter(({ ask }) => ask !== dropped);
    for (const { from } of losers)
      settled.push({ dropped, from: from.code, kept: winner.ask, because: winner.from.code, rule });
  }
  return left;
}

/** A plant is moved once: as the worse finding asks, and of two equal ones as saves it. Buds do not save a life. */
function moveOnce(asked: readonly Asked[], settled: Settlement[]): Asked[] {
  const moves = asked
    .filter(({ ask }) => isMove(ask))
    .toSorted(
      (a, b) =>
        weight(a.from.severity) - weight(b.from.severity) ||
        MOVES.findIndex((move) => move === a.ask) - MOVES.findIndex((move) => move === b.ask),
    );
  const stay = asked.find(({ ask }) => ask === 'do_not_move');
  const [first] = moves;
  if (!first) return [...asked];
  const isWorthIt = !stay || weight(first.from.severity) < weight('notice');
  const winner = isWorthIt ? first : stay;
  const losers = [...moves, ...(stay ? [stay] : [])].filter(({ ask }) => ask !== winner.ask);
  for (const { ask, from } of losers) {
    settled.push({
      dropped: ask,
      from: from.code,
      kept: winner.ask,
      because: winner.from.code,
      rule: ask === 'do_not_move' || winner.ask === 'do_not_move' ? 'harm_before_comfort' : 'one_move',
    });
  }
  const gone = new Set(losers.map(({ ask }) => ask));
  return asked.filter(({ ask }) => !gone.has(ask));
}

/** What limits ask for that contradict the species is not asked for. */
function speciesFirst(asked: readonly Asked[], settled: Settlement[]): Asked[] {
  const code: DiagnosisCode = 'limits_unlike_species';
  return asked.filter(({ ask, from }) => {
    if (from.code !== code || ask === 'check_limits') return true;
    settled.push({ dropped: ask, from: code, kept: 'check_limits', because: code, rule: 'species_before_limits' });
    return false;
  });
}

/** A watering that the probe did not feel is no ground for another one before a finger was in the soil. */
function feelFirst(asked: readonly Asked[], settled: Settlement[]): Asked[] {
  const unfelt = asked.find(({ ask, from }) => ask === 'feel_soil' && from.code === 'water_did_not_reach');
  if (!unfelt) return [...asked];
  return asked.filter(({ ask, from }) => {
    if (ask !== 'water_now' && ask !== 'water_after_frost' && ask !== 'water_more_often') return true;
    settled.push({
      dropped: ask,
      from: from.code,
      kept: 'feel_soil',
      because: unfelt.from.code,
      rule: 'sensor_before_plant',
    });
    return false;
  });
}

/**
 * What is asked for after conflicts were settled, without repetitions, in the order of the findings.
 * @param findings most important first
 */
export function settle(findings: readonly CareFinding[]): { asks: Ask[]; settled: Settlement[] } {
  const settled: Settlement[] = [];
  let asked: Asked[] = findings.flatMap((from) => from.asks.map((ask) => ({ ask, from })));
  for (const step of [speciesFirst, feelFirst, moveOnce, exclude]) asked = step(asked, settled);
  const asks = [...new Set(asked.map(({ ask }) => ask))];
  // The same request may have been dropped from two findings in two steps.
  const once = new Map(settled.map((settlement) => [`${settlement.dropped} ${settlement.from}`, settlement]));
  // What another finding asks for all the same was not dropped.
  return { asks, settled: [...once.values()].filter(({ dropped }) => !asks.includes(dropped)) };
}
