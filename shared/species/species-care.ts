/**
 * The meaning of the species library's ways of watering and light levels: as numbers to judge readings by, and in words
 * for the owner. Without schemas, so that the browser can load it.
 */
import type { Light, Watering } from './species-schema.ts';
import type { Words } from '../settings/display.ts';

/**
 * The band of soil moisture that a way of watering maintains (% of the sensor's span from dry to saturated). No source
 * gives a percentage that applies to every sensor and potting mix, so the bands are our own. Below the band, watering
 * is overdue; above it, the pot stays too wet. null if standing in water does no harm.
 */
export const WATERING_CARE: Readonly<Record<Watering, { min: number; max: number | null; words: Words }>> = {
  dry_out: {
    min: 10,
    max: 60,
    words: {
      en: 'Let the soil dry out completely, then water thoroughly. It bears weeks without water sooner than a wet pot.',
      de: 'Die Erde ganz austrocknen lassen, dann durchdringend gießen. Wochen ohne Wasser schaden weniger als ein nasser Topf.',
    },
  },
  mostly_dry: {
    min: 15,
    max: 65,
    words: {
      en: 'Water when a third to a half of the soil has dried, and empty the saucer.',
      de: 'Gießen, wenn ein Drittel bis die Hälfte der Erde trocken ist, und den Untersetzer leeren.',
    },
  },
  surface_dry: {
    min: 20,
    max: 70,
    words: {
      en: 'Water when the top two to five centimetres feel dry, and empty the saucer.',
      de: 'Gießen, wenn die obersten zwei bis fünf Zentimeter trocken sind, und den Untersetzer leeren.',
    },
  },
  keep_moist: {
    min: 35,
    max: 80,
    words: {
      en: 'Keep the soil evenly moist: water as soon as the surface begins to dry, without letting it stand in water.',
      de: 'Die Erde gleichmäßig feucht halten: gießen, sobald die Oberfläche abtrocknet, ohne dass Wasser stehen bleibt.',
    },
  },
  keep_wet: {
    min: 60,
    max: null,
    words: {
      en: 'Keep it wet: the pot may stand in a few centimetres of water while it grows.',
      de: 'Nass halten: Der Topf darf im Wachstum einige Zentimeter im Wasser stehen.',
    },
  },
};

/**
 * What the brightest hours of a day should reach (lux) for a place to be bright enough. From Growing Conditions for
 * Indoor Plants (https://docslib.org/download/3077249/growing-conditions-for-indoor-plants): low light from 25, medium
 * from 100, high from 300 foot-candles. From the University of Illinois Extension
 * (https://extension.illinois.edu/houseplants/lighting): direct light 1,500 foot-candles. Judged over days, because
 * every plant is in the dark at night.
 */
export const LIGHT_CARE: Readonly<Record<Light, { brightHoursLux: number; words: Words }>> = {
  shade: {
    brightHoursLux: 270,
    words: {
      en: 'Bears shade, some metres from a window; grows better in bright light without direct sun.',
      de: 'Verträgt Schatten, einige Meter vom Fenster; wächst besser in hellem Licht ohne direkte Sonne.',
    },
  },
  indirect: {
    brightHoursLux: 1_100,
    words: {
      en: 'Bright light without direct sun: close to a window, behind a curtain on the south side.',
      de: 'Helles Licht ohne direkte Sonne: nah am Fenster, auf der Südseite hinter einem Vorhang.',
    },
  },
  some_sun: {
    brightHoursLux: 3_200,
    words: {
      en: 'A bright place with some hours of sun in the morning or evening; shade it from hot midday sun behind glass.',
      de: 'Ein heller Platz mit einigen Stunden Morgen- oder Abendsonne; hinter Glas vor heißer Mittagssonne schützen.',
    },
  },
  full_sun: {
    brightHoursLux: 16_100,
    words: {
      en: 'As much sun as there is: a south window, a balcony or a lamp. Accustom it to strong sun over two weeks.',
      de: 'So viel Sonne wie möglich: Südfenster, Balkon oder Lampe. Über zwei Wochen an starke Sonne gewöhnen.',
    },
  },
};
