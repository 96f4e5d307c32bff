/** Derives the managed broker's configuration from the repo's mosquitto.conf, which compose uses unchanged. */

export interface BrokerPlaces {
  /** Address to listen on; `0.0.0.0` and `::` mean all. */
  host: string;
  port: number;
  passwordFile: string;
  aclFile: string;
  /** Directory of the broker's store. */
  persistenceLocation: string;
  /** Further lines to replace, by their names; none outside of tests. */
  settings?: Record<string, string> | undefined;
}

/**
 * Replaces the four lines that set addresses and paths, and nothing else unless asked to, so that both setups run the same broker.
 * @throws {Error} if a line does not occur exactly once, or if a value has a line break and would add a line.
 */
export function deriveBrokerConfig(base: string, places: BrokerPlaces): string {
  const replacements: Record<string, string> = {
    ...places.settings,
    listener: `${places.port} ${places.host}`,
    password_file: places.passwordFile,
    acl_file: places.aclFile,
    persistence_location: places.persistenceLocation.endsWith('/')
      ? places.persistenceLocation
      : `${places.persistenceLocation}/`,
  };
  const seen = new Map<string, number>();
  const lines = base.split('\n').map((line) => {
    const option = /^\s*([a-z_]+)\s/.exec(line)?.[1];
    const value = option === undefined ? undefined : replacements[option];
    if (option === undefined || value === undefined) return line;
    seen.set(option, (seen.get(option) ?? 0) + 1);
    return `${option} ${value}`;
  });
  for (const [option, value] of Object.entries(replacements)) {
    if (/[\r\n]/.test(value))
      throw new Error(`The broker's ${option} must not hold a line break: ${JSON.stringify(value)}`);
    if (seen.get(option) !== 1)
      throw new Error(`mosquitto/mosquitto.conf must hold one line "${option} …", it holds ${seen.get(option) ?? 0}`);
  }
  return lines.join('\n');
}
