import type { wall as english } from '../../en/dashboard/wall.ts';

export const wall: Record<keyof typeof english, string> = {
  'wall.since': 'de {time}',
  'wall.sleeps': 'L’écran peut s’éteindre',
  'wall.sleeps.hint': 'Ce navigateur ne garde pas l’écran allumé. Il le peut en HTTPS, ou après un toucher.',
  'wall.before': 'Page précédente',
  'wall.next': 'Page suivante',
  'wall.pause': 'Rester sur cette page',
  'wall.go': 'Tourner de nouveau les pages',
  'wall.full': 'Plein écran',
  'wall.window': 'Quitter le plein écran',
  'wall.leave': 'Quitter l’affichage mural',
};
