import type { rooms as english } from '../en/rooms';

export const rooms: Record<keyof typeof english, string> = {
  'rooms.title': 'Räume',
  'rooms.name': 'Name des Raums',
  'rooms.example': 'Küche',
  'rooms.none': 'Noch kein Raum.',
  'rooms.new': 'Neuer Raum …',
  'rooms.new.title': 'Neuer Raum',
  'rooms.exists': 'Den Raum „{name}“ gibt es schon.',
  'rooms.renamed': '„{before}“ heißt jetzt „{name}“.',
  'rooms.ordered': 'Die Räume stehen in neuer Reihenfolge.',
  'rooms.deleted': '„{name}“ ist gelöscht.',
  'rooms.of': 'Raum',
  'tags.label': 'Stichwörter',
  'tags.hint': 'Wörter, unter denen du sie wiederfindest. Enter oder ein Komma beendet eines.',
  'tags.most': 'Das sind {n} Stichwörter, mehr kann eine Pflanze nicht haben.',
};
