/** What was noticed about devices, in German. */
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

const nameOf = ({ name }: NotedByName): string => name ?? 'Ein Wert';

/** Why a value cannot be used, see `shared/remarks.ts`. */
const WHY = {
  not_a_number: 'ist keine Zahl',
  null: 'heißt, dass der Sensor keinen Wert lieferte',
  text: 'ist Text, keine Zahl',
  unit: 'hat eine Einheit, die dieser Wert nicht hat',
  ambiguous: 'lässt sich als zwei verschiedene Zahlen lesen',
  kind: 'ist keine Zahl',
  too_low: 'liegt unter dem, was ein Sensor messen kann',
  too_high: 'liegt über dem, was ein Sensor messen kann',
  unreadable: 'ist kein JSON',
  form: 'ist zu lang oder enthält Steuerzeichen',
  fault_value: 'kann nicht sein',
};

function adviceFor(noted: Noted): string {
  switch (noted.evidence.why) {
    case 'not_a_number':
    case 'null':
    case 'unreadable':
      return `Prüfe den Sensor und seine Verkabelung. Sende im Sketch nur, was gemessen wurde: ${onlyIfMeasured(noted)}`;
    case 'unit':
      return `Sende im Sketch die Zahl in der vorgesehenen Einheit, und die Einheit nicht mit: ${asNumber(noted)}`;
    case 'text':
    case 'ambiguous':
    case 'kind':
      return `Sende im Sketch die Zahl selbst, ohne Einheit und ohne Anführungszeichen: ${asNumber(noted)}`;
    default:
      return isScale(noted)
        ? `Prüfe die Verkabelung, und mache im Sketch aus dem Rohwert einen Anteil: ${asPercent}`
        : 'Prüfe diesen Sensor, seine Verkabelung und die Einheit, in der der Sketch sendet.';
  }
}

/** What known faults come from, by what the evidence says. */
const SOURCES = {
  'a sensor that does not answer (all bits are ones)': 'ein Sensor, der nicht antwortet (alle Bits sind Einsen)',
  'an open input (the highest raw count of an ADC)': 'ein offener Eingang (der höchste Rohwert eines ADC)',
  'a library that could not read its sensor': 'eine Bibliothek, die ihren Sensor nicht lesen konnte',
  'a DS18B20 that has not measured yet': 'ein DS18B20, der noch nicht gemessen hat',
  'a DS18B20 that is not connected': 'ein DS18B20, der nicht angeschlossen ist',
  'an SHT3x or SHT4x that does not answer': 'ein SHT3x oder SHT4x, der nicht antwortet',
  'a BH1750 that does not answer': 'ein BH1750, der nicht antwortet',
  'an MH-Z19 that is not ready': 'ein MH-Z19, der nicht bereit ist',
};

/** Why the broker refuses a device. */
const REFUSALS: Readonly<Record<string, FindingText>> = {
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
const refusal = ({ evidence }: Noted): FindingText =>
  REFUSALS[String(evidence.why)] ?? { title: String(evidence.why), advice: 'Sieh im Log des Brokers nach.' };

const HOW: Readonly<Record<string, string>> = { connections: 'Verbindungen', registrations: 'Anmeldungen' };

export const findings: FindingPhrases = {
  value_set_aside: (noted) => ({
    title: `${nameOf(noted)} wurde zurückgelegt: ${noted.evidence.sent} ${wordFor(WHY, noted, 'why')}.`,
    advice: adviceFor(noted),
  }),
  fault_value: (noted) => ({
    title: `${nameOf(noted)} hat keinen Wert: ${noted.evidence.sent} sendet ${wordFor(SOURCES, noted, 'source')}.`,
    advice: isDs18b20(noted)
      ? `Warte im Sketch die Messung ab, bevor du sie liest: ${afterPowerOn}`
      : `Prüfe die Verkabelung dieses Sensors. Sende im Sketch nur, was gemessen wurde: ${onlyIfMeasured(noted)}`,
  }),
  value_clamped: (noted) => ({
    title: `${nameOf(noted)} war ${noted.evidence.sent}, knapp jenseits der Skala; gespeichert wurde ${noted.evidence.stored}.`,
    advice: `Kalibriere den Sensor, trocken und nass. Im Sketch: ${asPercent}`,
  }),
  value_as_text: (noted) => ({
    title: `${nameOf(noted)} kam als Text, ${noted.evidence.sent}; gespeichert wurde die Zahl ${noted.evidence.stored}.`,
    advice: `Nichts geht verloren. Sende im Sketch die Zahl selbst: ${asNumber(noted)}`,
  }),
  share_of_one: (noted) => ({
    title: `${nameOf(noted)} kam als ${noted.evidence.sent}; das sieht nach einem Anteil von 1 aus. Gespeichert wurden ${noted.evidence.stored} %.`,
    advice: `Sind Prozent gemeint, rechne im Sketch um: ${timesHundred(noted)} Ist es wirklich so wenig, ist nichts zu tun.`,
  }),
  same_time: (noted) => ({
    title: `${nameOf(noted)} war zur selben Zeit, ${noted.evidence.time}, erst ${noted.evidence.stored} und dann ${noted.evidence.sent}; der erste Wert wurde behalten.`,
    advice: `Messwerte werden nach ihrer Zeit unterschieden. Gib im Sketch jedem die Sekunde seiner Messung, ${inUtc} Oder sende keinen Zeitstempel.`,
  }),
  other_name: (noted) => ({
    title: `„${noted.evidence.sent}“ wird als ${nameOf(noted)} gelesen.`,
    advice: `Nichts geht verloren. Ist es etwas anderes, gib ihm im Sketch einen anderen Namen; unser eigener Name ist ${fieldOf(noted)}.`,
  }),
  time_by_other_name: ({ evidence }) => ({
    title: `„${evidence.sent}“ wird als Zeit der Messung gelesen.`,
    advice:
      'Nichts geht verloren. Ist es etwas anderes, gib ihm im Sketch einen anderen Namen; unser eigener Name ist timestamp.',
  }),
  vitals_set_aside: (noted) => ({
    title: `${noted.evidence.field} wurde weggelassen: ${noted.evidence.sent} ${wordFor(WHY, noted, 'why')}.`,
    advice:
      'Messwerte berührt das nicht. Ein Herzschlag ist JSON wie `{"uptime_s":12,"rssi_dbm":-60,"battery_pct":80}`.',
  }),
  clock_off: (noted) => ({
    title: `Die Uhr geht ${span(noted)} ${isBehind(noted) ? 'nach' : 'vor'}: Sie sendete ${noted.evidence.sent}. Messwerte werden danach beurteilt, wann sie eintreffen.`,
    advice: isZone(noted)
      ? `Es sieht nach Ortszeit ohne Zone aus. Schreibe im Sketch UTC: ${inUtc}`
      : `Lass im Sketch die Uhr stellen: ${setByNtp}`,
  }),
  time_unusable: ({ evidence }) => ({
    title: `Die Zeit ${evidence.sent} ist nicht zu gebrauchen; Messwerte haben die Zeit, zu der sie eintreffen.`,
    advice: `Lass im Sketch die Uhr vor dem ersten Messwert stellen, ${setByNtp}, und schreibe ${inUtc} Oder sende keinen timestamp.`,
  }),
  probes_disagree: (noted) => ({
    title: `${nameOf(noted)} beträgt seit ${noted.evidence.hours} Stunden ${noted.evidence.value}${unitOf(noted)} hier und ${noted.evidence.other_value}${unitOf(noted)} bei ${noted.evidence.other}.`,
    advice:
      'Stecke beide Fühler nebeneinander in dieselbe Erde: Zeigen sie weiter Verschiedenes, kalibriere sie; wenn nicht, ist die Pflanze ungleich gegossen, und ihr kleinster oder größter Wert passt vielleicht besser als der Mittelwert.',
  }),
  probe_silent: (noted) => ({
    title: `${nameOf(noted)} kommt von diesem Gerät nicht mehr, obwohl es zu hören ist: Zuletzt waren es ${noted.evidence.value}${unitOf(noted)}, um ${noted.evidence.since}. Der Wert seiner Pflanze kommt nun von ${noted.evidence.other}.`,
    advice:
      'Prüfe diesen Fühler und sein Kabel, und starte das Board neu. Lies im Sketch den Sensor für jede Nachricht neu: `sensor.read();`',
  }),
  stuck_value: (noted) => ({
    title: `${nameOf(noted)} beträgt seit ${noted.evidence.hours} Stunden genau ${noted.evidence.value}${unitOf(noted)}, in ${noted.evidence.readings} Messungen.`,
    advice:
      'Ein heiler Sensor schwankt immer ein wenig. Starte das Board neu; prüfe, ob der Sketch den Sensor für jede Nachricht neu liest, und die Verkabelung.',
  }),
  probe_out_of_soil: ({ evidence }) => ({
    title: `Die Bodenfeuchte fiel auf einmal von ${evidence.before} % auf 0, und die Luft blieb, wie sie war: Steckt der Fühler noch in der Erde?`,
    advice: 'Stecke den Fühler wieder bis zur Markierung in die Erde. Steckt er, prüfe sein Kabel.',
  }),
  watering_not_felt: ({ evidence }) => ({
    title: `Das Gießen vom ${evidence.watered_at} kam bei diesem Fühler nicht an: Die Bodenfeuchte war vorher ${evidence.before} % und danach höchstens ${evidence.after} %.`,
    advice:
      'An trockener Erde läuft Wasser oft vorbei: Gieße langsam oder von unten. Ist die Erde am Fühler nass, ist er defekt oder muss kalibriert werden.',
  }),
  broker_refused: (noted) => ({
    title: `Der Broker hat dieses Gerät abgewiesen: ${refusal(noted).title}.`,
    advice: refusal(noted).advice,
  }),
  topic_refused: ({ evidence }) => ({
    title: `Der Broker hat abgewiesen, was dieses Gerät unter ${evidence.topics} veröffentlicht hat: Das ist keines seiner Topics, und so ging es verloren.`,
    advice: String(evidence.own).startsWith('gateways/')
      ? `Stelle ${evidence.own} als Basis-Topic des Programms ein, das darauf läuft.`
      : `Im Sketch: \`client.publish("${evidence.own}", json);\` Spricht es für andere Sensoren, melde es neu an, mit "kind": "gateway".`,
  }),
  will_on_readings: ({ evidence }) => ({
    title: `Der letzte Wille dieses Geräts (${evidence.bytes} Bytes) steht unter ${evidence.topic}, wohin seine Messwerte gehen. Er macht das Gerät offline und gilt nicht als Messwert.`,
    advice: `Setze ihn auf sein eigenes Topic, mit dem Text offline: \`${evidence.right}\``,
  }),
  not_on_its_topics: ({ evidence }) => ({
    title: `Dieses Gerät ist seit ${evidence.minutes} min mit dem Broker verbunden, und nichts kam von ihm an.`,
    advice: `Was ein Gerät unter anderen Topics als seinen eigenen veröffentlicht, verwirft der Broker: Suche nach einem Tippfehler, einem Schrägstrich davor oder einer anderen Id. Im Sketch: \`client.publish("${evidence.topic}", json);\``,
  }),
  credentials_taken: ({ evidence }) => ({
    title: `Für dieses Gerät wurden neue Zugangsdaten ausgegeben, während es lief: ${evidence.heard_s} s davor war es zu hören.`,
    advice:
      'Wenn du das warst, ist alles gut. Wenn nicht, meldet sich ein anderes Board oder Programm mit seiner MAC-Adresse an: Finde es, oder sperre das Gerät, damit es niemand neu anmelden kann.',
  }),
  two_boards: (noted) => ({
    title: `Zwei Boards geben sich als dieses Gerät aus: ${noted.evidence.times} Mal nahm eines dem anderen seinen Platz (${wordFor(HOW, noted, 'how')}).`,
    advice:
      'Schalte eines aus, oder gib ihm eine eigene MAC-Adresse und melde es als eigenes Gerät an. Bis dahin wird nur das eingelassen, das die Zugangsdaten hat. Gibt es nur ein Board, bricht seine Verbindung immer wieder ab: Prüfe sein WLAN, und verbinde es einmal, nicht für jede Nachricht.',
  }),
  account_paused: ({ evidence }) => ({
    title: `Dieses Gerät wird nicht mehr eingelassen: Zwei Boards nahmen einander ${evidence.minutes} Minuten lang seinen Platz, so dass seine Messwerte abwechselnd von zwei Orten kamen.`,
    advice:
      'Schalte das Board aus, das eine Kopie der Zugangsdaten hat, und lass das Gerät wieder ein; oder gib dem richtigen Board neue Zugangsdaten: Die Kopie gilt dann nicht mehr. Das andere meldet sich als eigenes Gerät an: `POST /api/devices/register`.',
  }),
  gateway_unclear: ({ evidence }) => ({
    title: `Nachrichten unter ${evidence.topic} sehen wie Messwerte aus und werden nicht verstanden: ${evidence.reason}. Die letzte: \`${evidence.payload}\``,
    advice:
      'Gib dem Wert im sendenden Programm einen bekannten Namen wie soil_moisture oder temperature; docs/gateways.md nennt sie. Oder übersetze ihn im Flow „Gateways“.',
  }),
  gateway_many_sensors: ({ evidence }) => ({
    title: `Dieses Gateway hat mehr neue Sensoren, als in einer Stunde aufgenommen werden (${evidence.most}); „${evidence.name}“ wartet.`,
    advice:
      'Wenn es deine sind, tu nichts: Die übrigen erscheinen in den nächsten Stunden. Wenn es die der Nachbarn sind, lass das Gateway nur deine eigenen weitergeben (Liste erlaubter Adressen).',
  }),
  speaks_as_gateway: ({ evidence }) => ({
    title: `Dieses Gerät veröffentlicht unter ${evidence.topic}. Das darf nur ein Gateway, daher wird nichts davon übernommen.`,
    advice: 'Melde es neu an, mit "kind": "gateway".',
  }),
  gone_at_gateway: () => ({
    title: 'Sein Gateway kennt diesen Sensor nicht mehr.',
    advice:
      'Lerne ihn am Gateway neu an, dann geht es weiter wie bisher. Wird er nicht mehr gebraucht, entferne ihn auch hier.',
  }),
};
