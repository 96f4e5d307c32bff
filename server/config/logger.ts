import { Writable } from 'node:stream';
import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';

/**
 * JSON lines, or readable text on a terminal. Writes to standard error: standard output carries only the address.
 * @param print prints readable lines instead
 */
export function createLogger(level: string, print?: (lines: string) => void): Logger {
  const redact = {
    paths: ['*.password', '*.mqtt_password', '*.authorization', '*.cookie', 'password'],
    censor: '[secret]',
  };
  if (!process.stderr.isTTY) return pino({ level, redact }, pino.destination({ dest: 2, sync: true }));
  const destination =
    print &&
    new Writable({
      write: (lines, _encoding, done) => {
        print(String(lines));
        done();
      },
    });
  return pino(
    { level, redact },
    pretty({
      destination: destination ?? 2,
      sync: true,
      ignore: 'pid,hostname',
      translateTime: 'SYS:HH:MM:ss',
      singleLine: true,
    }),
  );
}
