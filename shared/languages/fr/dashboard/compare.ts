import type { compare as english } from '../../en/dashboard/compare.ts';

export const compare: Record<keyof typeof english, string> = {
  'compare.title': 'Comparer des plantes',
  'compare.plants': 'Plantes',
  'compare.plants.hint': 'Jusqu’à {n} plantes',
  'compare.metric': 'Quoi comparer',
  'compare.loading': 'Chargement des historiques…',
  'compare.none': 'Choisissez des plantes pour les comparer.',
  'compare.noPlants': 'Il n’y a pas encore de plantes.',
  'compare.addPlants': 'Ajouter des plantes',
  'compare.gone':
    'Une plante de cette adresse n’existe plus. | {n} de plantes de cette adresse n’existent plus. | {n} plantes de cette adresse n’existent plus.',
  'compare.failed': '{name} : {reason}',
  'compare.chartFailed': 'Le graphique n’a pas pu être chargé. Le tableau ci-dessous montre la même chose.',
  'compare.chart': '{plants}, {metric} : {range}',
  'compare.legend': 'Plantes du graphique',
  'compare.show': 'Afficher {name} dans le graphique',
  'compare.empty': 'aucune mesure sur cette période',
  'compare.highest': 'Moyenne la plus haute : {highest}, avec {high}. La plus basse : {lowest}, avec {low}.',
  'compare.limits': 'Toutes ont les mêmes limites : {limits}.',
  'compare.limits.differ': 'Leurs limites diffèrent, le graphique n’en montre donc aucune.',
  'compare.limit.min': 'au moins {value}',
  'compare.limit.max': 'au plus {value}',
  'compare.hint': 'Passez sur le graphique pour le lire, glissez pour zoomer.',
  'compare.table': 'La même chose en tableau',
  'compare.table.mean': 'Moyennes. Chaque ligne commence à son heure.',
};
