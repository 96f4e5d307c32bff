/** The packages that PlantOps is made with: their licences, and a bill of materials. */

/** The part of `package-lock.json` that is read. */
export interface Lock {
  packages: Readonly<
    Record<
      string,
      { version?: string; license?: string; dev?: boolean; link?: boolean; integrity?: string; resolved?: string }
    >
  >;
}

export interface Package {
  name: string;
  version: string;
  /** An SPDX expression; undefined if the package says none. */
  licence: string | undefined;
  /** Only for building and testing. */
  isDev: boolean;
  integrity: string | undefined;
}

/**
 * Licences that what is under Apache-2.0 may be distributed with: permissive ones, those of data and fonts, and MPL-2.0,
 * which asks only for changed files of the package itself.
 */
const ALLOWED: ReadonlySet<string> = new Set([
  ...[
    'MIT',
    'MIT-0',
    'ISC',
    'Apache-2.0',
    'BSD-2-Clause',
    'BSD-3-Clause',
    '0BSD',
    'BlueOak-1.0.0',
    'Unlicense',
    'CC0-1.0',
  ],
  ...['Python-2.0', 'PSF-2.0', 'Artistic-2.0', 'MPL-2.0', 'OFL-1.1', 'CC-BY-3.0', 'CC-BY-4.0'],
]);
/** Of packages whose `package.json` does not say it in a form that npm notes; read in their own files. */
const READ: Readonly<Record<string, string>> = {
  busboy: 'MIT',
  'cli-table': 'MIT',
  'passport-http-bearer': 'MIT',
  'passport-oauth2-client-password': 'MIT',
  'passport-strategy': 'MIT',
  pause: 'MIT',
  'qrcode-terminal': 'Apache-2.0',
  streamsearch: 'MIT',
};

/** Every package that is installed, each version once, by name. */
export function packagesOf({ packages }: Lock): Package[] {
  const found = new Map<string, Package>();
  for (const [place, { version, license, dev = false, link, integrity }] of Object.entries(packages)) {
    const name = place.split('node_modules/').at(-1) ?? '';
    if (!place.includes('node_modules/') || link || version === undefined) continue;
    const key = `${name}@${version}`;
    const before = found.get(key);
    const isDev = dev && (before?.isDev ?? true);
    found.set(key, { name, version, licence: license ?? READ[name], isDev, integrity });
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

/** Whether an SPDX expression allows it: all parts of an AND, one of an OR. Nested expressions are not read. */
function isAllowed(licence: string): boolean {
  const bare = licence.replace(/^\((.*)\)$/, '$1');
  if (bare.includes(' AND ')) return bare.split(' AND ').every(isAllowed);
  if (bare.includes(' OR ')) return bare.split(' OR ').some(isAllowed);
  return ALLOWED.has(bare);
}

/** Packages that may not come with PlantOps, each in a sentence. */
export const licenceFaults = (packages: readonly Package[]): string[] =>
  packages
    .filter(({ licence }) => licence === undefined || !isAllowed(licence))
    .map(
      ({ name, version, licence }) =>
        `${name} ${version} is under ${licence ?? 'no licence that it names'}: use another package, or add the licence to server/scripts/packages.ts if it fits Apache-2.0`,
    );

/** A bill of materials in CycloneDX 1.5 (https://cyclonedx.org/docs/1.5/json/). */
export function billOfMaterials(version: string, packages: readonly Package[]): Record<string, unknown> {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      component: { type: 'application', name: 'plantops', version, licenses: [{ license: { id: 'Apache-2.0' } }] },
    },
    components: packages.map(({ name, version: ofPackage, licence, isDev, integrity }) => ({
      type: 'library',
      name,
      version: ofPackage,
      purl: `pkg:npm/${name.replace('@', '%40')}@${ofPackage}`,
      scope: isDev ? 'excluded' : 'required',
      ...(licence !== undefined && { licenses: [{ expression: licence }] }),
      ...(integrity?.startsWith('sha512-') && {
        hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.slice(7), 'base64').toString('hex') }],
      }),
    })),
  };
}
