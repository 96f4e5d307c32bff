import { ProblemError } from '@plantops/shared/problem.ts';
import type { FlowVersions } from '../../services/flow-versions/flow-versions.ts';
import { type Handlers, linkNextPage } from '../router.ts';

/** The number of the last version of the page before. @throws ProblemError `invalid_request` */
function numberOf(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const number = Number(cursor);
  if (Number.isInteger(number) && number > 0 && number < 2 ** 31) return number;
  throw new ProblemError('invalid_request', 'The cursor is not one of this list', [
    { pointer: '/cursor', detail: 'is not the number of a version' },
  ]);
}

export function flowVersionHandlers(versions: FlowVersions) {
  return {
    async listFlowVersions(call) {
      const { limit, cursor } = call.query;
      const body = await versions.list({ before: numberOf(cursor), limit });
      linkNextPage(call, limit, body, body.at(-1)?.number);
      return { status: 200, body };
    },
    async deployFlows({ body: { flows, note } }) {
      return { status: 201, body: await versions.deploy(flows, note) };
    },
    async getFlowVersion({ params }) {
      return { status: 200, body: await versions.get(params.id) };
    },
    async setFlowVersionNote({ params, body: { note } }) {
      return { status: 200, body: await versions.setNote(params.id, note) };
    },
    async compareFlowVersions({ params, query }) {
      return { status: 200, body: await versions.compare(params.id, query.since) };
    },
    async bringBackFlows({ params, body }) {
      return { status: 200, body: await versions.bringBack(params.id, body) };
    },
    async getFlowProposal() {
      return { status: 200, body: { proposal: versions.proposal() } };
    },
    async acceptFlowProposal() {
      return { status: 200, body: await versions.acceptProposal() };
    },
    async dismissFlowProposal() {
      versions.dismissProposal();
      return { status: 204, body: undefined };
    },
  } satisfies Partial<Handlers>;
}
