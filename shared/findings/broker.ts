/** Findings about what the broker refuses. */
import type { FindingKind, Noted } from './finding-kind.ts';

type Of = Readonly<Record<string, { title: string; advice: string }>>;

const WHY_EN: Of = {
  oversize_packet: {
    title: 'a packet was larger than 64 KiB',
    advice: 'Send readings one by one, or in smaller packets.',
  },
  protocol_error: {
    title: 'what it sent is not MQTT',
    advice: 'Use an MQTT library, and call its loop from one place only: `client.loop();`',
  },
  not_authorised: {
    title: 'its name or password is wrong',
    advice:
      'If it was registered again, the old password has stopped working: register the board once more and keep what the answer says. `client.connect(id, mqtt_username, mqtt_password)`',
  },
};
const WHY_DE: Of = {
  oversize_packet: {
    title: 'Ein Paket war größer als 64 KiB',
    advice: 'Sende Messwerte einzeln oder in kleineren Paketen.',
  },
  protocol_error: {
    title: 'Was es sendete, ist kein MQTT',
    advice: 'Verwende eine MQTT-Bibliothek, und rufe ihre Schleife nur an einer Stelle auf: `client.loop();`',
  },
  not_authorised: {
    title: 'Name oder Passwort stimmen nicht',
    advice:
      'Wurde es neu angemeldet, gilt das alte Passwort nicht mehr: Melde das Board noch einmal an, und behalte, was die Antwort sagt. `client.connect(id, mqtt_username, mqtt_password)`',
  },
};
const SEE_LOG = { en: 'See the log of the broker.', de: 'Sieh im Log des Brokers nach.' };
const said = (language: keyof typeof SEE_LOG, { evidence }: Noted): { title: string; advice: string } =>
  (language === 'en' ? WHY_EN : WHY_DE)[String(evidence.why)] ?? {
    title: String(evidence.why),
    advice: SEE_LOG[language],
  };

export const BROKER_FINDINGS = {
  /** The broker cut or refused a connection of the device. Ends a day after it was last so. Evidence: `why`. */
  broker_refused: {
    severity: 'warning',
    notedIn: 'host',
    tells: false,
    endsAfterS: 86_400,
    words: {
      en: (noted) => ({
        title: `The broker refused this device: ${said('en', noted).title}.`,
        advice: said('en', noted).advice,
      }),
      de: (noted) => ({
        title: `Der Broker hat dieses Gerät abgewiesen: ${said('de', noted).title}.`,
        advice: said('de', noted).advice,
      }),
    },
  },
  /**
   * The broker lets the device in, and nothing was ever heard of it. Ends when something is. Evidence: `topic`, the one that it
   * should publish on; `minutes`, for how long it has been let in.
   */
  not_on_its_topics: {
    severity: 'warning',
    notedIn: 'host',
    tells: false,
    endsAfterS: 3600,
    words: {
      en: ({ evidence }) => ({
        title: `This device has been connected to the broker for ${evidence.minutes} min, and nothing has come from it.`,
        advice: `The broker drops what a device publishes on other topics than its own: look for a typo, a slash in front, or another id. In the sketch: \`client.publish("${evidence.topic}", json);\``,
      }),
      de: ({ evidence }) => ({
        title: `Dieses Gerät ist seit ${evidence.minutes} min mit dem Broker verbunden, und nichts kam von ihm an.`,
        advice: `Was ein Gerät unter anderen Topics als seinen eigenen veröffentlicht, verwirft der Broker: Suche nach einem Tippfehler, einem Schrägstrich davor oder einer anderen Id. Im Sketch: \`client.publish("${evidence.topic}", json);\``,
      }),
    },
  },
} as const satisfies Record<string, FindingKind>;
