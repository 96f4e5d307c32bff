import type { flows as english } from '../../en/dashboard/flows.ts';

export const flows: Record<keyof typeof english, string> = {
  'flows.title': 'Flows',
  'flows.hint':
    'Was ein Gerät sendet, geht durch die Flows. Eine Nachricht, die in einem davon endet, ohne gespeichert zu werden, wird beiseitegelegt und hier aufbewahrt.',
  'flows.label': 'Der Zustand der Flows',
  'flows.running': 'Sie laufen.',
  'flows.stopped': 'Die Flows laufen nicht. Messwerte warten beim Broker; nichts geht verloren.',
  'flows.safe':
    'Deine Flows können so nicht laufen, deshalb laufen an ihrer Stelle die letzten, die gut gelaufen sind.',
  'flows.failing': '{node} konnte nicht starten: {problem}',
  'flows.aside':
    '{n} Nachricht wurde beiseitegelegt, bei {place}: {reason} | {n} Nachrichten wurden beiseitegelegt, bei {place}: {reason}',
  'flows.more': 'und {n} weitere',
  'flows.editor': 'Flow-Editor öffnen',
  'flows.proposed': 'Eine neue Version von PlantOps schlägt andere Flows vor. Deine laufen, bis du entscheidest.',
  'flows.proposed.look': 'Vorschlag ansehen',
  'flows.back': 'Version {n} deiner Flows lief nicht gut und ist von selbst auf Version {to} zurückgegangen.',
  'flows.retry': 'Meine wieder laufen lassen',
  'flows.retry.done': 'Deine Flows laufen wieder.',
  'flows.retry.vain': 'Deine Flows können so noch immer nicht laufen.',
  'flows.look.all': 'Ansehen',
  'flows.database': 'Die Datenbank',
  'flows.database.in': 'der Datenbank',
  'flows.aside.title': 'Beiseitegelegt',
  'flows.aside.none':
    'Nichts ist beiseitegelegt: Jeder Messwert wurde gespeichert, oder ein Node hat ausdrücklich auf ihn verzichtet.',
  'flows.aside.count': '{n} Nachricht, empfangen {age} | {n} Nachrichten, die neueste empfangen {age}',
  'flows.replay': 'Noch einmal durch die Flows schicken',
  'flows.replay.one': 'Noch einmal schicken',
  'flows.replay.done': '{n} Nachricht ist wieder unterwegs. | {n} Nachrichten sind wieder unterwegs.',
  'flows.look': 'Ansehen',
  'flows.newest': 'Aufgeführt sind die neuesten {shown}.',
  'flows.topic': 'Topic',
  'flows.discard': 'Verwerfen',
  'flows.discard.confirm':
    '{n} Nachricht, die bei {place} beiseitegelegt wurde, wird endgültig gelöscht. | {n} Nachrichten, die bei {place} beiseitegelegt wurden, werden endgültig gelöscht.',
  'flows.discard.done': '{n} Nachricht ist verworfen. | {n} Nachrichten sind verworfen.',
};
