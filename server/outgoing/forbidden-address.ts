/**
 * Which addresses this server never calls, whoever types them: those at which a cloud tells any caller inside of it the
 * credentials of the machine, and the rest of the link-local networks, where nothing of an owner's is served. Pure.
 */
import { isIP } from 'node:net';

/**
 * Names under which clouds serve metadata. Whatever else leads there is found by its resolved address.
 * Sources: https://cloud.google.com/compute/docs/metadata/querying-metadata (Google), and
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html (Amazon).
 */
const NAMES = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
]);

type Bytes = readonly number[];
/** The first bytes of an address, and how many of its bits count. */
type Network = readonly [bytes: Bytes, bits: number];

const FORBIDDEN_V4: readonly Network[] = [
  // Link-local (RFC 3927): Amazon, Google, Azure, Oracle, DigitalOcean, Hetzner and others.
  [[169, 254], 16],
  // Alibaba Cloud: https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata
  [[100, 100, 100, 200], 32],
  // Azure's host: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
  [[168, 63, 129, 16], 32],
  // Oracle Cloud Classic.
  [[192, 0, 0, 192], 32],
];

const FORBIDDEN_V6: readonly Network[] = [
  // Link-local (RFC 4291), and the site-local addresses that came before unique local ones.
  [[0xfe, 0x80], 10],
  // Amazon (fd00:ec2::254), Google (fd20:ce::254), Scaleway (fd00:42::42).
  [[0xfd, 0x00, 0x0e, 0xc2], 32],
  [[0xfd, 0x20, 0x00, 0xce], 32],
  [[0xfd, 0x00, 0x00, 0x42], 32],
  // Oracle, Akamai (Linode) and Alibaba: one address each, in networks that an owner may have at home. Source for Akamai:
  // https://techdocs.akamai.com/cloud-computing/docs/metadata-service-api
  ...['fd00:c1::a9fe:a9fe', 'fd00:a9fe:a9fe::1', 'fd00:100::100:200'].map((each): Network => [bytesOfV6(each), 128]),
];

const isIn = (address: Bytes, [bytes, bits]: Network): boolean =>
  bytes.every((byte, index) => {
    const shift = 8 - Math.min(8, Math.max(0, bits - index * 8));
    return byte >> shift === (address[index] ?? 0) >> shift;
  });

const bytesOfV4 = (text: string): Bytes => text.split('.').map(Number);

/** The 16 bytes of an IPv6 address in any spelling that `isIP` takes. */
function bytesOfV6(text: string): Bytes {
  const plain = text.replace(/%.*$/, '').replace(/\d+\.\d+\.\d+\.\d+$/, (v4) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytesOfV4(v4);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [head = '', tail] = plain.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const [first, last] = [groups(head), groups(tail ?? '')];
  const middle = tail === undefined ? [] : Array.from({ length: 8 - first.length - last.length }, () => '0');
  return [...first, ...middle, ...last].flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

const hexOf = (bytes: Bytes): string => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** The IPv4 addresses that an IPv6 address stands for, by each way that a network may translate it. */
function embeddedV4(bytes: Bytes): Bytes[] {
  const hex = hexOf(bytes);
  const last = bytes.slice(12);
  // ::a.b.c.d, ::ffff:a.b.c.d (mapped) and ::ffff:0:a.b.c.d (translated).
  if (/^(?:0{24}|0{20}ffff|0{16}ffff0{4})/.test(hex)) return [last];
  // NAT64 (RFC 6052, RFC 8215): a local prefix may leave room for it after 48 bits or after 96.
  if (hex.startsWith('0064ff9b')) return [last, [6, 7, 9, 10].map((index) => bytes[index] ?? 0)];
  // 6to4 (RFC 3056) and Teredo (RFC 4380), which inverts it.
  if (hex.startsWith('2002')) return [bytes.slice(2, 6)];
  if (hex.startsWith('20010000')) return [last.map((byte) => byte ^ 0xff), bytes.slice(4, 8)];
  // ISATAP (RFC 5214).
  return /^.{16}0[02]005efe/.test(hex) ? [last] : [];
}

/** @param address an IP address without brackets @returns whether it is never called; false for what is no address */
export function isForbiddenAddress(address: string): boolean {
  const isForbiddenV4 = (bytes: Bytes): boolean => FORBIDDEN_V4.some((network) => isIn(bytes, network));
  switch (isIP(address)) {
    case 4:
      return isForbiddenV4(bytesOfV4(address));
    case 6: {
      const bytes = bytesOfV6(address);
      return FORBIDDEN_V6.some((network) => isIn(bytes, network)) || embeddedV4(bytes).some(isForbiddenV4);
    }
    default:
      return false;
  }
}

/**
 * Whether the host of an address is forbidden by its name or its number. A name that only resolves to a forbidden
 * address is found when it is called: see `guarded-fetch.ts`.
 * @param url its host is normalized: `http://2852039166` has the host name 169.254.169.254
 */
export function isForbiddenHost({ hostname }: URL): boolean {
  const host = hostname
    .toLowerCase()
    .replace(/\.+$/, '')
    .replace(/^\[(.*)\]$/, '$1');
  return NAMES.has(host) || isForbiddenAddress(host);
}
