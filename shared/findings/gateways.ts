/** Findings about gateways and the sensors behind them. */
import type { FindingKind } from './finding-kind.ts';

const A_DAY_S = 86_400;

export const GATEWAY_FINDINGS = {
  /** Evidence: `topic`, `payload` (its beginning) and `reason`. */
  gateway_unclear: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: A_DAY_S,
    words: {
      en: ({ evidence }) => ({
        title: `Messages on the topic ${evidence.topic} look like readings and are not understood: ${evidence.reason}. The last one: \`${evidence.payload}\``,
        advice:
          'Give the value a name that is known, such as soil_moisture or temperature, in the program that sends it; docs/gateways.md lists the names. Or translate it in the flow "Gateways".',
      }),
      de: ({ evidence }) => ({
        title: `Nachrichten unter ${evidence.topic} sehen wie Messwerte aus und werden nicht verstanden: ${evidence.reason}. Die letzte: \`${evidence.payload}\``,
        advice:
          'Gib dem Wert im sendenden Programm einen bekannten Namen wie soil_moisture oder temperature; docs/gateways.md nennt sie. Oder übersetze ihn im Flow „Gateways“.',
      }),
    },
  },
  /** Evidence: `most`, how many an hour, and `name`, the last one that has to wait. */
  gateway_many_sensors: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: 2 * 3600,
    words: {
      en: ({ evidence }) => ({
        title: `This gateway has more new sensors than are taken up in an hour (${evidence.most}); "${evidence.name}" waits.`,
        advice:
          "If they are yours, do nothing: the others appear within the next hours. If they are your neighbours', have the gateway pass on your own sensors only (a list of allowed addresses).",
      }),
      de: ({ evidence }) => ({
        title: `Dieses Gateway hat mehr neue Sensoren, als in einer Stunde aufgenommen werden (${evidence.most}); „${evidence.name}“ wartet.`,
        advice:
          'Wenn es deine sind, tu nichts: Die übrigen erscheinen in den nächsten Stunden. Wenn es die der Nachbarn sind, lass das Gateway nur deine eigenen weitergeben (Liste erlaubter Adressen).',
      }),
    },
  },
  /** A board that is registered as a device publishes as gateways do. Evidence: `topic`. */
  speaks_as_gateway: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: A_DAY_S,
    words: {
      en: ({ evidence }) => ({
        title: `This device publishes on ${evidence.topic}, which only a gateway may, so nothing of it is taken.`,
        advice: 'Register it again with "kind": "gateway".',
      }),
      de: ({ evidence }) => ({
        title: `Dieses Gerät veröffentlicht unter ${evidence.topic}. Das darf nur ein Gateway, daher wird nichts davon übernommen.`,
        advice: 'Melde es neu an, mit "kind": "gateway".',
      }),
    },
  },
  /** The gateway's own list of its sensors has it no more. */
  gone_at_gateway: {
    severity: 'warning',
    notedIn: 'engine',
    tells: false,
    endsAfterS: null,
    words: {
      en: () => ({
        title: 'Its gateway no longer has this sensor.',
        advice:
          'Pair it again at the gateway, and it goes on as before. If it is not in use any more, remove it here, too.',
      }),
      de: () => ({
        title: 'Sein Gateway kennt diesen Sensor nicht mehr.',
        advice:
          'Lerne ihn am Gateway neu an, dann geht es weiter wie bisher. Wird er nicht mehr gebraucht, entferne ihn auch hier.',
      }),
    },
  },
} as const satisfies Record<string, FindingKind>;
