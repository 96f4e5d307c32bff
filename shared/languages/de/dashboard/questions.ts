import type { questions as english } from '../../en/dashboard/questions.ts';

export const questions: Record<keyof typeof english, string> = {
  'ask.title': 'Frag zu dieser Pflanze',
  'ask.label': 'Deine Frage zu {name}',
  'ask.send': 'Fragen',
  'ask.offer': 'Mit einem Sprachmodell kannst du zu dieser Pflanze Fragen stellen, auch mit einem Foto.',
  'ask.photo': 'Foto, das der Frage beiliegt',
  'ask.photo.attach': 'Foto anhängen',
  'ask.photo.remove': 'Foto weglassen',
  'ask.sent': 'Was wird gesendet?',
  'ask.sent.title': 'Was mit einer Frage gesendet wird',
  'ask.sent.to': 'Deine Frage geht an {model} bei {address}.',
  'ask.sent.what':
    'Mit ihr geht, was PlantOps über diese Pflanze weiß: Name und Art, ihr Platz, Messwerte und was daran auffiel, ihre Wassergaben, die Notizen im Tagebuch, der Zustand ihrer Sensoren und deine letzten Fragen. Ein Foto nur, wenn du eines anhängst. Kein Passwort, kein Schlüssel und keine Adresse deines Hauses.',
  'ask.sent.data': 'Was mitgeht, Stand jetzt',
  'ask.sent.instructions': 'Was dem Modell sonst gesagt wird',
  'ask.allow': 'Erlauben und fragen',
  'ask.forbid': 'Fragen nicht mehr erlauben',
  'ask.writing': 'Die Antwort wird geschrieben',
  'ask.more': 'Frühere Fragen',
  'ask.remove.action': 'Frage entfernen',
  'ask.remove.question': '„{question}“ mit der Antwort endgültig entfernen?',
  'ask.remove': 'Die Frage „{question}“ entfernen',
};
