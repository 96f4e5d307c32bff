import type { IncomingMessage } from 'node:http';
import { ProblemError } from '@plantops/shared/problem.ts';
import { isHarmlessAddress } from '../services/system/examples.ts';
import { clientOf } from './client.ts';

/**
 * The address by which the browser or script reached this server, as far as a trusted proxy tells; with the prefix of a
 * sub-path, without a slash at the end.
 * @throws ProblemError `forbidden_host` for one that no address of this server has
 */
export function addressOf(request: IncomingMessage): string {
  const { isHttps, prefix } = clientOf(request);
  const origin = `${isHttps ? 'https' : 'http'}://${new URL(`http://${request.headers.host ?? ''}`).host}`;
  if (!isHarmlessAddress(origin))
    throw new ProblemError(
      'forbidden_host',
      'The host name of the request has characters that no address of this server has',
    );
  return `${origin}${prefix}`;
}
