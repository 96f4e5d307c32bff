import type { MqttClient } from 'mqtt';
import type { Logger } from 'pino';

/**
 * What is heard of a broker that knows no MQTT 5: return code 1 of 3.1.1 (section 3.2.2.3), reason code 132 of MQTT 5, or an
 * answer in the form of 3.1.1, which cannot be read as one of 5.
 */
const VERSION_REFUSED: ReadonlySet<unknown> = new Set([1, 132]);
const UNREADABLE_ANSWER = /Invalid connack|Header flag bits|cannot parse|unacceptable protocol|Unsupported protocol/i;
/** Reason codes of MQTT 5 (section 3.2.2.2) and of 3.1.1 for a refused login. */
const LOGIN_REFUSED: ReadonlySet<unknown> = new Set([4, 5, 134, 135]);

/** What an error says about a broker, and what to do, as the end of a sentence that begins with it. */
export function troubleOf(error: Error): string {
  const { code } = error as { code?: unknown };
  if (LOGIN_REFUSED.has(code))
    return (
      `does not let the server in (${error.message}). A broker of your own must read the password file that the server ` +
      'writes (MOSQUITTO_PASSWORD_FILE); MQTT_USERNAME and MQTT_PASSWORD are put in there'
    );
  if (VERSION_REFUSED.has(code) || UNREADABLE_ANSWER.test(error.message))
    return (
      `does not speak MQTT 5 (${error.message}), which PlantOps needs for its session. Name another broker in MQTT_URL, such as ` +
      'Mosquitto 2.0, or leave MQTT_URL out to have one started'
    );
  // A host with several addresses fails with all of their errors, and with an empty text of its own.
  return `cannot be reached (${error.message.trim() || String(code)})`;
}

/** Tells the log why there is no connection to the broker: each reason once, until there has been one. */
export function reportTrouble(client: MqttClient, url: string, log: Logger): void {
  const { protocol, host } = new URL(url);
  let isConnected = false;
  let hasReason = false;
  let told: string | undefined;
  const tell = (reason: string): void => {
    hasReason = true;
    if (reason === told) return;
    told = reason;
    log.warn(`the broker at ${protocol}//${host} ${reason}. Trying again every second`);
  };
  client.on('connect', () => {
    isConnected = true;
    told = undefined;
  });
  client.on('error', (error) => tell(troubleOf(error)));
  client.on('close', () => {
    if (!isConnected && !hasReason && !client.disconnecting) tell('does not answer as an MQTT broker');
    isConnected = false;
    hasReason = false;
  });
}
