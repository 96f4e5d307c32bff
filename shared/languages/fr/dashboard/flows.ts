import type { flows as english } from '../../en/dashboard/flows.ts';

export const flows: Record<keyof typeof english, string> = {
  'flows.title': 'Flux',
  'flows.hint':
    'Ce qu’un appareil envoie passe par les flux. Un message qui s’y arrête sans être enregistré est mis de côté, et gardé ici.',
  'flows.label': 'L’état des flux',
  'flows.running': 'Ils tournent.',
  'flows.stopped': 'Les flux ne tournent pas. Les mesures attendent auprès du broker ; rien n’est perdu.',
  'flows.safe': 'Vos flux ne peuvent pas tourner en l’état, les derniers qui tournaient bien les remplacent donc.',
  'flows.failing': '{node} n’a pas pu démarrer : {problem}',
  'flows.aside':
    '{n} message a été mis de côté à {place} : {reason} | {n} de messages ont été mis de côté à {place} : {reason} | {n} messages ont été mis de côté à {place} : {reason}',
  'flows.more': 'et {n} de plus',
  'flows.editor': 'Ouvrir l’éditeur de flux',
  'flows.proposed':
    'Une nouvelle version de PlantOps propose d’autres flux. Les vôtres tournent jusqu’à votre décision.',
  'flows.proposed.look': 'Voir la proposition',
  'flows.back': 'La version {n} de vos flux a échoué, et la version {to} est revenue d’elle-même.',
  'flows.retry': 'Relancer les miens',
  'flows.retry.done': 'Vos flux tournent de nouveau.',
  'flows.retry.vain': 'Vos flux ne peuvent toujours pas tourner en l’état.',
  'flows.look.all': 'Les regarder',
  'flows.database': 'La base de données',
  'flows.database.in': 'la base de données',
  'flows.aside.title': 'Mis de côté',
  'flows.aside.none': 'Rien n’est mis de côté : chaque mesure a été enregistrée, ou abandonnée par un nœud qui le dit.',
  'flows.aside.count':
    '{n} message, reçu {age} | {n} de messages, le plus récent reçu {age} | {n} messages, le plus récent reçu {age}',
  'flows.replay': 'Renvoyer par les flux',
  'flows.replay.one': 'Renvoyer',
  'flows.replay.done':
    '{n} message est de nouveau en route. | {n} de messages sont de nouveau en route. | {n} messages sont de nouveau en route.',
  'flows.look': 'Voir',
  'flows.newest': 'Les {shown} plus récents sont listés.',
  'flows.topic': 'Topic',
  'flows.discard': 'Jeter',
  'flows.discard.confirm':
    '{n} message mis de côté à {place} est supprimé pour de bon. | {n} de messages mis de côté à {place} sont supprimés pour de bon. | {n} messages mis de côté à {place} sont supprimés pour de bon.',
  'flows.discard.done': '{n} message jeté. | {n} de messages jetés. | {n} messages jetés.',
};
