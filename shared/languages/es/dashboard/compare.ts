import type { compare as english } from '../../en/dashboard/compare.ts';

export const compare: Record<keyof typeof english, string> = {
  'compare.title': 'Comparar plantas',
  'compare.plants': 'Plantas',
  'compare.plants.hint': 'Hasta {n} plantas',
  'compare.metric': 'Qué comparar',
  'compare.loading': 'Cargando los historiales…',
  'compare.none': 'Elige plantas para compararlas.',
  'compare.noPlants': 'Todavía no hay plantas.',
  'compare.addPlants': 'Añadir plantas',
  'compare.gone':
    'Una planta de esta dirección ya no está. | {n} de plantas de esta dirección ya no están. | {n} plantas de esta dirección ya no están.',
  'compare.failed': '{name}: {reason}',
  'compare.chartFailed': 'El gráfico no se ha podido cargar. La tabla de abajo muestra lo mismo.',
  'compare.chart': '{metric} de {plants}: {range}',
  'compare.legend': 'Plantas del gráfico',
  'compare.show': 'Mostrar {name} en el gráfico',
  'compare.empty': 'sin lecturas en este tiempo',
  'compare.highest': 'La media más alta: {highest}, con {high}. La más baja: {lowest}, con {low}.',
  'compare.limits': 'Todas tienen los mismos límites: {limits}.',
  'compare.limits.differ': 'Sus límites son distintos, así que el gráfico no muestra ninguno.',
  'compare.limit.min': 'al menos {value}',
  'compare.limit.max': 'como mucho {value}',
  'compare.hint': 'Pasa por el gráfico para leerlo, arrastra para ampliar.',
  'compare.table': 'Lo mismo en una tabla',
  'compare.table.mean': 'Medias. Cada fila empieza a su hora.',
};
