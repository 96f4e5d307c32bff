/** What was noticed about devices, in English. */
import type { FindingText, Noted, NotedByName } from '../../findings/finding-kind.ts';
import {
  afterPowerOn,
  asNumber,
  asPercent,
  fieldOf,
  inUtc,
  isBehind,
  isDs18b20,
  isScale,
  isZone,
  onlyIfMeasured,
  setByNtp,
  span,
  timesHundred,
  unitOf,
  wordFor,
} from '../../findings/in-words.ts';
import type { FindingPhrases } from '../words-of-language.ts';

const nameOf = ({ name }: NotedByName): string => name ?? 'A value';

/** Why a value cannot be used, see `shared/remarks.ts`. */
const WHY = {
  not_a_number: 'is not a number',
  null: 'means that the sensor gave no value',
  text: 'is text, not a number',
  unit: 'has a unit that this value does not have',
  ambiguous: 'can be read as two numbers',
  kind: 'is not a number',
  too_low: 'is below what a sensor can measure',
  too_high: 'is above what a sensor can measure',
  unreadable: 'is not JSON',
  form: 'is too long, or has control characters',
  fault_value: 'cannot be',
};

function adviceFor(noted: Noted): string {
  switch (noted.evidence.why) {
    case 'not_a_number':
    case 'null':
    case 'unreadable':
      return `Check the sensor and its wiring. In the sketch, send only what was measured: ${onlyIfMeasured(noted)}`;
    case 'unit':
      return `In the sketch, send the number in the unit that the contract says, without the unit: ${asNumber(noted)}`;
    case 'text':
    case 'ambiguous':
    case 'kind':
      return `In the sketch, send the number itself, with neither unit nor quotes: ${asNumber(noted)}`;
    default:
      return isScale(noted)
        ? `Check the wiring, and in the sketch make the raw count a share: ${asPercent}`
        : 'Check this sensor, its wiring, and the unit in which the sketch sends it.';
  }
}

/** Why the broker refuses a device. */
const REFUSALS: Readonly<Record<string, FindingText>> = {
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
const refusal = ({ evidence }: Noted): FindingText =>
  REFUSALS[String(evidence.why)] ?? { title: String(evidence.why), advice: 'See the log of the broker.' };

export const findings: FindingPhrases = {
  value_set_aside: (noted) => ({
    title: `${nameOf(noted)} was set aside: ${noted.evidence.sent} ${wordFor(WHY, noted, 'why')}.`,
    advice: adviceFor(noted),
  }),
  fault_value: (noted) => ({
    title: `${nameOf(noted)} has no value: ${noted.evidence.sent} is what ${noted.evidence.source} sends.`,
    advice: isDs18b20(noted)
      ? `In the sketch, wait for the measurement before you read it: ${afterPowerOn}`
      : `Check the wiring of this sensor. In the sketch, send only what was measured: ${onlyIfMeasured(noted)}`,
  }),
  value_clamped: (noted) => ({
    title: `${nameOf(noted)} was ${noted.evidence.sent}, just beyond the scale; ${noted.evidence.stored} was stored.`,
    advice: `Calibrate the sensor, dry and wet. In the sketch: ${asPercent}`,
  }),
  value_as_text: (noted) => ({
    title: `${nameOf(noted)} came as text, ${noted.evidence.sent}; the number ${noted.evidence.stored} was stored.`,
    advice: `Nothing is lost. In the sketch, send the number itself: ${asNumber(noted)}`,
  }),
  share_of_one: (noted) => ({
    title: `${nameOf(noted)} came as ${noted.evidence.sent}, which looks like a share of 1; ${noted.evidence.stored} % was stored.`,
    advice: `If percent are meant, make them in the sketch: ${timesHundred(noted)} If it really is that little, there is nothing to do.`,
  }),
  same_time: (noted) => ({
    title: `${nameOf(noted)} was ${noted.evidence.stored} and then ${noted.evidence.sent} at the same time, ${noted.evidence.time}; the first was kept.`,
    advice: `Readings are told apart by their time. In the sketch, give each the second of its measurement, ${inUtc} Or send no timestamp.`,
  }),
  other_name: (noted) => ({
    title: `"${noted.evidence.sent}" is read as ${nameOf(noted).toLowerCase()}.`,
    advice: `Nothing is lost. If it is something else, give it another name in the sketch; our own name is ${fieldOf(noted)}.`,
  }),
  time_by_other_name: ({ evidence }) => ({
    title: `"${evidence.sent}" is read as the time of the measurement.`,
    advice: 'Nothing is lost. If it is something else, give it another name in the sketch; our own name is timestamp.',
  }),
  vitals_set_aside: (noted) => ({
    title: `${noted.evidence.field} was left out: ${noted.evidence.sent} ${wordFor(WHY, noted, 'why')}.`,
    advice:
      'Readings are not touched by it. A heartbeat is JSON such as `{"uptime_s":12,"rssi_dbm":-60,"battery_pct":80}`.',
  }),
  clock_off: (noted) => ({
    title: `The clock is ${span(noted)} ${isBehind(noted) ? 'behind' : 'ahead'}: it sent ${noted.evidence.sent}. Readings are judged by when they arrive.`,
    advice: isZone(noted)
      ? `It looks like local time without a zone. In the sketch, write UTC: ${inUtc}`
      : `In the sketch, have the clock set: ${setByNtp}`,
  }),
  time_unusable: ({ evidence }) => ({
    title: `The time ${evidence.sent} cannot be used; readings have the time at which they arrive.`,
    advice: `In the sketch, have the clock set before the first reading, ${setByNtp}, and write ${inUtc} Or send no timestamp.`,
  }),
  probes_disagree: (noted) => ({
    title: `${nameOf(noted)} has been ${noted.evidence.value}${unitOf(noted)} here and ${noted.evidence.other_value}${unitOf(noted)} at ${noted.evidence.other} for ${noted.evidence.hours} hours.`,
    advice:
      'Put both probes side by side in the same soil: if they still differ, calibrate them; if not, the plant is unevenly watered, and its least or greatest value may suit you better than the mean.',
  }),
  probe_silent: (noted) => ({
    title: `${nameOf(noted)} no longer comes from this device, though it is heard: the last was ${noted.evidence.value}${unitOf(noted)} at ${noted.evidence.since}. Its plant's value now comes from ${noted.evidence.other}.`,
    advice:
      'Check this probe and its cable, and restart the board. In the sketch, read the sensor anew for each message: `sensor.read();`',
  }),
  stuck_value: (noted) => ({
    title: `${nameOf(noted)} has been exactly ${noted.evidence.value}${unitOf(noted)} for ${noted.evidence.hours} hours, in ${noted.evidence.readings} readings.`,
    advice:
      'A working sensor always moves a little. Restart the board; check that the sketch reads the sensor anew for each message, and the wiring.',
  }),
  probe_out_of_soil: ({ evidence }) => ({
    title: `Soil moisture fell from ${evidence.before} % to 0 at once, while the air stayed as it was: is the probe out of the soil?`,
    advice: 'Put the probe back into the soil, down to its mark. If it is in, check its cable.',
  }),
  watering_not_felt: ({ evidence }) => ({
    title: `The watering of ${evidence.watered_at} did not reach this probe: soil moisture was ${evidence.before} % before and ${evidence.after} % at most after it.`,
    advice:
      'Water may run past dry soil: water slowly, or from below. If the soil at the probe is wet, the probe is broken or must be calibrated.',
  }),
  broker_refused: (noted) => ({
    title: `The broker refused this device: ${refusal(noted).title}.`,
    advice: refusal(noted).advice,
  }),
  topic_refused: ({ evidence }) => ({
    title: `The broker refused what this device published on ${evidence.topics}: that is no topic of its own, so it was lost.`,
    advice: String(evidence.own).startsWith('gateways/')
      ? `Set ${evidence.own} as the base topic of the program on it.`
      : `In the sketch: \`client.publish("${evidence.own}", json);\` If it speaks for other sensors, register it again with "kind": "gateway".`,
  }),
  will_on_readings: ({ evidence }) => ({
    title: `The last will of this device (${evidence.bytes} bytes) is set on ${evidence.topic}, where its readings go. It makes the device offline, and is not taken for a reading.`,
    advice: `Set it on its own topic, with the text offline: \`${evidence.right}\``,
  }),
  not_on_its_topics: ({ evidence }) => ({
    title: `This device has been connected to the broker for ${evidence.minutes} min, and nothing has come from it.`,
    advice: `The broker drops what a device publishes on other topics than its own: look for a typo, a slash in front, or another id. In the sketch: \`client.publish("${evidence.topic}", json);\``,
  }),
  credentials_taken: ({ evidence }) => ({
    title: `New credentials were given away for this device while it was alive: it was heard ${evidence.heard_s} s before.`,
    advice:
      'If that was you, all is well. If not, another board or program registers with its MAC address: find it, or lock the device so that nobody can register it again.',
  }),
  two_boards: ({ evidence }) => ({
    title: `Two boards seem to be this device: ${evidence.times} ${evidence.how} took its place from the one before.`,
    advice:
      'Switch one of them off, or give it a MAC address of its own and register it as a device of its own. Until then, only the one that has the credentials is let in. If there is one board only, its connection breaks again and again: check its Wi-Fi, and connect once, not for each message.',
  }),
  account_paused: ({ evidence }) => ({
    title: `This device is not let in any more: two boards took its place from each other for ${evidence.minutes} minutes, so that its readings were of two places in turn.`,
    advice:
      'Switch off the board that has a copy of the credentials, and let the device in again; or give the right board new credentials: the copy then no longer works. The other one registers as a device of its own: `POST /api/devices/register`.',
  }),
  gateway_unclear: ({ evidence }) => ({
    title: `Messages on the topic ${evidence.topic} look like readings and are not understood: ${evidence.reason}. The last one: \`${evidence.payload}\``,
    advice:
      'Give the value a name that is known, such as soil_moisture or temperature, in the program that sends it; docs/gateways.md lists the names. Or translate it in the flow "Gateways".',
  }),
  gateway_many_sensors: ({ evidence }) => ({
    title: `This gateway has more new sensors than are taken up in an hour (${evidence.most}); "${evidence.name}" waits.`,
    advice:
      "If they are yours, do nothing: the others appear within the next hours. If they are your neighbours', have the gateway pass on your own sensors only (a list of allowed addresses).",
  }),
  speaks_as_gateway: ({ evidence }) => ({
    title: `This device publishes on ${evidence.topic}, which only a gateway may, so nothing of it is taken.`,
    advice: 'Register it again with "kind": "gateway".',
  }),
  gone_at_gateway: () => ({
    title: 'Its gateway no longer has this sensor.',
    advice:
      'Pair it again at the gateway, and it goes on as before. If it is not in use any more, remove it here, too.',
  }),
};
