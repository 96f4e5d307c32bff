/** Sessions of browsers, and tokens for scripts. */
import {
  accessTokenSchema,
  auditEntrySchema,
  createAccessTokenSchema,
  newAccessTokenSchema,
  sessionEntrySchema,
} from '@plantops/shared/api/access.ts';
import { z } from 'zod';
import { byId, type Endpoint } from './endpoint.ts';

export const accessEndpoints = {
  listSessions: {
    method: 'get',
    path: '/api/sessions',
    tag: 'Access',
    right: 'owner',
    summary: 'The browsers that are logged in, this one first',
    answers: { 200: z.array(sessionEntrySchema) },
  },
  endSession: {
    method: 'delete',
    path: '/api/sessions/:id',
    tag: 'Access',
    right: 'owner',
    summary: 'Log a browser out: its next request is refused, and its live connections are closed at once',
    params: byId,
    answers: { 204: null },
    problems: ['session_not_found'],
  },
  endOtherSessions: {
    method: 'delete',
    path: '/api/sessions',
    tag: 'Access',
    right: 'owner',
    summary: 'Log all browsers out but this one',
    answers: { 200: z.strictObject({ ended: z.int() }) },
  },
  listChanges: {
    method: 'get',
    path: '/api/audit',
    tag: 'Access',
    right: 'owner',
    summary: 'What was changed, by whom and when, the newest first; kept for 90 days',
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(500).default(50),
      cursor: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
    }),
    answers: { 200: z.array(auditEntrySchema) },
  },
  listAccessTokens: {
    method: 'get',
    path: '/api/tokens',
    tag: 'Access',
    right: 'owner',
    summary: 'The tokens that scripts use, without their secrets',
    answers: { 200: z.array(accessTokenSchema) },
  },
  createAccessToken: {
    method: 'post',
    path: '/api/tokens',
    tag: 'Access',
    right: 'owner',
    summary: 'Make a token for a script. Only this answer has the token itself.',
    body: createAccessTokenSchema,
    answers: { 201: newAccessTokenSchema },
    problems: ['token_limit_reached'],
  },
  revokeAccessToken: {
    method: 'delete',
    path: '/api/tokens/:id',
    tag: 'Access',
    right: 'owner',
    summary: 'Revoke a token: its next request is refused',
    params: byId,
    answers: { 204: null },
    problems: ['token_not_found'],
  },
} as const satisfies Record<string, Endpoint>;
