/** Where things stand on each page, as the design has it. Widths are in px. */
import { DESKTOP, LARGE, PHONE } from '../harness/browser.ts';

/** A tablet and a Full HD screen are judged only where something stands otherwise on them. */
export const SIZES = {
  phone: PHONE,
  tablet: { width: 820, height: 1180 },
  desktop: DESKTOP,
  wide: { width: 1920, height: 1080 },
  large: LARGE,
};
export type Screen = keyof typeof SIZES;

/** Where something stands, for each screen; a screen that is left out is not judged. */
export type Layout = { of: string } & (
  | ({
      /** Counts how many of these stand side by side. */
      rowsOf: string;
    } & Partial<Record<Screen, number[]>>)
  | ({
      /** Parts in columns, as `columnsOf` writes them. */
      parts: Record<string, string>;
    } & Partial<Record<Screen, string>>)
  | ({
      /** The width of an element, in px. */
      widthOf: string;
    } & Partial<Record<Screen, number>>)
);

/** The parts of a device's row. */
const DEVICE_ROW = (row: string): Record<string, string> =>
  Object.fromEntries(
    ['who', 'status', 'seen', 'plant', 'firmware', 'actions'].map((part) => [part, `${row} .${part}`]),
  );

export const DASHBOARD: readonly Layout[] = [
  {
    of: 'the frame',
    parts: { bar: 'header.top', page: 'main .page', tabs: 'nav.bottom' },
    phone: 'bar / page / tabs',
    desktop: 'bar / page',
  },
  {
    of: 'the bar',
    parts: { brand: '.brand', pages: 'nav.pages', flows: '.bar > a.v-btn' },
    phone: 'brand | flows',
    desktop: 'brand | pages | flows',
    large: 'brand | pages | flows',
  },
  { of: 'the tabs of pages', rowsOf: 'nav a.tab', phone: [4], desktop: [], large: [] },
  { of: 'the page', widthOf: 'main .page', phone: 360, desktop: 1280, wide: 1800, large: 2700 },
  { of: 'the cards, one without a sensor', rowsOf: '[data-testid^=plant-card]', desktop: [3, 1], large: [3, 1] },
  { of: 'a card', widthOf: '[data-testid^=plant-card]', phone: 328 },
  { of: 'the figures', rowsOf: '.figures > .figure', phone: [3, 3], desktop: [6], large: [6] },
  {
    of: 'the search',
    parts: { figures: '.figures', search: '.search', more: '.more', order: '.order', views: '.views' },
    phone: 'figures / search | more | views',
    desktop: 'figures / search | order | views',
    large: 'figures / search | order | views',
  },
  {
    of: 'an unassigned device',
    parts: {
      name: '.device .who',
      state: '.device .state',
      values: '.device .values',
      assign: '.device > :last-child',
    },
    phone: 'name / values | state / assign',
    desktop: 'name | state | values | assign',
    large: 'name | state | values | assign',
  },
];

export const PLANT: readonly Layout[] = [
  {
    of: 'the parts of the page',
    parts: {
      head: '.details > .head',
      now: '.now',
      care: '.strip',
      history: '.curves > .history',
      journal: '.columns > .journal',
      ranges: '.side > .ranges',
      alerts: '.side > .alerts',
      devices: '.columns > .devices',
    },
    phone: 'head / now / care / history / journal / alerts / ranges / devices',
    tablet: 'head / now / care / history / journal / alerts / ranges / devices',
    desktop: 'head / now / care / history / journal / devices | ranges / alerts',
    large: 'head / now / care / history / devices | journal | ranges / alerts',
  },
  { of: 'the gauges', rowsOf: '.gauges .figure', phone: [2, 2], tablet: [2, 2], desktop: [4], large: [4] },
  { of: 'a gauge', widthOf: '.gauges .figure', phone: 160, desktop: 300 },
  { of: 'a dial', widthOf: '.dial', desktop: 220, large: 260 },
  {
    of: 'the head',
    parts: { picture: '.head .picture', names: '.head .names' },
    phone: 'picture | names',
    desktop: 'picture | names',
    large: 'picture | names',
  },
  { of: 'the facts', rowsOf: '.facts .fact', phone: [1, 1, 1], desktop: [3], large: [3] },
  {
    of: 'the strip of the care plan',
    parts: { icon: '.strip .icon', what: '.strip .what', next: '.strip .next', arrow: '.strip .arrow' },
    phone: 'icon | what / next | arrow',
    desktop: 'icon | what | next | arrow',
    large: 'icon | what | next | arrow',
  },
  { of: 'the column of ranges', widthOf: '.side > .ranges', phone: 328, desktop: 340, large: 400 },
  { of: 'the history', widthOf: '.history .bar', phone: 302 },
  { of: 'the block of its device', widthOf: '.devices tr', phone: 326 },
  { of: 'the values at the crosshair', rowsOf: '.history .line > *', phone: [1, 4], desktop: [5], large: [5] },
  {
    of: 'an open alert',
    parts: { sign: '.alert .sign', what: '.alert .what', delivery: '.alert .delivery', actions: '.alert .actions' },
    phone: 'sign / delivery / actions | what',
    desktop: 'sign | what | delivery | actions',
    large: 'sign | what | delivery | actions',
  },
  {
    of: 'the row of its device',
    parts: DEVICE_ROW('.devices tr'),
    phone: 'who / status / plant | actions / seen / firmware',
    desktop: 'who | status | seen | plant | firmware | actions',
    large: 'who | status | seen | plant | firmware | actions',
  },
];

export const CARE: readonly Layout[] = [
  {
    of: 'the head',
    parts: { portrait: '.portrait', body: '.head > .body', attention: '.attention' },
    phone: 'portrait / body / attention',
    tablet: 'portrait / attention | body',
    desktop: 'portrait | body | attention',
    large: 'portrait | body | attention',
  },
  { of: 'the parts of the plan', rowsOf: '.parts > *', phone: [1, 1, 1], tablet: [1, 2], desktop: [3], large: [3] },
  {
    of: 'the schedule',
    parts: { calendar: '.calendar', weeks: '.weeks' },
    phone: 'calendar / weeks',
    desktop: 'calendar | weeks',
    large: 'calendar | weeks',
  },
  {
    of: 'the offer of a language model',
    parts: { words: '.offer p', connect: '.offer .v-btn' },
    phone: 'connect | words',
    desktop: 'words | connect',
    large: 'words | connect',
  },
  {
    of: 'the numbers that it was made from',
    parts: {
      metric: 'table tbody th',
      value: 'table tbody td:nth-of-type(1)',
      wanted: 'table tbody td:nth-of-type(2)',
    },
    phone: 'metric / value / wanted',
    desktop: 'metric | value | wanted',
    large: 'metric | value | wanted',
  },
  {
    of: 'what the plan changed',
    parts: { what: '[data-testid=plan-changes] dt', to: '[data-testid=plan-changes] dd' },
    phone: 'what / to',
    desktop: 'what | to',
    large: 'what | to',
  },
  {
    of: 'an earlier plan',
    parts: {
      when: '[data-testid=earlier-plan] .row > :nth-child(1)',
      by: '[data-testid=earlier-plan] .row > :nth-child(2)',
      gist: '[data-testid=earlier-plan] .gist',
      arrow: '[data-testid=earlier-plan] .row > :last-child',
    },
    phone: 'when / by / gist | arrow',
    desktop: 'when | by / gist | arrow',
    large: 'when | by / gist | arrow',
  },
  {
    of: 'the parts of an earlier plan',
    rowsOf: '.reading > section',
    phone: [1, 1, 1, 1, 1],
    desktop: [4, 1],
    large: [5],
  },
  { of: 'the content of a part', widthOf: '.part .columns', phone: 294 },
];

export const COMPARE: readonly Layout[] = [
  {
    of: 'what is compared',
    parts: { plants: '.choice .plants', metric: '.choice .metric', ranges: '.choice .ranges' },
    phone: 'plants / metric / ranges',
    tablet: 'plants / metric | ranges',
    desktop: 'plants | metric | ranges',
    large: 'plants | metric | ranges',
  },
  { of: 'the legend', rowsOf: '.legend li', phone: [1, 1, 1], desktop: [3], large: [3] },
  { of: 'the legend', widthOf: '.legend', phone: 302 },
];

export const DEVICES: readonly Layout[] = [
  { of: 'the heads of the columns', rowsOf: 'thead th', phone: [], desktop: [8], large: [8] },
  {
    of: 'a device',
    parts: DEVICE_ROW('tbody tr:nth-child(2)'),
    phone: 'who / status / plant | actions / seen / firmware',
    desktop: 'who | status | seen | plant | firmware | actions',
    large: 'who | status | seen | plant | firmware | actions',
  },
  { of: 'a device', widthOf: 'tbody tr', phone: 326 },
  {
    of: 'the filter',
    parts: { status: '[role=group]', search: '.search', sort: '.sort' },
    phone: 'status / search / sort',
    desktop: 'status | search',
    large: 'status | search',
  },
];

const COLUMN = 'li[data-testid=import-source]:first-child';
export const IMPORT: readonly Layout[] = [
  {
    of: 'a column of the file',
    parts: { what: `${COLUMN} .what`, metric: `${COLUMN} .metric`, unit: `${COLUMN} .unit` },
    phone: 'what / metric / unit',
    desktop: 'what | metric | unit',
    large: 'what | metric | unit',
  },
  { of: 'the page', widthOf: 'main .page', phone: 360, desktop: 920, large: 920 },
];

export const ALERTS: readonly Layout[] = [
  {
    of: 'an open alert',
    parts: { sign: '.open .sign', what: '.open .what', delivery: '.open .delivery', actions: '.open .actions' },
    phone: 'sign / delivery / actions | what',
    desktop: 'sign | what | delivery | actions',
    large: 'sign | what | delivery | actions',
  },
  {
    of: 'the filter',
    parts: { title: 'h1', plant: '.filter > :nth-child(1)', about: '.filter > :nth-child(2)' },
    phone: 'title / plant | about',
    desktop: 'title | plant | about',
    large: 'title | plant | about',
  },
  { of: 'the filter', widthOf: '.filter', phone: 328 },
  { of: 'the message of an open alert', widthOf: '.open .delivery', desktop: 184 },
];

export const SETTINGS: readonly Layout[] = [
  {
    of: 'the sections',
    parts: { list: '.list', sections: '.sections:not([aria-busy])' },
    phone: 'sections',
    desktop: 'list | sections',
    large: 'list | sections',
  },
  { of: 'the sections', widthOf: '.sections:not([aria-busy])', phone: 328, desktop: 760, large: 760 },
  { of: 'the content of a section', widthOf: '#about dl', phone: 294, desktop: 710, large: 710 },
  {
    of: 'the pause between messages',
    parts: { label: '.cooldown label', field: '.cooldown .field', save: '.cooldown .v-btn' },
    phone: 'label / field | save',
    desktop: 'label | field | save',
    large: 'label | field | save',
  },
  { of: 'the quiet hours', rowsOf: '.times > *', phone: [2, 1], desktop: [3], large: [3] },
  { of: 'the makers of plans', rowsOf: '#advisor .choices .choice', phone: [1, 1, 1], desktop: [3], large: [3] },
  {
    of: 'the monthly limit',
    parts: { label: '.budget label', field: '.budget .number', save: '.budget .v-btn' },
    phone: 'label / field | save',
    desktop: 'label | field | save',
    large: 'label | field | save',
  },
  {
    of: 'the channels to add',
    rowsOf: '[data-testid=add-channel] .tiles > *',
    phone: [2, 2, 2, 2, 2, 1],
    desktop: [4, 4, 3],
    large: [4, 4, 3],
  },
  {
    of: 'a fact about the server',
    parts: { name: '#about dt', value: '#about dd' },
    phone: 'name / value',
    desktop: 'name | value',
    large: 'name | value',
  },
];
