import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';

/** JSON lines, or readable text on a terminal. Writes to standard error: standard output carries only the address. */
export function createLogger(level: string): Logger {
  const redact = {
    paths: ['*.password', '*.mqtt_password', '*.authorization', '*.cookie', 'password'],
    censor: '[secret]',
  };
  if (!process.stderr.isTTY) return pino({ level, redact }, pino.destination({ dest: 2, sync: true }));
  return pino(
    { level, redact },
    pretty({ destination: 2, sync: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss', singleLine: true }),
  );
}
