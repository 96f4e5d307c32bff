import { describe, expect, it } from 'vitest';
import { fern } from '../../testing/samples';
import { metricYear, plantYear } from '../../testing/year-samples';
import { coveringPart, drawYear, IMAGE_SIZE, imageName } from './year-image';

const name = fern().name;

/** A canvas that notes what is written, and where; each letter is half as wide as the font is high. */
function sheet() {
  const words: { text: string; right: number; size: number; y: number }[] = [];
  const pictures: unknown[][] = [];
  const sizeOf = (font: string): number => Number(/(\d+)px/.exec(font)?.[1]);
  const context = {
    font: '10px x',
    textAlign: 'left',
    measureText: (text: string) => ({ width: Array.from(text).length * sizeOf(context.font) * 0.5 }),
    fillText: (text: string, x: number, y: number) => {
      const { width } = context.measureText(text);
      const right = context.textAlign === 'right' ? x : context.textAlign === 'center' ? x + width / 2 : x + width;
      words.push({ text, right, size: sizeOf(context.font), y });
    },
    drawImage: (...given: unknown[]) => pictures.push(given),
    ...Object.fromEntries(
      ['beginPath', 'roundRect', 'fill', 'fillRect', 'save', 'clip', 'restore'].map((call) => [call, () => undefined]),
    ),
  };
  return { context: context as never, words, pictures, texts: () => words.map(({ text }) => text) };
}
const photo = (day: string) => ({ picture: { width: 1600, height: 1200 } as never, day });

describe("the image of a plant's year", () => {
  it('has the name, the year, its figures and its photos with their days', () => {
    const { context, texts, pictures } = sheet();
    drawYear(context, { name, year: plantYear(), photos: [photo('3 Feb'), photo('9 Jun')] });
    expect(texts()).toEqual(
      expect.arrayContaining([
        '2026',
        'Fern',
        'Warmest day',
        '31.2 °C',
        'July 3',
        '3 times',
        '200 of 240 days',
        '3 Feb',
        '9 Jun',
      ]),
    );
    expect(pictures).toHaveLength(2);
  });

  it('has the months where there is no photo, without those that were not measured', () => {
    const { context, texts, pictures } = sheet();
    drawYear(context, { name, year: plantYear({ photos: [] }), photos: [] });
    expect(texts()).toEqual(expect.arrayContaining(['Soil moisture · %', 'Temperature · °C', '41']));
    expect(texts()).not.toContain('0');
    expect(pictures).toEqual([]);
  });

  it('has no word beyond its edges, however long the name is, and leaves out what was not measured', () => {
    const { context, words, texts } = sheet();
    const bare = plantYear({ metrics: [metricYear('humidity', { days_within: null })], care: [] });
    drawYear(context, { name: 'Kitchen monstera '.repeat(12), year: bare, photos: [photo('3 Feb')] });
    expect(words.filter(({ right, y }) => right > IMAGE_SIZE.width - 60 || y > IMAGE_SIZE.height)).toEqual([]);
    expect(words[1]?.text).toMatch(/^Kitchen monstera.*…$/);
    expect(texts()).not.toContain('Warmest day');
    expect(texts()).toContain('not logged');
  });
});

describe('a photo in a box', () => {
  it.each([
    [
      'wide in upright',
      { width: 400, height: 100 },
      { width: 50, height: 100 },
      { x: 175, y: 0, width: 50, height: 100 },
    ],
    [
      'upright in wide',
      { width: 100, height: 400 },
      { width: 100, height: 50 },
      { x: 0, y: 175, width: 100, height: 50 },
    ],
    ['of the same form', { width: 20, height: 10 }, { width: 200, height: 100 }, { x: 0, y: 0, width: 20, height: 10 }],
  ])('%s is its middle', (_what, picture, box, part) => {
    expect(coveringPart(picture, box)).toEqual(part);
  });
});

describe('the name of the image', () => {
  it.each([
    ['Kitchen Monstera', 'kitchen-monstera-2026.png'],
    ['Küchen/Monstera: 2', 'küchen-monstera-2-2026.png'],
    ['🌱', 'plant-2026.png'],
    ['../..', 'plant-2026.png'],
  ])('of %s is %s', (plantName, file) => {
    expect(imageName(plantName, 2026)).toBe(file);
  });
});
