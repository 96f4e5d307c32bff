/**
 * What the page shows before the dashboard is loaded: the last known values of the plants that need the owner most, or of
 * the plant of the address. Drawn by the server, as HTML without a script; ui/index.html has its styles.
 */
import type { Plant } from '@plantops/shared/api/plants.ts';
import { isBelieved, mainFinding } from '@plantops/shared/diagnosis/main-finding.ts';
import { valueText } from '@plantops/shared/diagnosis/words/said.ts';
import { findingWords } from '@plantops/shared/diagnosis/words/say.ts';
import { spoken } from '@plantops/shared/languages/spoken.ts';
import { metricWords } from '@plantops/shared/languages/metric-words.ts';
import { METRIC_NAMES } from '@plantops/shared/metrics.ts';
import type { Language, TemperatureUnit } from '@plantops/shared/settings/display.ts';

export interface FirstView {
  plants: readonly Plant[];
  /** Whether it is the page of one plant. */
  isOne: boolean;
}

/** Who looks, and how they want to see it. */
export interface Viewer {
  language: Language;
  temperatureUnit: TemperatureUnit;
  theme: 'system' | 'light' | 'dark';
  now: Date;
}

/** More than a screen of rows shows. */
export const FIRST_VIEW_PLANTS = 14;
/** Values of a row; the page of one plant shows all. */
const ROW_VALUES = 2;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

const MINUTE = 60_000;

/** How long ago, in the reader's language: it needs no time zone, which only the browser knows. */
function ageText(time: string, { language, now }: Pick<Viewer, 'language' | 'now'>): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - Date.parse(time)) / MINUTE));
  const format = new Intl.RelativeTimeFormat(language, { style: 'short', numeric: 'auto' });
  if (minutes < 60) return format.format(-minutes, 'minute');
  return minutes < 48 * 60
    ? format.format(-Math.floor(minutes / 60), 'hour')
    : format.format(-Math.floor(minutes / 1440), 'day');
}

/** The values that can be believed and shown, in the order of the dashboard. */
function valuesOf(plant: Plant, viewer: Viewer, most: number): string {
  const { latest } = plant;
  if (!latest) return '';
  return METRIC_NAMES.flatMap((metric) => {
    const value = latest[metric];
    if (value === null || !isBelieved(plant, metric)) return [];
    const name = metricWords(metric, viewer.language).label;
    return [`<span><i>${escaped(name)} </i><b>${escaped(valueText(metric, value, viewer))}</b></span>`];
  })
    .slice(0, most)
    .join('');
}

function headline(plant: Plant, { language, temperatureUnit, now }: Viewer): { title: string; text: string } {
  const main = mainFinding(plant);
  if (!main) return { title: '', text: '' };
  const today = now.toISOString().slice(0, 10);
  const about = { language, temperatureUnit, name: plant.name, today, site: plant.place.site };
  const { title, text, advice } = findingWords(main, about, plant.verdict?.asks);
  return { title, text: `${text} ${advice}`.trim() };
}

/** Values without their time would look fresh. Those of a plant that is no longer heard are marked. */
function ageOf(plant: Plant, viewer: Viewer): string {
  if (!plant.latest) return `<small>${spoken(viewer.language).firstView.none}</small>`;
  const isOld = plant.stale.length > 0 || plant.status === 'offline' || plant.status === 'stale';
  const time = plant.stale[0]?.since ?? plant.latest.time;
  return `<small${isOld ? ' class="old"' : ''}>${escaped(ageText(time, viewer))}</small>`;
}

function row(plant: Plant, viewer: Viewer): string {
  const level = plant.verdict?.level ?? 'unknown';
  return `<a class="${level}" href="/plants/${escaped(plant.id)}"><strong>${escaped(plant.name)}</strong><em>${escaped(headline(plant, viewer).title)}</em><span class="values">${valuesOf(plant, viewer, ROW_VALUES)}${ageOf(plant, viewer)}</span></a>`;
}

function page(plant: Plant, viewer: Viewer): string {
  const level = plant.verdict?.level ?? 'unknown';
  return `<h1>${escaped(plant.name)}</h1><p class="says ${level}">${escaped(headline(plant, viewer).text)}</p><div class="values">${valuesOf(plant, viewer, METRIC_NAMES.length)}${ageOf(plant, viewer)}</div>`;
}

/** The view as HTML. Links begin with `/`, whatever the dashboard stands below. */
export function firstViewHtml({ plants, isOne }: FirstView, viewer: Viewer): string {
  const [first] = plants;
  if (!first) return '';
  const words = spoken(viewer.language).firstView;
  const content = isOne
    ? page(first, viewer)
    : `<h1>${words.plants}</h1><nav>${plants.map((plant) => row(plant, viewer)).join('')}</nav>`;
  return `<div id="first-view" lang="${viewer.language}"><header><img src="/favicon.svg" alt="" width="30" height="30"><b>PlantOps</b></header><section>${content}<p class="note">${words.loading}</p></section></div>`;
}
