import { anything } from '@plantops/shared/flows/message-types.ts';
import { defineNode } from '../runtime/define-node.ts';
import { isProblemCode, ProblemError } from '@plantops/shared/problem.ts';
import { answerConfig } from './config.ts';

/** The error that a Catch node put on a message. */
function caughtError(error: unknown): Error | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { message, code } = error as { message?: unknown; code?: unknown };
  const text = (typeof message === 'string' ? message : 'the flow failed').replace(/^(?:\w*Error): /, '');
  return isProblemCode(code) ? new ProblemError(code, text) : new Error(text);
}

export default defineNode({
  type: 'plantops-answer',
  label: { en: 'API answer', de: 'Antwort der API' },
  colour: '#a5d3d1',
  input: anything,
  outputs: {},
  outside: 'inside only',
  needs: ['requests'],
  config: answerConfig,
  start({ services }) {
    let late = 0;
    return {
      input(message) {
        const { requestId } = message;
        if (typeof requestId !== 'string')
          throw new Error('msg.requestId is missing: wire this node behind an API request node');
        const error = caughtError(message.error);
        const reached = error
          ? services.requests.refuse(requestId, error)
          : services.requests.answer(requestId, message.payload);
        if (!reached) late += 1;
      },
      status: () => (late > 0 ? { text: `${late} too late`, alarm: true } : ''),
    };
  },
});
