import { describe, expect, it } from 'vitest';
import { EnvironmentError } from './environment.ts';
import { dataFolderFailure, passwordFileFailure } from './refused-place.ts';

const refusal = (code: string, path?: string): Error =>
  Object.assign(new Error('as the system says it'), { code, path });

describe('a file or folder that the system refuses', () => {
  it.each([
    ['EACCES', '/srv/plants', 'the user that PlantOps runs as may not write there.'],
    ['EROFS', '/srv/plants/owner.pid', 'it is on a file system that is read-only (/srv/plants/owner.pid).'],
    ['ENOSPC', '/srv/plants/keys/session-key.new', 'the disk is full (/srv/plants/keys/session-key.new).'],
    ['ENOENT', '/srv', 'there is no such folder, and none can be made there (/srv).'],
  ])('in DATA_DIR, or above it, is blamed on DATA_DIR (%s, %s)', (code, place, reason) => {
    const failure = dataFolderFailure(refusal(code, place), '/srv/plants');
    expect(failure).toBeInstanceOf(EnvironmentError);
    expect(failure?.message).toBe(
      `DATA_DIR cannot be /srv/plants: ${reason} Set it to a folder that PlantOps may write to, such as DATA_DIR=./data`,
    );
  });

  it.each([
    ['elsewhere', refusal('EACCES', '/srv/plants-of-others/x')],
    ['without a place', refusal('EACCES')],
    ['for another reason', refusal('ECONNREFUSED', '/srv/plants')],
    ['that is no error', 'EACCES /srv/plants'],
  ])('%s is not blamed on DATA_DIR', (_what, failure) => {
    expect(dataFolderFailure(failure, '/srv/plants')).toBeUndefined();
  });

  it('as a password file is blamed on MOSQUITTO_PASSWORD_FILE', () => {
    expect(
      passwordFileFailure(refusal('ENOENT', '/mosquitto/auth/.passwords-1'), '/mosquitto/auth/passwords')?.message,
    ).toMatch(/^MOSQUITTO_PASSWORD_FILE cannot be \/mosquitto\/auth\/passwords: there is no such folder\. Set it to/);
    expect(passwordFileFailure(new Error('the database is away'), '/mosquitto/auth/passwords')).toBeUndefined();
  });
});
