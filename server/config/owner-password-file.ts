import path from 'node:path';

/** Where the hash of an owner password is kept that was set in the dashboard. */
export const ownerPasswordFile = (dataDir: string): string =>
  path.join(path.resolve(dataDir), 'keys', 'owner-password');
