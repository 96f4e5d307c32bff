import type { selection as english } from '../../en/dashboard/selection.ts';

export const selection: Record<keyof typeof english, string> = {
  'select.title': 'Plantas seleccionadas',
  'select.count': '{n} seleccionadas',
  'select.none': 'No seleccionar nada',
  'select.all': 'Seleccionar las {n} mostradas',
  'select.water': 'Regadas ahora',
  'select.move': 'Llevar a una habitación',
  'select.mute': 'Silenciar',
  'select.mute.tomorrow': 'Hasta mañana por la mañana',
  'select.unmute': 'Volver a enviar mensajes',
  'select.tag': 'Etiquetar',
  'select.tag.add': 'Añadir una etiqueta',
  'select.tag.remove': 'Quitar la etiqueta «{tag}»',
  'select.watered': 'Riego de {n} planta anotado. | Riego de {n} de plantas anotado. | Riego de {n} plantas anotado.',
  'select.wateredLately':
    '{n} planta se regó en los últimos diez minutos y se ha dejado fuera. | {n} de plantas se regaron en los últimos diez minutos y se han dejado fuera. | {n} plantas se regaron en los últimos diez minutos y se han dejado fuera.',
  'select.logged': 'Anotado para {n} planta. | Anotado para {n} de plantas. | Anotado para {n} plantas.',
  'select.moved':
    '{n} planta está ahora en «{room}». | {n} de plantas están ahora en «{room}». | {n} plantas están ahora en «{room}».',
  'select.moved.out':
    '{n} planta no está ahora en ninguna habitación. | {n} de plantas no están ahora en ninguna habitación. | {n} plantas no están ahora en ninguna habitación.',
  'select.muted':
    'Sin mensajes sobre {n} planta hasta {time}. | Sin mensajes sobre {n} de plantas hasta {time}. | Sin mensajes sobre {n} plantas hasta {time}.',
  'select.unmuted':
    'Se vuelven a enviar los mensajes sobre {n} planta. | Se vuelven a enviar los mensajes sobre {n} de plantas. | Se vuelven a enviar los mensajes sobre {n} plantas.',
  'select.tagged':
    '{n} planta tiene ahora la etiqueta {tags}. | {n} de plantas tienen ahora la etiqueta {tags}. | {n} plantas tienen ahora la etiqueta {tags}.',
  'select.untagged':
    '{n} planta ha perdido la etiqueta {tags}. | {n} de plantas han perdido la etiqueta {tags}. | {n} plantas han perdido la etiqueta {tags}.',
  'select.tooManyTags':
    '{n} ya tiene demasiadas etiquetas. | {n} ya tienen demasiadas etiquetas. | {n} ya tienen demasiadas etiquetas.',
};
