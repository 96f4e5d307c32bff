/** Dry runs: flows over messages of before, without anything being stored, sent or acknowledged. */
import { dryRunSchema, keptSchema, startDryRunSchema } from '@plantops/shared/api/dry-runs.ts';
import { z } from 'zod';
import { byNumber, type Endpoint } from './endpoint.ts';

export const dryRunsEndpoints = {
  startDryRun: {
    method: 'post',
    path: '/api/flows/dry-runs',
    tag: 'Flows',
    summary: 'Try flows on readings of before, beside those that run; nothing is stored, sent or acknowledged',
    body: startDryRunSchema,
    bodyLimitBytes: 5 * 2 ** 20,
    answers: { 202: dryRunSchema },
    problems: ['flow_version_not_found', 'flows_refused', 'dry_run_in_progress'],
  },
  listDryRuns: {
    method: 'get',
    path: '/api/flows/dry-runs',
    tag: 'Flows',
    summary: 'The newest dry runs since the start of the server, newest first',
    answers: { 200: z.array(dryRunSchema) },
  },
  getDryRun: {
    method: 'get',
    path: '/api/flows/dry-runs/:id',
    tag: 'Flows',
    summary: 'How far a dry run is, and its result',
    params: byNumber,
    answers: { 200: dryRunSchema },
    problems: ['dry_run_not_found'],
  },
  cancelDryRun: {
    method: 'delete',
    path: '/api/flows/dry-runs/:id',
    tag: 'Flows',
    summary: 'End a dry run that is in progress',
    params: byNumber,
    answers: { 204: null },
    problems: ['dry_run_not_found'],
  },
  keepDryRun: {
    method: 'post',
    path: '/api/flows/dry-runs/:id/keep',
    tag: 'Flows',
    summary: 'Store the readings of messages that were set aside and came out well, and remove these messages',
    params: byNumber,
    answers: { 200: keptSchema },
    problems: ['dry_run_not_found'],
  },
} as const satisfies Record<string, Endpoint>;
