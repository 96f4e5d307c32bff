/** Derives the managed broker's configuration from the repo's mosquitto.conf, which compose uses unchanged. */

/** Only programs on this machine reach it. */
export const LOOPBACK = '127.0.0.1';

export interface BrokerPlaces {
  /** Address to listen on; `0.0.0.0` and `::` mean all. */
  host: string;
  port: number;
  /** Where mqtt nodes of the flows connect, on the loopback address. */
  flowsPort: number;
  passwordFile: string;
  aclFile: string;
  /** Directory of the broker's store. */
  persistenceLocation: string;
  /** Whether the broker says everything in its log: each message, what it refuses, and last wills. */
  isDetailed?: boolean;
  /** Further lines to replace, by their names; none outside of tests. */
  settings?: Record<string, string> | undefined;
}

/**
 * Replaces the lines that set addresses and paths, and nothing else unless asked to, so that both setups run the same
 * broker.
 * @throws {Error} if a line does not occur as often as it should, or if a value has a line break and would add a line.
 */
export function deriveBrokerConfig(base: string, places: BrokerPlaces): string {
  const settings = Object.entries(places.settings ?? {}).map(([option, value]) => [option, [value]] as const);
  /** The values of each line, in their order in the file. */
  const replacements: Record<string, readonly string[]> = {
    ...Object.fromEntries(settings),
    listener: [`${places.port} ${places.host}`, `${places.flowsPort} ${LOOPBACK}`],
    password_file: [places.passwordFile],
    acl_file: [places.aclFile],
    persistence_location: [
      places.persistenceLocation.endsWith('/') ? places.persistenceLocation : `${places.persistenceLocation}/`,
    ],
  };
  const seen = new Map<string, number>();
  const lines = base.split('\n').map((line) => {
    const option = /^\s*([a-z_]+)\s/.exec(line)?.[1];
    const values = option === undefined ? undefined : replacements[option];
    if (option === undefined || values === undefined) return line;
    const before = seen.get(option) ?? 0;
    seen.set(option, before + 1);
    return `${option} ${values[before]}`;
  });
  for (const [option, values] of Object.entries(replacements)) {
    const broken = values.find((value) => /[\r\n]/.test(value));
    if (broken !== undefined)
      throw new Error(`The broker's ${option} must not hold a line break: ${JSON.stringify(broken)}`);
    const count = seen.get(option) ?? 0;
    if (count !== values.length)
      throw new Error(
        `mosquitto/mosquitto.conf must have ${values.length === 1 ? 'one line' : `${values.length} lines`} "${option} …", it has ${count}`,
      );
  }
  return `${lines.join('\n')}${places.isDetailed ? 'log_type debug\n' : ''}`;
}
