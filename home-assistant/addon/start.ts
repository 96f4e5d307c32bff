/** Starts the server in the add-on of Home Assistant. */
import { chmodSync, readFileSync, statSync } from 'node:fs';
import { addonEnvironment } from './environment.ts';

const DATA = '/data';
// Database and broker run as users of their own: where they cannot enter, their data would lie outside of what is kept.
const { mode } = statSync(DATA);
if ((mode & 0o001) === 0) chmodSync(DATA, mode | 0o011);
Object.assign(process.env, addonEnvironment(JSON.parse(readFileSync(`${DATA}/options.json`, 'utf8'))));
await import('../../server/main.ts');
