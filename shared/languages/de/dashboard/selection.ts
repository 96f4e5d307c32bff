import type { selection as english } from '../../en/dashboard/selection.ts';

export const selection: Record<keyof typeof english, string> = {
  'select.title': 'Ausgewählte Pflanzen',
  'select.count': '{n} ausgewählt',
  'select.none': 'Nichts auswählen',
  'select.all': 'Alle {n} gezeigten auswählen',
  'select.water': 'Gerade gegossen',
  'select.move': 'In Raum stellen',
  'select.mute': 'Stummschalten',
  'select.mute.tomorrow': 'Bis morgen früh',
  'select.unmute': 'Wieder Nachrichten senden',
  'select.tag': 'Stichwort',
  'select.tag.add': 'Stichwort hinzufügen',
  'select.tag.remove': 'Stichwort „{tag}“ entfernen',
  'select.watered': 'Gießen von {n} Pflanze eingetragen. | Gießen von {n} Pflanzen eingetragen.',
  'select.wateredLately':
    '{n} Pflanze wurde in den letzten zehn Minuten gegossen und ausgelassen. | {n} Pflanzen wurden in den letzten zehn Minuten gegossen und ausgelassen.',
  'select.logged': 'Für {n} Pflanze eingetragen. | Für {n} Pflanzen eingetragen.',
  'select.moved': '{n} Pflanze steht jetzt in „{room}“. | {n} Pflanzen stehen jetzt in „{room}“.',
  'select.moved.out': '{n} Pflanze steht jetzt in keinem Raum. | {n} Pflanzen stehen jetzt in keinem Raum.',
  'select.muted': 'Keine Nachrichten über {n} Pflanze bis {time}. | Keine Nachrichten über {n} Pflanzen bis {time}.',
  'select.unmuted':
    'Nachrichten über {n} Pflanze werden wieder gesendet. | Nachrichten über {n} Pflanzen werden wieder gesendet.',
  'select.tagged': '{n} Pflanze hat jetzt das Stichwort {tags}. | {n} Pflanzen haben jetzt das Stichwort {tags}.',
  'select.untagged':
    '{n} Pflanze hat das Stichwort {tags} nicht mehr. | {n} Pflanzen haben das Stichwort {tags} nicht mehr.',
  'select.tooManyTags': '{n} hat schon zu viele Stichwörter. | {n} haben schon zu viele Stichwörter.',
};
