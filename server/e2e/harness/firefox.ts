import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Browser, firefox } from 'playwright-core';

const PROGRAM = path.join(import.meta.dirname, 'firefox-program.ts');
/** Debian's, and Mozilla's on other systems. */
const FIREFOXES = ['/usr/bin/firefox-esr', '/usr/bin/firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'];

/** Nothing that Firefox does by itself leaves this machine: all but localhost goes to a port where nobody listens. */
const NOBODY = { host: '127.0.0.1', port: 9 };

const PREFERENCES = {
  'ui.prefersReducedMotion': 1,
  'network.proxy.type': 1,
  'network.proxy.http': NOBODY.host,
  'network.proxy.http_port': NOBODY.port,
  'network.proxy.ssl': NOBODY.host,
  'network.proxy.ssl_port': NOBODY.port,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
};

/**
 * Starts the system's Firefox, which the caller closes. It is driven by WebDriver BiDi, and takes no orders about themes.
 * @throws {Error} if there is none; server/scripts/setup.sh installs it
 */
export async function startFirefox(): Promise<Browser> {
  const found = process.env.FIREFOX ?? FIREFOXES.find((file) => existsSync(file));
  if (found === undefined) throw new Error('No Firefox was found. Set FIREFOX to its path.');
  return firefox.launch({
    channel: 'moz-firefox',
    executablePath: PROGRAM,
    env: {
      ...process.env,
      FIREFOX: found,
      // The Node.js that runs this, not the system's.
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH ?? ''}`,
    },
    firefoxUserPrefs: PREFERENCES,
  });
}
