import type { wall as english } from '../../en/dashboard/wall.ts';

export const wall: Record<keyof typeof english, string> = {
  'wall.since': 'de {time}',
  'wall.sleeps': 'La pantalla puede apagarse',
  'wall.sleeps.hint':
    'Este navegador no mantiene la pantalla encendida. Quizá lo haga por HTTPS, o después de tocarla.',
  'wall.before': 'Página anterior',
  'wall.next': 'Página siguiente',
  'wall.pause': 'Quedarse en esta página',
  'wall.go': 'Volver a pasar páginas',
  'wall.full': 'Pantalla completa',
  'wall.window': 'Salir de la pantalla completa',
  'wall.leave': 'Salir de la vista de pared',
};
