/** A plant's year as a picture to share: drawn on a canvas, always in the light colours, whatever the screen shows. */
import { hyphened } from '@plantops/shared/file-name.ts';
import { METRICS, type Metric } from '@plantops/shared/metrics.ts';
import type { PlantYear } from '../../api/generated';
import { formatNumber, unitOf } from '../../messages/format';
import { metricName } from '../../messages/metric-name';
import { text } from '../../messages/text';
import { daysWithin, metricOf, monthBars, monthNames, type YearFigure, yearFigures } from './year-words';

/** Upright, 4 : 5, as phones and social networks show pictures whole. In pixels. */
export const IMAGE_SIZE = { width: 1080, height: 1350 };
/** More would be too small to see how the plant grew. */
export const MOST_PHOTOS = 4;

const EDGE = 64;
const GAP = 16;
const INNER = IMAGE_SIZE.width - 2 * EDGE;
/** Where the middle part, photos or months, lies. */
const MIDDLE = { top: 262, height: 470 };
const TILE_HEIGHT = 144;
const COLOURS = { ground: '#f4f6f0', card: '#ffffff', text: '#1b211c', quiet: '#5a655c', leaf: '#2c6b45' };
const FAMILY = "'Figtree Variable', system-ui, sans-serif";

/** A photo that is loaded, with the words for its day. */
export interface DrawnPhoto {
  picture: CanvasImageSource & { width: number; height: number };
  day: string;
}

export interface YearImage {
  name: string;
  year: PlantYear;
  photos: readonly DrawnPhoto[];
}

/** In the plant's own letters, such as `kitchen-monstera-2026.png`. A plant whose name has no letter is called `plant`. */
export const imageName = (plantName: string, year: number): string => `${hyphened(plantName) || 'plant'}-${year}.png`;

/** The part of a picture that fills a box: its middle, in the proportions of the box. */
export function coveringPart(
  picture: { width: number; height: number },
  box: { width: number; height: number },
): { x: number; y: number; width: number; height: number } {
  const scale = Math.min(picture.width / box.width, picture.height / box.height);
  const [width, height] = [box.width * scale, box.height * scale];
  return { x: (picture.width - width) / 2, y: (picture.height - height) / 2, width, height };
}

type Context = CanvasRenderingContext2D;

function card(context: Context, x: number, y: number, width: number, height: number, colour: string): void {
  context.beginPath();
  context.roundRect(x, y, width, height, 24);
  context.fillStyle = colour;
  context.fill();
}

interface Line {
  x: number;
  y: number;
  size: number;
  weight?: number;
  colour?: string;
  /** What it may take up; it is drawn smaller, then cut, to fit. */
  width: number;
  align?: CanvasTextAlign;
}

/** @returns the width that was drawn */
function write(context: Context, words: string, line: Line): number {
  const { x, y, weight = 400, colour = COLOURS.text, width, align = 'left' } = line;
  const use = (size: number): number => {
    context.font = `${weight} ${size}px ${FAMILY}`;
    return context.measureText(words).width;
  };
  let { size } = line;
  const least = size * 0.62;
  while (use(size) > width && size > least) size -= 1;
  let shown = words;
  while (context.measureText(shown).width > width && shown.length > 1)
    shown = `${Array.from(shown.replace(/…$/, '')).slice(0, -1).join('').trimEnd()}…`;
  context.fillStyle = colour;
  context.textAlign = align;
  context.textBaseline = 'alphabetic';
  context.fillText(shown, x, y);
  return context.measureText(shown).width;
}

function drawPhotos(context: Context, photos: readonly DrawnPhoto[]): void {
  const width = (INNER - GAP * (photos.length - 1)) / photos.length;
  const height = MIDDLE.height - 44;
  photos.forEach(({ picture, day }, nth) => {
    const x = EDGE + nth * (width + GAP);
    const part = coveringPart(picture, { width, height });
    context.save();
    context.beginPath();
    context.roundRect(x, MIDDLE.top, width, height, 24);
    context.clip();
    context.imageSmoothingQuality = 'high';
    context.drawImage(picture, part.x, part.y, part.width, part.height, x, MIDDLE.top, width, height);
    context.restore();
    write(context, day, { x: x + 6, y: MIDDLE.top + height + 34, size: 25, colour: COLOURS.quiet, width: width - 12 });
  });
}

/** Without photos there is room for the months. */
function drawMonths(context: Context, year: PlantYear): void {
  const shown = (['soil_moisture', 'temperature'] as Metric[]).flatMap((metric) => metricOf(year, metric) ?? []);
  if (shown.length === 0) return;
  card(context, EDGE, MIDDLE.top, INNER, MIDDLE.height, COLOURS.card);
  const each = (MIDDLE.height - 60) / shown.length;
  const column = (INNER - 56) / 12;
  shown.forEach((metric, nth) => {
    const top = MIDDLE.top + 46 + nth * each;
    const height = each - 92;
    const label = [metricName(metric.metric), unitOf(metric.metric)].filter(Boolean).join(' · ');
    write(context, label, { x: EDGE + 28, y: top, size: 25, weight: 600, width: INNER - 56 });
    monthBars(metric).forEach(({ value, part }, month) => {
      if (value === null) return;
      const x = EDGE + 28 + month * column;
      const bar = height * part;
      context.beginPath();
      context.roundRect(x + 4, top + 18 + height - bar, column - 8, bar, 8);
      context.fillStyle = METRICS[metric.metric].colour.light;
      context.fill();
      const number = { x: x + column / 2, y: top + height + 46, size: 23, width: column, align: 'center' } as const;
      write(context, formatNumber(metric.metric, value, 0), number);
    });
  });
  monthNames('narrow').forEach((month, nth) =>
    write(context, month, {
      x: EDGE + 28 + (nth + 0.5) * column,
      y: MIDDLE.top + MIDDLE.height - 22,
      size: 22,
      colour: COLOURS.quiet,
      width: column,
      align: 'center',
    }),
  );
}

/** Days within the range take the place of the coldest day, which says less of how the plant was kept. */
function tilesOf(year: PlantYear): Omit<YearFigure, 'icon'>[] {
  const [within] = daysWithin(year);
  const good = within && {
    name: 'within',
    label: text('year.within'),
    value: text('year.within.of', { n: within.within, all: within.days }),
    note: metricName(within.metric),
  };
  const figures = yearFigures(year).filter(({ name }) => !(good && name === 'coldest'));
  return [...figures, ...(good ? [good] : [])].slice(0, 6);
}

function drawTiles(context: Context, year: PlantYear): void {
  const width = (INNER - GAP) / 2;
  tilesOf(year).forEach(({ label, value, note }, nth) => {
    const x = EDGE + (nth % 2) * (width + GAP);
    const y = MIDDLE.top + MIDDLE.height + 28 + Math.floor(nth / 2) * (TILE_HEIGHT + GAP);
    card(context, x, y, width, TILE_HEIGHT, COLOURS.card);
    const line = { x: x + 26, width: width - 52 };
    write(context, label, { ...line, y: y + 40, size: 25, colour: COLOURS.quiet });
    write(context, value, { ...line, y: y + 88, size: 42, weight: 700 });
    if (note) write(context, note, { ...line, y: y + 124, size: 25, colour: COLOURS.quiet });
  });
}

/** Draws all of it. @param context of a canvas of `IMAGE_SIZE` */
export function drawYear(context: Context, { name, year, photos }: YearImage): void {
  context.fillStyle = COLOURS.ground;
  context.fillRect(0, 0, IMAGE_SIZE.width, IMAGE_SIZE.height);
  write(context, String(year.year), { x: EDGE, y: 122, size: 64, weight: 700, colour: COLOURS.leaf, width: INNER });
  write(context, name, { x: EDGE, y: 212, size: 80, weight: 750, width: INNER });
  if (photos.length > 0) drawPhotos(context, photos);
  else drawMonths(context, year);
  drawTiles(context, year);
  write(context, text('app.name'), {
    x: IMAGE_SIZE.width - EDGE,
    y: IMAGE_SIZE.height - 44,
    size: 26,
    weight: 600,
    colour: COLOURS.leaf,
    width: INNER,
    align: 'right',
  });
}
