/** The first words of a plan by rules: how the plant is doing, most important point first. Pure. */
import { METRIC_NAMES, METRICS, type Metric } from '@plantops/shared/metrics.ts';
import { daysBetween } from '@plantops/shared/plain-date.ts';
import {
  fit,
  isAlarming,
  isStale,
  missed,
  missText,
  type Rules,
  shortName,
  shown,
  tooDark,
  tooSunny,
} from './judged.ts';
import { STALE_MINUTES } from '@plantops/shared/care/care-words.ts';
import { freshValue } from './watering.ts';

const LONGEST = 600;

/** Each of these has its own sentence that says what to do. */
const HAVE_SENTENCES: readonly Metric[] = ['soil_moisture', 'temperature', 'humidity', 'light_level'];

/**
 * The fresh values in words. Metrics that swing through each day, such as light, are named only if there are no others.
 */
function valuesIn(rules: Rules): string {
  const { context, watering } = rules;
  const fresh = METRIC_NAMES.flatMap((metric) => {
    const value = metric === 'soil_moisture' ? watering.soil : freshValue(context, metric);
    const { beforeValue } = METRICS[metric].inSentences[context.language];
    return value === null ? [] : [{ metric, text: `${beforeValue} ${shown(rules, metric, value)}` }];
  });
  const steady = fresh.filter(({ metric }) => METRICS[metric].judged.lowCounts);
  return (steady.length > 0 ? steady : fresh).map(({ text }) => text).join(', ');
}

function mainPoint(rules: Rules): string {
  const { context, words, name, watering } = rules;
  const { summary } = words;
  const measured = METRIC_NAMES.filter((metric) => context.metrics[metric].value !== null);
  if (measured.length === 0)
    return summary.noData(name, context.species ? shortName(context.species.common_name) : undefined);
  if (measured.every((metric) => isStale(rules, metric))) {
    return summary.stale(
      name,
      words.age(Math.min(...measured.map((metric) => context.metrics[metric].age_minutes ?? STALE_MINUTES))),
    );
  }
  const [soil, temperature, humidity] = [
    missed(rules, 'soil_moisture'),
    missed(rules, 'temperature'),
    missed(rules, 'humidity'),
  ];
  const [dark, sunny] = [tooDark(rules), tooSunny(rules)];
  if (soil)
    return summary[soil.side === 'below' ? 'dry' : 'wet'](
      name,
      shown(rules, 'soil_moisture', soil.value),
      shown(rules, 'soil_moisture', soil.limit),
    );
  if (temperature)
    return summary[temperature.side === 'below' ? 'cold' : 'hot'](
      name,
      shown(rules, 'temperature', temperature.value),
      shown(rules, 'temperature', temperature.limit),
    );
  if (dark !== undefined) return summary.dark(name, shown(rules, 'light_level', dark));
  if (sunny)
    return summary.sunny(name, shown(rules, 'light_level', sunny.value), shown(rules, 'light_level', sunny.limit));
  if (humidity)
    return summary[humidity.side === 'below' ? 'dryAir' : 'moistAir'](name, shown(rules, 'humidity', humidity.value));
  for (const metric of METRIC_NAMES) {
    const miss = HAVE_SENTENCES.includes(metric) ? undefined : missed(rules, metric);
    if (miss && isAlarming(metric, miss.side)) return summary.outside(name, missText(rules, metric, miss));
  }
  const values = valuesIn(rules);
  if (watering.soil !== null) return summary.well(name, values);
  return values === '' ? summary.soilUnknown(name) : summary.partly(name, values);
}

export function summaryOf(rules: Rules): string {
  const { context, words, watering } = rules;
  const isMeasured = METRIC_NAMES.some((metric) => context.metrics[metric].value !== null);
  return fit(
    [
      mainPoint(rules),
      // If the plant is too dry or too wet, the main point already covers watering.
      ...(missed(rules, 'soil_moisture') ? [] : [words.next(daysBetween(context.today, watering.next))]),
      ...(context.species ? [context.species.season_words] : isMeasured ? [words.summary.unknownSpecies] : []),
    ].join(' '),
    LONGEST,
  );
}
