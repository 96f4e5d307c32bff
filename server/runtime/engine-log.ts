import type { Logger } from 'pino';
import { z } from 'zod';

const lineSchema = z.looseObject({ level: z.number(), msg: z.string().default('') });

/** Levels as pino numbers them. */
const levelOf = (level: number): 'debug' | 'info' | 'warn' | 'error' =>
  level >= 50 ? 'error' : level >= 40 ? 'warn' : level >= 30 ? 'info' : 'debug';

/**
 * Writes a line of the engine's log to the server's log. The engine writes JSON; whatever is not, such as the last words
 * of Node.js, is passed on as it is.
 * @returns the text of the line
 */
export function relayLogLine(line: string, log: Logger): string {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    json = undefined;
  }
  const { data } = lineSchema.safeParse(json);
  if (!data) {
    log.warn(`flow engine: ${line}`);
    return line;
  }
  const { level, msg, time: _, pid: _pid, hostname: _hostname, ...rest } = data;
  log[levelOf(level)](rest, msg);
  return msg;
}
