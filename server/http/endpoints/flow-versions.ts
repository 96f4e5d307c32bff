/** The versions of the flows: each deploy, what it changed, and the way back. */
import {
  bringBackSchema,
  deployFlowsSchema,
  flowComparisonSchema,
  flowProposalSchema,
  flowVersionSchema,
  flowVersionWithFlowsSchema,
  setFlowNoteSchema,
} from '@plantops/shared/api/flow-versions.ts';
import { z } from 'zod';
import { byNumber, type Endpoint, pageFields } from './endpoint.ts';

const number = byNumber.shape.id;

export const flowVersionsEndpoints = {
  listFlowVersions: {
    method: 'get',
    path: '/api/flows/versions',
    tag: 'Flows',
    summary: 'What was deployed, newest first; the newest is what the owner has',
    query: z.strictObject(pageFields),
    answers: { 200: z.array(flowVersionSchema) },
  },
  deployFlows: {
    method: 'post',
    path: '/api/flows/versions',
    tag: 'Flows',
    summary: 'Deploy these flows in place of all that run, as a new version',
    body: deployFlowsSchema,
    bodyLimitBytes: 5 * 2 ** 20,
    answers: { 201: flowVersionSchema },
    problems: ['flows_refused'],
  },
  getFlowVersion: {
    method: 'get',
    path: '/api/flows/versions/:id',
    tag: 'Flows',
    summary: 'A version with its flows',
    params: byNumber,
    answers: { 200: flowVersionWithFlowsSchema },
    problems: ['flow_version_not_found'],
  },
  setFlowVersionNote: {
    method: 'patch',
    path: '/api/flows/versions/:id',
    tag: 'Flows',
    summary: 'Change the note of a version',
    params: byNumber,
    body: setFlowNoteSchema,
    answers: { 200: flowVersionSchema },
    problems: ['flow_version_not_found'],
  },
  compareFlowVersions: {
    method: 'get',
    path: '/api/flows/versions/:id/changes',
    tag: 'Flows',
    summary: 'What makes a version of another, by property and wire',
    params: byNumber,
    query: z.strictObject({
      since: number.optional().meta({ description: 'The other version; by default the one before' }),
    }),
    answers: { 200: flowComparisonSchema },
    problems: ['flow_version_not_found'],
  },
  bringBackFlows: {
    method: 'post',
    path: '/api/flows/versions/:id/restore',
    tag: 'Flows',
    summary: 'Run a version again, as a new version',
    params: byNumber,
    body: bringBackSchema,
    answers: { 200: flowVersionSchema },
    problems: ['flow_version_not_found', 'flows_refused'],
  },
  getFlowProposal: {
    method: 'get',
    path: '/api/flows/proposal',
    tag: 'Flows',
    summary: 'What a new version of PlantOps proposes, where it could not be merged with the flows of the owner',
    answers: { 200: z.strictObject({ proposal: flowProposalSchema.nullable() }).meta({ id: 'ProposedFlows' }) },
  },
  acceptFlowProposal: {
    method: 'post',
    path: '/api/flows/proposal/accept',
    tag: 'Flows',
    summary: 'Run the flows that are proposed, as a new version',
    answers: { 200: flowVersionSchema },
    problems: ['not_found', 'flows_refused'],
  },
  dismissFlowProposal: {
    method: 'post',
    path: '/api/flows/proposal/dismiss',
    tag: 'Flows',
    summary: 'Keep the flows of the owner as they are, and propose these no more',
    answers: { 204: null },
    problems: ['not_found'],
  },
} as const satisfies Record<string, Endpoint>;
