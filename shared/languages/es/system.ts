/** What is told of PlantOps itself, in Spanish. */
import type { FlowFailure, MessageMishap } from '../../flows/flow-failure.ts';
import type { SystemLines } from '../../notifications/notification-words.ts';

const HAPPENED: Readonly<Record<MessageMishap, string>> = {
  set_aside: 'se han apartado',
  rejected: 'se han rechazado',
  node_failed: 'han hecho fallar un nodo',
};
const MESSAGES = {
  telemetry: 'mensajes con lecturas',
  heartbeat: 'señales de vida',
  gateway: 'mensajes de pasarelas',
};

function failure(of: FlowFailure): string {
  switch (of.what) {
    case 'messages': {
      const place = of.last?.node ? ` en ${of.last.node}` : '';
      const last = of.last ? `; el último caso${place}: ${of.last.reason}` : '';
      const messages = of.kind === null ? 'mensajes' : MESSAGES[of.kind];
      return `Desde que se desplegó, ${of.count} de ${of.of} ${messages} ${HAPPENED[of.mishap]}${last}`;
    }
    case 'node_not_started':
      return `${of.node} no ha podido arrancar: ${of.problem}`;
    case 'flows_not_started':
      return 'Los flujos no arrancan';
    case 'engine_ended': {
      const often = of.isTwice ? ' dos veces en un minuto' : '';
      if (of.node === null) return `El motor de flujos ha terminado${often}: ${of.message}`;
      return `${of.node} ${of.isCertain ? 'ha detenido' : 'probablemente ha detenido'} el motor de flujos${often}: ${of.message}`;
    }
    case 'type_missing':
      return `${of.node} no puede funcionar: no hay ningún nodo del tipo ${of.type} instalado`;
  }
}

export const system: SystemLines = {
  wellAgain: (check, words) => `${check}: de nuevo en orden. ${words}`,
  safeMode: (why) =>
    `Tus flujos no pueden funcionar tal como están, así que en su lugar funcionan los últimos que iban bien. El motivo: ${why}. Los tuyos están abiertos en /editor: corrígelos y despliégalos.`,
  wentBack: (version, to, why) =>
    `La versión ${version} de los flujos ha vuelto por sí sola a la versión ${to}. ${why}. Mírala en /flows.`,
  failsOn: (version, why) =>
    `La versión ${version} de los flujos falla. ${why}. No se ha podido volver a la anterior automáticamente.`,
  failure,
};
