/** What is told of PlantOps itself, in English. */
import type { FlowFailure, MessageMishap } from '../../flows/flow-failure.ts';
import type { SystemLines } from '../../notifications/notification-words.ts';

const HAPPENED: Readonly<Record<MessageMishap, string>> = {
  set_aside: 'were set aside',
  rejected: 'were rejected',
  node_failed: 'made a node fail',
};

function failure(of: FlowFailure): string {
  switch (of.what) {
    case 'messages': {
      const place = of.last?.node ? ` at ${of.last.node}` : '';
      const last = of.last ? `, the last${place}: ${of.last.reason}` : '';
      const messages = of.kind === null ? 'messages' : `${of.kind} messages`;
      return `${of.count} of ${of.of} ${messages} ${HAPPENED[of.mishap]} since it was deployed${last}`;
    }
    case 'node_not_started':
      return `${of.node} could not start: ${of.problem}`;
    case 'flows_not_started':
      return 'the flows do not start';
    case 'engine_ended': {
      const twice = of.isTwice ? ' twice within a minute' : '';
      if (of.node === null) return `the flow engine ended${twice}: ${of.message}`;
      return `${of.node} ${of.isCertain ? 'ended' : 'has probably ended'} the flow engine${twice}: ${of.message}`;
    }
    case 'type_missing':
      return `${of.node} cannot run: no node of type ${of.type} is installed`;
  }
}

export const system: SystemLines = {
  wellAgain: (check, words) => `${check} is well again. ${words}`,
  safeMode: (why) =>
    `Your flows cannot run as they are, so the last ones that ran well run in their place. The reason: ${why}. Yours are open at /editor: mend and deploy them.`,
  wentBack: (version, to, why) =>
    `Version ${version} of the flows went back to version ${to} by itself: ${why}. Look at it at /flows.`,
  failsOn: (version, why) => `Version ${version} of the flows fails: ${why}. It could not go back by itself.`,
  failure,
};
