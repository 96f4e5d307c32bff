/** The type of an endpoint, and parts of requests that many endpoints share. */
import { PLAIN_TEXT, PLAIN_TEXT_DEMAND } from '@plantops/shared/plain-text.ts';
import type { ProblemCode } from '@plantops/shared/problem.ts';
import { z } from 'zod';

export interface Endpoint {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Express path; `:name` parameters are strings. */
  path: string;
  summary: string;
  tag: 'Devices' | 'Plants' | 'Care' | 'Alerts' | 'Flows' | 'Settings' | 'Access' | 'System';
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /**
   * The handler reads the body by rules of its own: `request.body` is its text, and `body` describes it for the document.
   */
  readsBody?: 'as text';
  /** The largest body (bytes). By default 64 KiB, which is plenty where a person types. */
  bodyLimitBytes?: number;
  /**
   * A body that is a file. `call.request.body` is a Buffer of at most `limitBytes`; if `streamed`, the handler reads
   * the request.
   */
  upload?: { mediaTypes: readonly string[]; limitBytes: number | 'streamed' };
  /** What the events of a `text/event-stream` say. */
  streams?: z.ZodType;
  /** Answers by status. null: an answer without a body. A list: the media types that it may have, none of them JSON. */
  answers: Record<number, z.ZodType | readonly string[] | null>;
  problems?: ProblemCode[];
  /** `owner` (the default) requires the owner password if one is set; devices and monitors need none. */
  access?: 'owner' | 'device' | 'public';
  /**
   * What a token for scripts must be allowed to: `read` for what is only looked at and `write` for the rest, unless this
   * says otherwise. `owner`: no token opens it, only the password or a session.
   */
  right?: 'read' | 'write' | 'owner';
}

/** What must be allowed to whoever calls an endpoint that is for the owner. */
export const rightOf = ({ method, right }: Endpoint): 'read' | 'write' | 'owner' =>
  right ?? (method === 'get' ? 'read' : 'write');

/** Whether a request without a body is fine. */
export const mayBeLeftOut = (body: z.ZodType): boolean => body.safeParse(undefined).success;

/** An id in any other format is answered like an unknown one. */
export const byId = z.strictObject({ id: z.string().regex(/^[\w.:-]{1,64}$/) });
export const byNumber = z.strictObject({ id: z.coerce.number().int().min(1).max(2_147_483_647) });
export const idFilter = z.string().regex(/^[\w.:-]{1,64}$/, 'is not an id');
/** A page of 300 plants, each with its place and its verdict, stays below 400 kB where nothing is compressed. */
export const pageFields = {
  limit: z.coerce.number().int().min(1).max(1000).default(300).meta({ description: 'Most items to answer' }),
  cursor: idFilter.optional().meta({ description: 'From the `next` link of the page before' }),
};
/** Text in a query: PostgreSQL cannot store NUL, and nobody searches for control characters. */
export const queryText = (maxLength: number) => z.string().max(maxLength).regex(PLAIN_TEXT, PLAIN_TEXT_DEMAND);
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
export const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
