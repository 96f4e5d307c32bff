import type { system as english } from '../../en/dashboard/system.ts';

export const system: Record<keyof typeof english, string> = {
  'system.title': 'Système',
  'system.hint': 'Si ce que vos appareils envoient est conservé, et que faire là où ce n’est pas le cas.',
  'system.ok': 'Tout va bien',
  'system.ok.more': 'Ce que vos appareils envoient est enregistré.',
  'system.warning':
    'Toutes les mesures sont enregistrées. {n} chose à voir | Toutes les mesures sont enregistrées. {n} de choses à voir | Toutes les mesures sont enregistrées. {n} choses à voir',
  'system.failing': 'Les mesures ne sont pas enregistrées de façon sûre',
  'system.since': 'Depuis {time}',
  'system.rest': 'Toutes les vérifications',
  'system.state.ok': 'Bien',
  'system.state.warning': 'À voir',
  'system.state.failing': 'En échec',
  'system.state.unknown': 'Inconnu',
  'system.counts': 'Messages',
  'system.counts.hint': 'Comptés par-delà tous les redémarrages.',
  'system.taken': 'Acceptés par le broker',
  'system.answered': 'Venus d’appareils, enregistrés ou mis de côté',
  'system.waiting': 'En attente auprès du broker',
  'system.dropped': 'Perdus, la file étant pleine',
  'system.unknown': 'inconnu',
};
