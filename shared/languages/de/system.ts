/** What is told of PlantOps itself, in German. */
import type { FlowFailure, MessageMishap } from '../../flows/flow-failure.ts';
import type { SystemLines } from '../../notifications/notification-words.ts';

const HAPPENED: Readonly<Record<MessageMishap, string>> = {
  set_aside: 'wurden beiseitegelegt',
  rejected: 'wurden abgewiesen',
  node_failed: 'brachten einen Knoten zum Scheitern',
};
const MESSAGES = { telemetry: 'Messwert-Nachrichten', heartbeat: 'Lebenszeichen', gateway: 'Gateway-Nachrichten' };

function failure(of: FlowFailure): string {
  switch (of.what) {
    case 'messages': {
      const place = of.last?.node ? ` bei ${of.last.node}` : '';
      const last = of.last ? `, zuletzt${place}: ${of.last.reason}` : '';
      const messages = of.kind === null ? 'Nachrichten' : MESSAGES[of.kind];
      return `Seit dem Einspielen ${HAPPENED[of.mishap]}: ${of.count} von ${of.of} ${messages}${last}`;
    }
    case 'node_not_started':
      return `${of.node} konnte nicht starten: ${of.problem}`;
    case 'flows_not_started':
      return 'Die Flows starten nicht';
    case 'engine_ended': {
      const often = of.isTwice ? 'zweimal innerhalb einer Minute ' : '';
      if (of.node === null) return `Die Flow-Engine ist ${often}abgebrochen: ${of.message}`;
      return `${of.node} hat ${of.isCertain ? '' : 'wahrscheinlich '}die Flow-Engine ${often}abbrechen lassen: ${of.message}`;
    }
    case 'type_missing':
      return `${of.node} kann nicht laufen: Ein Knoten der Art ${of.type} ist nicht installiert`;
  }
}

export const system: SystemLines = {
  wellAgain: (check, words) => `${check}: wieder in Ordnung. ${words}`,
  safeMode: (why) =>
    `Deine Flows können so nicht laufen, daher laufen an ihrer Stelle die letzten, die gut liefen. Der Grund: ${why}. Deine stehen unter /editor: Bessere sie aus und spiele sie ein.`,
  wentBack: (version, to, why) =>
    `Version ${version} der Flows wurde von selbst durch Version ${to} ersetzt. ${why}. Sieh sie dir unter /flows an.`,
  failsOn: (version, why) =>
    `Version ${version} der Flows versagt. ${why}. Die Version davor ließ sich nicht von selbst zurückholen.`,
  failure,
};
