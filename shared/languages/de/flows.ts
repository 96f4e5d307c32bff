/** What the flow editor says in German. */
import type { FlowWords } from '../words-of-language.ts';

const types: FlowWords['types'] = {
  anything: {
    label: 'beliebige Nachricht',
    from: 'einen beliebigen Knoten',
    description: 'Eine Nachricht eines Knotens, der nicht sagt, was er sendet.',
  },
  raw_message: {
    label: 'eine rohe Nachricht',
    from: 'einen Knoten "Nachrichten der Geräte"',
    description:
      'Eine Nachricht, wie ein Gerät sie veröffentlicht hat, ungeprüft. Die Payload ist das Gesendete, meist als Bytes.',
  },
  gateway_message: {
    label: 'eine Nachricht eines Gateways',
    from: 'einen Knoten "Nachrichten der Geräte" für Gateways',
    description:
      'Was ein Gateway in der Form seines Programms veröffentlicht hat, über sich oder die Sensoren dahinter. Die Payload sind meist Bytes.',
  },
  reading: {
    label: 'eine Messung',
    from: 'einen Knoten "Prüfung"',
    description: 'Was ein Gerät zu einem Zeitpunkt gemessen hat, in den Einheiten der Messgrößen.',
  },
  heartbeat: {
    label: 'ein Herzschlag',
    from: 'einen Knoten "Prüfung"',
    description: 'Ein Lebenszeichen eines Geräts mit seinen Betriebswerten.',
  },
  rejection: {
    label: 'eine abgelehnte Nachricht',
    from: 'den zweiten Ausgang eines Knotens "Prüfung"',
    description: 'Eine Nachricht, die nicht zu gebrauchen ist, mit dem Grund in Worten.',
  },
  notice: {
    label: 'eine Meldung',
    from: 'einen Knoten "Grenzwerte" oder "wer ist da?"',
    description:
      'Eine Mitteilung über einen Alarm. Sie steht schon in der Datenbank und wartet darauf, gesendet zu werden.',
  },
  registration: {
    label: 'eine Anmeldung',
    from: 'einen Knoten "Anfrage an API"',
    description: 'Ein Gerät, das bekannt werden will, und der Rechnername, unter dem es den Server erreicht hat.',
  },
  credentials: {
    label: 'Zugangsdaten',
    from: 'einen Knoten "Gerät anmelden"',
    description: 'Womit sich ein angemeldetes Gerät am Broker ausweist. Sie enthalten ein Passwort.',
  },
  care_request: {
    label: 'eine Anfrage nach einem Pflegeplan',
    from: 'einen Knoten "Anfrage an API" für care_plan',
    description: 'Für welche Pflanze ein Pflegeplan verlangt wird, und warum.',
  },
  care_context: {
    label: 'Angaben für einen Pflegeplan',
    from: 'einen Knoten "Angaben sammeln"',
    description:
      'Alles, was über eine Pflanze bekannt ist. Ein Flow darf Felder ergänzen, die ein Sprachmodell dann liest.',
  },
  care_answer: {
    label: 'eine Antwort des Modells',
    from: 'einen Knoten "Modell fragen"',
    description: 'Was ein Sprachmodell geantwortet hat, ungeprüft, als Text.',
  },
  care_advice: {
    label: 'ein Pflegeplan',
    from: 'einen Knoten "Plan prüfen" oder "Plan nach Regeln"',
    description: 'Ein geprüfter Rat zu einer Pflanze, der noch nicht gespeichert ist.',
  },
  care_plan: {
    label: 'ein gespeicherter Pflegeplan',
    from: 'einen Knoten "Plan speichern"',
    description: 'Ein Plan, wie er gespeichert wurde: der geltende der Pflanze.',
  },
  command: {
    label: 'ein Befehl',
    from: 'einen function-Knoten, der einen macht',
    description: 'Was ein Gerät tun soll. Was die Felder der Payload bedeuten, ist Sache des Flows und seiner Geräte.',
  },
};

export const flows: FlowWords = {
  types,
  help: {
    inputs: 'Eingang',
    outputs: 'Ausgang',
    object: 'Objekt',
    mayBeMissing: ', kann fehlen',
    asAbove: (name, label) => `*${name}*: ${label}, wie oben.`,
    ifSo: (field, value) => `Wenn *${field}* \`${value}\` ist.`,
  },
  locale: 'de',
};
