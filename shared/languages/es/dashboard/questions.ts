import type { questions as english } from '../../en/dashboard/questions.ts';

export const questions: Record<keyof typeof english, string> = {
  'ask.title': 'Preguntar por esta planta',
  'ask.label': 'Tu pregunta sobre {name}',
  'ask.send': 'Preguntar',
  'ask.offer': 'Con un modelo de lenguaje puedes preguntar por esta planta, también con una foto.',
  'ask.photo': 'Foto adjunta a la pregunta',
  'ask.photo.attach': 'Adjuntar una foto',
  'ask.photo.remove': 'Dejar la foto fuera',
  'ask.sent': '¿Qué se envía?',
  'ask.sent.title': 'Qué se envía con una pregunta',
  'ask.sent.to': 'Tu pregunta va a {model} en {address}.',
  'ask.sent.what':
    'Con ella va lo que PlantOps sabe de esta planta: su nombre y especie, su lugar, las lecturas y lo que se observó en ellas, sus riegos, las notas de su diario, el estado de sus sensores y tus últimas preguntas. Una foto, solo si la adjuntas. Ninguna contraseña, clave ni dirección de tu casa.',
  'ask.sent.data': 'Lo que la acompaña, tal como está ahora',
  'ask.sent.instructions': 'Lo que además se le dice al modelo',
  'ask.allow': 'Permitir y preguntar',
  'ask.forbid': 'No permitir más preguntas',
  'ask.writing': 'Se está escribiendo la respuesta',
  'ask.more': 'Preguntas anteriores',
  'ask.remove.action': 'Quitar la pregunta',
  'ask.remove.question': '¿Quitar «{question}» con su respuesta para siempre?',
  'ask.remove': 'Quitar la pregunta «{question}»',
};
