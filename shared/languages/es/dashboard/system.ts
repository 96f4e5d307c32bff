import type { system as english } from '../../en/dashboard/system.ts';

export const system: Record<keyof typeof english, string> = {
  'system.title': 'Sistema',
  'system.hint': 'Si se guarda lo que envían tus dispositivos, y qué hacer donde no.',
  'system.ok': 'Todo bien',
  'system.ok.more': 'Lo que envían tus dispositivos se guarda.',
  'system.warning':
    'Todas las lecturas se guardan. {n} cosa que mirar | Todas las lecturas se guardan. {n} de cosas que mirar | Todas las lecturas se guardan. {n} cosas que mirar',
  'system.failing': 'Las lecturas no se guardan con seguridad',
  'system.since': 'Desde {time}',
  'system.rest': 'Todas las comprobaciones',
  'system.state.ok': 'Bien',
  'system.state.warning': 'A revisar',
  'system.state.failing': 'Falla',
  'system.state.unknown': 'No se sabe',
  'system.counts': 'Mensajes',
  'system.counts.hint': 'Contados a través de todos los reinicios.',
  'system.taken': 'Aceptados por el broker',
  'system.answered': 'De dispositivos, guardados o apartados',
  'system.waiting': 'En espera en el broker',
  'system.dropped': 'Perdidos por cola llena',
  'system.unknown': 'no se sabe',
};
