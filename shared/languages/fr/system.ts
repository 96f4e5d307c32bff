/** What is told of PlantOps itself, in French. */
import type { FlowFailure, MessageMishap } from '../../flows/flow-failure.ts';
import type { SystemLines } from '../../notifications/notification-words.ts';

const HAPPENED: Readonly<Record<MessageMishap, string>> = {
  set_aside: 'mis de côté',
  rejected: 'rejetés',
  node_failed: 'ayant fait échouer un nœud',
};
const MESSAGES = {
  telemetry: 'messages de mesures',
  heartbeat: 'messages de présence',
  gateway: 'messages de passerelles',
};

function failure(of: FlowFailure): string {
  switch (of.what) {
    case 'messages': {
      const place = of.last?.node ? ` à ${of.last.node}` : '';
      const last = of.last ? ` ; le dernier${place} : ${of.last.reason}` : '';
      const messages = of.kind === null ? 'messages' : MESSAGES[of.kind];
      return `Depuis le déploiement : ${of.count} sur ${of.of} ${messages} ${HAPPENED[of.mishap]}${last}`;
    }
    case 'node_not_started':
      return `${of.node} n’a pas pu démarrer : ${of.problem}`;
    case 'flows_not_started':
      return 'Les flux ne démarrent pas';
    case 'engine_ended': {
      const often = of.isTwice ? ' deux fois en une minute' : '';
      if (of.node === null) return `Le moteur de flux s’est arrêté${often} : ${of.message}`;
      return `${of.node} a ${of.isCertain ? '' : 'probablement '}arrêté le moteur de flux${often} : ${of.message}`;
    }
    case 'type_missing':
      return `${of.node} ne peut pas fonctionner : aucun nœud du type ${of.type} n’est installé`;
  }
}

export const system: SystemLines = {
  wellAgain: (check, words) => `${check} : de nouveau en ordre. ${words}`,
  safeMode: (why) =>
    `Vos flux ne peuvent pas fonctionner tels quels ; les derniers qui marchaient bien tournent à leur place. La raison : ${why}. Les vôtres sont ouverts dans /editor : corrigez-les et déployez-les.`,
  wentBack: (version, to, why) =>
    `La version ${version} des flux a été remplacée d’elle-même par la version ${to}. ${why}. Regardez-la dans /flows.`,
  failsOn: (version, why) =>
    `La version ${version} des flux échoue. ${why}. Le retour automatique à la précédente n’a pas été possible.`,
  failure,
};
