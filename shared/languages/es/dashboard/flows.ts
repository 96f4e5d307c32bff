import type { flows as english } from '../../en/dashboard/flows.ts';

export const flows: Record<keyof typeof english, string> = {
  'flows.title': 'Flujos',
  'flows.hint':
    'Lo que envía un dispositivo pasa por los flujos. Un mensaje que acaba en uno de ellos sin guardarse se aparta y se conserva aquí.',
  'flows.label': 'El estado de los flujos',
  'flows.running': 'Están en marcha.',
  'flows.stopped': 'Los flujos no están en marcha. Las lecturas esperan en el broker; no se pierde nada.',
  'flows.safe':
    'Tus flujos no pueden funcionar tal como están, así que en su lugar están en marcha los últimos que iban bien.',
  'flows.failing': '{node} no ha podido arrancar: {problem}',
  'flows.aside':
    '{n} mensaje se ha apartado en {place}: {reason} | {n} de mensajes se han apartado en {place}: {reason} | {n} mensajes se han apartado en {place}: {reason}',
  'flows.more': 'y {n} más',
  'flows.editor': 'Abrir el editor de flujos',
  'flows.proposed': 'Una versión nueva de PlantOps propone otros flujos. Los tuyos siguen en marcha hasta que decidas.',
  'flows.proposed.look': 'Ver la propuesta',
  'flows.back': 'La versión {n} de tus flujos ha fallado y se ha vuelto sola a la versión {to}.',
  'flows.retry': 'Poner otra vez los míos en marcha',
  'flows.retry.done': 'Tus flujos vuelven a estar en marcha.',
  'flows.retry.vain': 'Tus flujos siguen sin poder funcionar tal como están.',
  'flows.look.all': 'Verlos',
  'flows.database': 'La base de datos',
  'flows.database.in': 'la base de datos',
  'flows.aside.title': 'Apartados',
  'flows.aside.none': 'No hay nada apartado: cada lectura se ha guardado, o la ha soltado un nodo que lo dice.',
  'flows.aside.count':
    '{n} mensaje, recibido {age} | {n} de mensajes, el más nuevo recibido {age} | {n} mensajes, el más nuevo recibido {age}',
  'flows.replay': 'Enviar otra vez por los flujos',
  'flows.replay.one': 'Enviar otra vez',
  'flows.replay.done':
    '{n} mensaje vuelve a estar en camino. | {n} de mensajes vuelven a estar en camino. | {n} mensajes vuelven a estar en camino.',
  'flows.look': 'Ver',
  'flows.newest': 'Se listan los {shown} más nuevos.',
  'flows.topic': 'Topic',
  'flows.discard': 'Descartar',
  'flows.discard.confirm':
    '{n} mensaje apartado en {place} se borra para siempre. | {n} de mensajes apartados en {place} se borran para siempre. | {n} mensajes apartados en {place} se borran para siempre.',
  'flows.discard.done': '{n} mensaje descartado. | {n} de mensajes descartados. | {n} mensajes descartados.',
};
