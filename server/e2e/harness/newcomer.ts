/// <reference lib="dom" />
/** The way of somebody new, from an empty system to a plant that is well again after it was dry. */
import mqtt, { type MqttClient } from 'mqtt';
import type { Locator, Page } from 'playwright-core';
import type { Hands } from './hands.ts';

/** What the screen says in the reader's language. Only what is written there is looked for. */
export const WORDS = {
  en: {
    welcome: 'Let us watch your first plant',
    createPlant: 'Create a plant',
    name: 'Name',
    fern: 'Kitchen fern',
    species: 'Species',
    save: 'Save',
    addDevice: 'Add a device',
    whatIsIt: 'What is it?',
    deviceName: 'Name',
    makeFile: 'Make the file',
    waiting: /^Waiting for Kitchen sensor/,
    sensor: 'Kitchen sensor',
    came: 'Kitchen sensor is here: its first message has come.',
    toPlant: 'To Kitchen fern',
    well: 'All well',
    plants: 'Plants',
    today: 'Today',
    reason: /its soil is at 31%, below the 35% at which it wants water/,
    needsYou: 'Needs you',
    watered: 'Watered now',
    logged: 'Watering logged.',
    nothing: 'Nothing to do.',
  },
  de: {
    welcome: 'Lass uns deine erste Pflanze beobachten',
    createPlant: 'Pflanze anlegen',
    name: 'Name',
    fern: 'Küchenfarn',
    species: 'Art',
    save: 'Speichern',
    addDevice: 'Gerät hinzufügen',
    whatIsIt: 'Was ist es?',
    deviceName: 'Name',
    makeFile: 'Datei erstellen',
    waiting: /^Warten auf Küchensensor/,
    sensor: 'Küchensensor',
    came: 'Küchensensor ist da: Die erste Nachricht ist angekommen.',
    toPlant: 'Zu Küchenfarn',
    well: 'Alles gut',
    plants: 'Pflanzen',
    today: 'Heute',
    reason: /Die Erde ist bei 31\s%, unter den 35\s%, bei denen sie Wasser will/,
    needsYou: 'Braucht dich',
    watered: 'Gerade gegossen',
    logged: 'Gießen eingetragen.',
    nothing: 'Nichts zu tun.',
  },
} as const;
export type Language = keyof typeof WORDS;

/** Where the way is, for whoever looks at the page there. */
export type Stage = 'empty' | 'device' | 'first-message' | 'well' | 'today' | 'alert' | 'better';

const MINUTE_MS = 60_000;
/** The day before, one reading each half an hour, newest last. The soil dries from 62 % to 40 %. */
const DAY_BEFORE = Array.from({ length: 48 }, (_, index) => ({
  minutesAgo: (48 - index) * 30,
  soil: 62 - (22 * index) / 47,
}));

/** A board in the pot: it publishes what its sensors say, and what it kept while it was offline. */
class Board {
  readonly #client: MqttClient;
  readonly #topic: string;
  #lastMs = 0;
  constructor(client: MqttClient, topic: string) {
    this.#client = client;
    this.#topic = topic;
  }

  /** Set up by the command that the page shows, word for word. */
  static async from(command: string): Promise<Board> {
    const option = (letter: string): string => {
      const value = new RegExp(` -${letter} '?([^' ]+)`).exec(command)?.[1];
      if (value === undefined) throw new Error(`no -${letter} in: ${command}`);
      return value;
    };
    const username = option('u');
    const client = await mqtt.connectAsync(
      `mqtt://${option('h')}:${option('p')}`,
      { username, password: option('P'), clientId: username, reconnectPeriod: 0 },
      false,
    );
    return new Board(client, option('t'));
  }

  async say(soilMoisture: number, minutesAgo = 0): Promise<void> {
    // Two readings with the same time would count as one.
    const time = minutesAgo > 0 ? Date.now() - minutesAgo * MINUTE_MS : Math.max(Date.now(), this.#lastMs + 1);
    if (minutesAgo === 0) this.#lastMs = time;
    const phase = time / (240 * MINUTE_MS);
    const reading = {
      timestamp: new Date(time).toISOString(),
      soil_moisture: Number(soilMoisture.toFixed(1)),
      temperature: Number((21.5 + Math.sin(phase)).toFixed(1)),
      humidity: Math.round(57 + 3 * Math.cos(phase)),
      light_level: Math.round(1400 + 900 * Math.sin(phase)),
    };
    await this.#client.publishAsync(this.#topic, JSON.stringify(reading), { qos: 1 });
  }

  async sayDayBefore(): Promise<void> {
    for (const { minutesAgo, soil } of DAY_BEFORE) await this.say(soil, minutesAgo);
  }

  end(): Promise<void> {
    return this.#client.endAsync();
  }
}

export interface Walk {
  page: Page;
  hands: Hands;
  language: Language;
  /** Called where somebody would stop and look. */
  look?: (stage: Stage) => Promise<void>;
}

/** Walks all of it. The page shows an empty system. */
export async function walkAsNewcomer({ page, hands, language, look = async () => undefined }: Walk): Promise<void> {
  const words = WORDS[language];
  const main = page.getByRole('main');
  const seen = (text: string | RegExp): Promise<void> => main.getByText(text).first().waitFor();
  const button = (name: string, within: Page | Locator = main): Locator =>
    within.getByRole('button', { name, exact: true });

  await page.getByRole('heading', { name: words.welcome }).waitFor();
  await look('empty');

  // The name of the step is a button, too, which opens and closes it.
  await hands.press(button(words.createPlant).last());
  const dialog = page.getByRole('dialog');
  await hands.write(dialog.getByRole('textbox', { name: words.name, exact: true }), words.fern);
  await hands.write(dialog.getByRole('combobox', { name: words.species, exact: true }), 'Nephrolepis exaltata');
  await dialog.getByTestId('species-ranges').waitFor();
  await hands.press(button(words.save, dialog));
  await dialog.waitFor({ state: 'detached' });

  await hands.press(main.getByRole('listitem').getByRole('link', { name: words.addDevice, exact: true }));
  await page.getByRole('heading', { name: words.whatIsIt }).waitFor();
  await look('device');
  await hands.press(main.getByRole('link', { name: /^MQTT/ }));
  await hands.write(main.getByRole('textbox', { name: words.deviceName, exact: true }), words.sensor);
  await hands.press(button(words.makeFile));
  await seen(words.waiting);
  const file = (await main.locator('pre', { hasText: 'mosquitto_pub' }).textContent()) ?? '';
  const board = await Board.from(/^mosquitto_pub .*$/m.exec(file)?.[0] ?? '');
  try {
    await board.say(39.4);
    await seen(words.came);
    await board.sayDayBefore();
    await look('first-message');

    await hands.press(main.getByRole('link', { name: words.toPlant }));
    await page.getByRole('heading', { name: words.fern, level: 1 }).waitFor();
    await seen(words.well);
    await look('well');

    await board.say(31.2);
    await hands.press(page.getByRole('navigation').getByRole('link', { name: words.plants, exact: true }));
    const task = main
      .getByRole('list', { name: words.today, exact: true })
      .getByRole('listitem')
      .filter({ hasText: words.fern });
    await task.getByText(words.reason).waitFor();
    await main.getByRole('article').getByText(words.needsYou).waitFor();
    await look('today');
    await hands.press(task.getByRole('link', { name: words.fern, exact: true }));
    await page.getByRole('heading', { name: words.fern, level: 1 }).waitFor();
    await seen(words.needsYou);
    await look('alert');

    await hands.press(button(words.watered).first());
    await page.getByText(words.logged).first().waitFor();
    await board.say(58.6);
    await seen(words.well);
    await hands.press(page.getByRole('navigation').getByRole('link', { name: words.plants, exact: true }));
    await seen(words.nothing);
    await look('better');
  } finally {
    await board.end();
  }
}
