import { type FlowNodeFigures, flowNodeFiguresSchema, type FlowState } from '@plantops/shared/api/flows.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { z } from 'zod';
import type { DeployWatch } from '../../services/deploy-watch/deploy-watch.ts';
import type { SetAside } from '../../services/set-aside/set-aside.ts';
import { type Handlers, linkNextPage } from '../router.ts';

/** What is known of the flows besides what they have set aside. */
export interface FlowsState {
  state(): Omit<FlowState, 'set_aside'>;
  retry(): Promise<void>;
  /** What each node does that runs now; more may be known of it. */
  reports: { nodeFigures(): Promise<readonly FlowNodeFigures[]> };
}

export function flowHandlers(flows: FlowsState, deployWatch: Pick<DeployWatch, 'keep' | 'seen'>, setAside: SetAside) {
  const state = async (): Promise<FlowState> => ({ ...flows.state(), set_aside: await setAside.groups() });
  return {
    async getFlows() {
      return { status: 200, body: await state() };
    },
    async listFlowNodes() {
      // Without the histogram, which is for monitors.
      return { status: 200, body: z.array(flowNodeFiguresSchema.strip()).parse(await flows.reports.nodeFigures()) };
    },
    async retryFlows() {
      await flows.retry();
      return { status: 200, body: await state() };
    },
    async keepWatchedFlows() {
      deployWatch.keep();
      return { status: 200, body: await state() };
    },
    async seeFlowsWentBack() {
      deployWatch.seen();
      return { status: 200, body: await state() };
    },
    async listSetAside(call) {
      const { limit, cursor, node_id } = call.query;
      const before = cursor === undefined ? undefined : Number(cursor);
      if (before !== undefined && !(Number.isSafeInteger(before) && before > 0))
        throw new ProblemError('invalid_request', 'The cursor is not one of this list', [
          { pointer: '/cursor', detail: 'is not the id of a message' },
        ]);
      const body = await setAside.list({ nodeId: node_id === '' ? null : node_id, before, limit });
      linkNextPage(call, limit, body, body.at(-1)?.id);
      return { status: 200, body };
    },
    async replaySetAside({ body: { ids, node_id } }) {
      return { status: 200, body: { replayed: await setAside.replay({ ids, nodeId: node_id }) } };
    },
    async discardSetAside({ body: { ids, node_id } }) {
      return { status: 200, body: { discarded: await setAside.discard({ ids, nodeId: node_id }) } };
    },
  } satisfies Partial<Handlers>;
}
