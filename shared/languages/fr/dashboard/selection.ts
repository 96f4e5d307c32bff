import type { selection as english } from '../../en/dashboard/selection.ts';

export const selection: Record<keyof typeof english, string> = {
  'select.title': 'Plantes sélectionnées',
  'select.count': '{n} sélectionnées',
  'select.none': 'Ne rien sélectionner',
  'select.all': 'Sélectionner les {n} affichées',
  'select.water': 'Arrosées à l’instant',
  'select.move': 'Mettre dans une pièce',
  'select.mute': 'Sourdine',
  'select.mute.tomorrow': 'Jusqu’à demain matin',
  'select.unmute': 'Envoyer de nouveau des messages',
  'select.tag': 'Étiqueter',
  'select.tag.add': 'Ajouter une étiquette',
  'select.tag.remove': 'Retirer l’étiquette « {tag} »',
  'select.watered': 'Arrosage de {n} plante noté. | Arrosage de {n} de plantes noté. | Arrosage de {n} plantes noté.',
  'select.wateredLately':
    '{n} plante a été arrosée ces dix dernières minutes et laissée de côté. | {n} de plantes ont été arrosées ces dix dernières minutes et laissées de côté. | {n} plantes ont été arrosées ces dix dernières minutes et laissées de côté.',
  'select.logged': 'Noté pour {n} plante. | Noté pour {n} de plantes. | Noté pour {n} plantes.',
  'select.moved':
    '{n} plante est maintenant dans « {room} ». | {n} de plantes sont maintenant dans « {room} ». | {n} plantes sont maintenant dans « {room} ».',
  'select.moved.out':
    '{n} plante n’est plus dans aucune pièce. | {n} de plantes ne sont plus dans aucune pièce. | {n} plantes ne sont plus dans aucune pièce.',
  'select.muted':
    'Aucun message sur {n} plante jusqu’au {time}. | Aucun message sur {n} de plantes jusqu’au {time}. | Aucun message sur {n} plantes jusqu’au {time}.',
  'select.unmuted':
    'Les messages sur {n} plante sont de nouveau envoyés. | Les messages sur {n} de plantes sont de nouveau envoyés. | Les messages sur {n} plantes sont de nouveau envoyés.',
  'select.tagged':
    '{n} plante a maintenant l’étiquette {tags}. | {n} de plantes ont maintenant l’étiquette {tags}. | {n} plantes ont maintenant l’étiquette {tags}.',
  'select.untagged':
    '{n} plante a perdu l’étiquette {tags}. | {n} de plantes ont perdu l’étiquette {tags}. | {n} plantes ont perdu l’étiquette {tags}.',
  'select.tooManyTags':
    '{n} a déjà trop d’étiquettes. | {n} ont déjà trop d’étiquettes. | {n} ont déjà trop d’étiquettes.',
};
