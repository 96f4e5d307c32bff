import type { wall as english } from '../../en/dashboard/wall.ts';

export const wall: Record<keyof typeof english, string> = {
  'wall.since': 'von {time}',
  'wall.sleeps': 'Der Bildschirm kann ausgehen',
  'wall.sleeps.hint': 'Dieser Browser hält den Bildschirm nicht an. Über HTTPS oder nach einer Berührung kann er es.',
  'wall.before': 'Vorige Seite',
  'wall.next': 'Nächste Seite',
  'wall.pause': 'Auf dieser Seite bleiben',
  'wall.go': 'Wieder umblättern',
  'wall.full': 'Bildschirm füllen',
  'wall.window': 'Vollbild verlassen',
  'wall.leave': 'Wandansicht verlassen',
};
