import type { questions as english } from '../../en/dashboard/questions.ts';

export const questions: Record<keyof typeof english, string> = {
  'ask.title': 'Poser une question sur cette plante',
  'ask.label': 'Votre question sur {name}',
  'ask.send': 'Demander',
  'ask.offer': 'Avec un modèle de langage, vous pouvez poser des questions sur cette plante, y compris avec une photo.',
  'ask.photo': 'Photo jointe à la question',
  'ask.photo.attach': 'Joindre une photo',
  'ask.photo.remove': 'Retirer la photo',
  'ask.sent': 'Qu’est-ce qui est envoyé ?',
  'ask.sent.title': 'Ce qui est envoyé avec une question',
  'ask.sent.to': 'Votre question va à {model} sur {address}.',
  'ask.sent.what':
    'Avec elle va ce que PlantOps sait de cette plante : son nom et son espèce, son lieu, les mesures et ce qui y a été constaté, ses arrosages, les notes de son journal, l’état de ses capteurs et vos dernières questions. Une photo seulement si vous en joignez une. Aucun mot de passe, aucune clé, aucune adresse de votre maison.',
  'ask.sent.data': 'Ce qui l’accompagne, tel que c’est maintenant',
  'ask.sent.instructions': 'Les consignes données en plus au modèle',
  'ask.allow': 'Autoriser et demander',
  'ask.forbid': 'Ne plus autoriser de questions',
  'ask.writing': 'La réponse est en train d’être écrite',
  'ask.more': 'Questions précédentes',
  'ask.remove.action': 'Retirer la question',
  'ask.remove.question': 'Retirer « {question} » et sa réponse pour de bon ?',
  'ask.remove': 'Retirer la question « {question} »',
};
