import { type MakeDeviceFile, oneLine, withValues } from './device-file.ts';

/** The least and longest TelePeriod, and the longest DeepSleepTime (s), from https://tasmota.github.io/docs/Commands/. */
const LEAST_PERIOD_S = 10;
const LONGEST_PERIOD_S = 3600;
/** The shortest DeepSleepTime (s). */
const LEAST_SLEEP_S = 11;

/**
 * Tasmota: one line for its console. It speaks on its own topics, with a prefix and a name in them, so it is a gateway:
 * its FullTopic is set below the gateway's topic.
 */
export const tasmota: MakeDeviceFile = ({ username, password, host, port, topics, intervalS, sleeps, name }) => {
  // A sleeping board sleeps again after its first report, which is as soon as the shortest TelePeriod.
  const period = sleeps ? LEAST_PERIOD_S : Math.min(Math.max(intervalS, LEAST_PERIOD_S), LONGEST_PERIOD_S);
  const commands = [
    `MqttHost ${host}`,
    `MqttPort ${port}`,
    `MqttUser ${username}`,
    `MqttPassword ${password}`,
    `MqttClient ${username}`,
    `FullTopic ${topics.gateway}/%prefix%/%topic%/`,
    `TelePeriod ${period}`,
    ...(sleeps ? [`DeepSleepTime ${Math.max(intervalS, LEAST_SLEEP_S)}`] : []),
    'SetOption3 1',
  ];
  return {
    filename: 'tasmota-console.txt',
    language: 'console',
    text: `Backlog ${commands.join('; ')}\n`,
    steps: [
      withValues(
        {
          en: 'Open the web page of "{name}" and there: Tools, Console (in older versions: Console).',
          de: 'Öffne die Webseite von „{name}“ und dort: Werkzeuge, Konsole (in älteren Versionen: Konsole).',
        },
        { name: oneLine(name) },
      ),
      {
        en: 'Paste the whole line and press Enter. Tasmota restarts.',
        de: 'Füge die ganze Zeile ein und drücke Enter. Tasmota startet neu.',
      },
      ...(sleeps
        ? [
            {
              en: 'Deep sleep needs a wire between GPIO16 (D0) and RST on an ESP8266.',
              de: 'Der Tiefschlaf braucht beim ESP8266 einen Draht zwischen GPIO16 (D0) und RST.',
            },
          ]
        : []),
    ],
  };
};
