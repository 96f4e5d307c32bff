/** What the editor says of the types of messages, in the languages of owners. English stands with the types. */
import type { Language } from '../settings/display.ts';
import type { MessageType } from './message-type.ts';

/** The label of a type, with an article, and what it stands for in a sentence. */
export interface MessageWords {
  label: string;
  description: string;
}

const GERMAN: Readonly<Record<string, MessageWords>> = {
  anything: {
    label: 'beliebige Nachricht',
    description: 'Eine Nachricht eines Knotens, der nicht sagt, was er sendet.',
  },
  raw_message: {
    label: 'eine rohe Nachricht',
    description:
      'Eine Nachricht, wie ein Gerät sie veröffentlicht hat, ungeprüft. Die Payload ist das Gesendete, meist als Bytes.',
  },
  reading: {
    label: 'eine Messung',
    description: 'Was ein Gerät zu einem Zeitpunkt gemessen hat, in den Einheiten der Messgrößen.',
  },
  heartbeat: {
    label: 'ein Herzschlag',
    description: 'Ein Lebenszeichen eines Geräts mit seinen Betriebswerten.',
  },
  rejection: {
    label: 'eine abgelehnte Nachricht',
    description: 'Eine Nachricht, die nicht zu gebrauchen ist, mit dem Grund in Worten.',
  },
  notice: {
    label: 'eine Meldung',
    description: 'Eine Mitteilung über einen Alarm. Sie steht schon in der Datenbank und wartet darauf, gesendet zu werden.',
  },
  registration: {
    label: 'eine Anmeldung',
    description: 'Ein Gerät, das bekannt werden will, und der Rechnername, unter dem es den Server erreicht hat.',
  },
  credentials: {
    label: 'Zugangsdaten',
    description: 'Womit sich ein angemeldetes Gerät am Broker ausweist. Sie enthalten ein Passwort.',
  },
  care_request: {
    label: 'eine Anfrage nach einem Pflegeplan',
    description: 'Für welche Pflanze ein Pflegeplan verlangt wird, und warum.',
  },
  care_context: {
    label: 'Angaben für einen Pflegeplan',
    description:
      'Alles, was über eine Pflanze bekannt ist. Ein Flow darf Felder ergänzen, die ein Sprachmodell dann liest.',
  },
  care_answer: {
    label: 'eine Antwort des Modells',
    description: 'Was ein Sprachmodell geantwortet hat, ungeprüft, als Text.',
  },
  care_advice: {
    label: 'ein Pflegeplan',
    description: 'Ein geprüfter Rat zu einer Pflanze, der noch nicht gespeichert ist.',
  },
  care_plan: {
    label: 'ein gespeicherter Pflegeplan',
    description: 'Ein Plan, wie er gespeichert wurde: der geltende der Pflanze.',
  },
  command: {
    label: 'ein Befehl',
    description:
      'Was ein Gerät tun soll. Was die Felder der Payload bedeuten, ist Sache des Flows und seiner Geräte.',
  },
};

/** English where there are no words in that language. */
export const messageWords = (type: MessageType, language: Language): MessageWords =>
  (language === 'de' ? GERMAN[type.name] : undefined) ?? type;
