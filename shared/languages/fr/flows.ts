/** What the flow editor says in French. */
import type { FlowWords } from '../words-of-language.ts';

const types: FlowWords['types'] = {
  anything: {
    label: 'un message quelconque',
    from: 'n’importe quel nœud',
    description: 'Un message d’un nœud qui ne dit pas ce qu’il envoie.',
  },
  raw_message: {
    label: 'un message brut',
    from: 'un nœud « messages d’appareils »',
    description:
      'Un message tel qu’un appareil l’a publié, sans vérification. La payload est ce qu’il a envoyé, le plus souvent des octets.',
  },
  gateway_message: {
    label: 'un message d’une passerelle',
    from: 'un nœud « messages d’appareils » pour passerelles',
    description:
      'Ce qu’une passerelle a publié, dans la forme de son programme, sur elle-même ou sur les capteurs derrière elle. La payload est le plus souvent des octets.',
  },
  reading: {
    label: 'une mesure',
    from: 'un nœud « validation »',
    description: 'Ce qu’un appareil a mesuré à un instant, dans les unités des grandeurs.',
  },
  heartbeat: {
    label: 'un signe de vie',
    from: 'un nœud « validation »',
    description: 'Un signe de vie d’un appareil, avec son état de fonctionnement.',
  },
  rejection: {
    label: 'un message rejeté',
    from: 'la seconde sortie d’un nœud « validation »',
    description: 'Un message inutilisable, avec la raison en mots.',
  },
  notice: {
    label: 'un avis',
    from: 'un nœud « limites » ou « présence »',
    description: 'Un message sur une alerte, pour vous. Il est déjà dans la base de données et attend d’être envoyé.',
  },
  registration: {
    label: 'une demande d’enregistrement',
    from: 'un nœud « requête à l’API »',
    description: 'Un appareil qui veut être connu, avec le nom d’hôte sous lequel il a joint le serveur.',
  },
  credentials: {
    label: 'des identifiants',
    from: 'un nœud « enregistrer l’appareil »',
    description: 'Ce avec quoi un appareil enregistré se connecte au broker. Ils contiennent un mot de passe.',
  },
  care_request: {
    label: 'une demande de plan d’entretien',
    from: 'un nœud « requête à l’API » pour care_plan',
    description: 'Pour quelle plante un plan d’entretien est demandé, et pourquoi.',
  },
  care_context: {
    label: 'les données d’un plan d’entretien',
    from: 'un nœud « réunir le contexte »',
    description:
      'Tout ce que l’on sait d’une plante. Un flux peut ajouter des champs, que lit ensuite un modèle de langage.',
  },
  care_answer: {
    label: 'une réponse du modèle',
    from: 'un nœud « modèle de langage »',
    description: 'Ce qu’un modèle de langage a répondu, sans vérification, sous forme de texte.',
  },
  care_advice: {
    label: 'un plan d’entretien',
    from: 'un nœud « vérifier le plan » ou « plan par règles »',
    description: 'Un conseil vérifié sur une plante, pas encore enregistré.',
  },
  care_plan: {
    label: 'un plan d’entretien enregistré',
    from: 'un nœud « enregistrer le plan »',
    description: 'Un plan tel qu’il a été enregistré : le plan actuel de la plante.',
  },
  command: {
    label: 'une commande',
    from: 'un nœud function qui en crée une',
    description:
      'Ce qu’un appareil doit faire. Le sens des champs de la payload est une affaire entre le flux et ses appareils.',
  },
};

export const flows: FlowWords = {
  types,
  help: {
    inputs: 'Entrées',
    outputs: 'Sorties',
    object: 'objet',
    mayBeMissing: ', peut manquer',
    asAbove: (name, label) => `*${name}* : ${label}, comme plus haut.`,
    ifSo: (field, value) => `Si *${field}* vaut \`${value}\`.`,
  },
  locale: 'fr',
};
