/** The flows: whether they run, and what was set aside in them. Their versions are in `flow-versions.ts`. */
import {
  discardedSchema,
  flowNodeFiguresSchema,
  flowStateSchema,
  replayedSchema,
  setAsideChoiceSchema,
  setAsideMessageSchema,
} from '@plantops/shared/api/flows.ts';
import { z } from 'zod';
import { type Endpoint, pageFields } from './endpoint.ts';

export const flowsEndpoints = {
  getFlows: {
    method: 'get',
    path: '/api/flows',
    tag: 'Flows',
    summary: 'Whether the flows run as the owner left them, and where messages were set aside',
    answers: { 200: flowStateSchema },
  },
  listFlowNodes: {
    method: 'get',
    path: '/api/flows/nodes',
    tag: 'Flows',
    summary: 'What each node of the flows does: how many messages, how long, how often it fails. At most 500 nodes',
    answers: { 200: z.array(flowNodeFiguresSchema) },
  },
  retryFlows: {
    method: 'post',
    path: '/api/flows/retry',
    tag: 'Flows',
    summary: "End safe mode: run the owner's flows again as they are",
    answers: { 200: flowStateSchema },
    problems: ['flow_unavailable'],
  },
  keepWatchedFlows: {
    method: 'post',
    path: '/api/flows/watch/keep',
    tag: 'Flows',
    summary: 'Keep the version that is watched after its deploy, whatever it does',
    answers: { 200: flowStateSchema },
    problems: ['not_found'],
  },
  seeFlowsWentBack: {
    method: 'post',
    path: '/api/flows/watch/seen',
    tag: 'Flows',
    summary: 'Say that the owner has seen that a version went back by itself',
    answers: { 200: flowStateSchema },
  },
  listSetAside: {
    method: 'get',
    path: '/api/flows/set-aside',
    tag: 'Flows',
    summary: 'Messages that were set aside, newest first',
    query: z.strictObject({
      ...pageFields,
      node_id: z.string().max(200).optional().meta({ description: 'Only those of this node; empty: of the database' }),
    }),
    answers: { 200: z.array(setAsideMessageSchema) },
  },
  replaySetAside: {
    method: 'post',
    path: '/api/flows/set-aside/replay',
    tag: 'Flows',
    summary: 'Send messages that were set aside through the flows again',
    body: setAsideChoiceSchema,
    answers: { 200: replayedSchema },
  },
  discardSetAside: {
    method: 'post',
    path: '/api/flows/set-aside/discard',
    tag: 'Flows',
    summary: 'Remove messages that were set aside, for good',
    body: setAsideChoiceSchema,
    answers: { 200: discardedSchema },
  },
} as const satisfies Record<string, Endpoint>;
