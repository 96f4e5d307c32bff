/** How the commands for the terminal reach the versions of the flows of a running server. */
import {
  type FlowVersionWithFlows,
  flowVersionSchema,
  flowVersionWithFlowsSchema,
} from '@plantops/shared/api/flow-versions.ts';
import { problemSchema } from '@plantops/shared/api/server.ts';
import { z } from 'zod';

/** A failure with words for whoever typed the command. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** Where the server is, and how the owner proves to be the owner. */
export interface ServerAccess {
  /** Such as `http://127.0.0.1:8080`. */
  url: string;
  /** The owner password, if the server has one. */
  password: string | undefined;
}

const problemOf = (body: unknown, status: number): string => {
  const problem = problemSchema.partial().safeParse(body).data;
  return problem?.detail ?? `it answered with status ${status}`;
};

/** A header holds no letters beyond Latin-1, and a password may. */
const basic = (password: string): string => `Basic ${Buffer.from(`owner:${password}`).toString('base64')}`;

/** @throws CommandError that says what to do, or what the server refuses */
async function ask<T>({ url, password }: ServerAccess, answer: z.ZodType<T>, path: string, body?: object): Promise<T> {
  let response: Response;
  try {
    response = await fetch(new URL(path, url), {
      method: body ? 'POST' : 'GET',
      headers: {
        ...(body && { 'Content-Type': 'application/json' }),
        ...(password !== undefined && { Authorization: basic(password) }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  } catch (failure) {
    throw new CommandError(`No server answers at ${url}: start it, or say where it is with URL=http://…`, {
      cause: failure,
    });
  }
  const said: unknown = await response.json().catch(() => undefined);
  if (response.status === 401)
    throw new CommandError(
      password === undefined
        ? `The server at ${url} asks for the owner password: set OWNER_PASSWORD`
        : `The server at ${url} does not take this OWNER_PASSWORD`,
    );
  if (!response.ok) throw new CommandError(problemOf(said, response.status));
  const parsed = answer.safeParse(said);
  if (!parsed.success) throw new CommandError(`What answers at ${url} is no PlantOps of this version`);
  return parsed.data;
}

/** The number of the newest version. @throws CommandError if there is none */
export async function newestVersion(server: ServerAccess): Promise<number> {
  const [newest] = await ask(server, z.array(flowVersionSchema), '/api/flows/versions?limit=1');
  if (!newest) throw new CommandError('The server has recorded no version yet: try again once the flows run');
  return newest.number;
}

export const readVersion = (server: ServerAccess, number: number): Promise<FlowVersionWithFlows> =>
  ask(server, flowVersionWithFlowsSchema, `/api/flows/versions/${number}`);

/** @throws CommandError with the sentences of the gate, if the flows cannot run */
export const deployVersion = (server: ServerAccess, flows: object[], note: string | undefined) =>
  ask(server, flowVersionSchema, '/api/flows/versions', { flows, ...(note !== undefined && { note }) });

/** What a command was given, by the name of the variable of make; an empty one counts as not given. */
export function given(name: string): string | undefined {
  return process.env[name]?.trim() || undefined;
}

/** @throws CommandError if URL is no address */
export function serverFromEnvironment(): ServerAccess {
  const url = given('URL') ?? `http://127.0.0.1:${given('PORT') ?? '8080'}`;
  if (!URL.canParse(url))
    throw new CommandError(`URL must be an address such as http://127.0.0.1:8080; it is "${url}"`);
  const password = given('OWNER_PASSWORD');
  return { url, password: password === 'none' ? undefined : password };
}

/** Runs a command, and ends with 1 and a sentence if it fails. */
export function runCommand(command: () => Promise<string>): void {
  command().then(
    (said) => {
      process.stdout.write(`${said}\n`);
    },
    (failure: unknown) => {
      if (!(failure instanceof CommandError)) throw failure;
      process.stderr.write(`${failure.message}\n`);
      process.exitCode = 1;
    },
  );
}
