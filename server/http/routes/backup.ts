import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Backup } from '../../services/backup.ts';
import type { Restore } from '../../services/restore.ts';
import type { Handlers } from '../router.ts';

export function backupHandlers(backup: Backup, restore: Restore) {
  return {
    async getBackup({ response }) {
      const lines = await backup.open();
      response.attachment(backup.fileName());
      response.set('Cache-Control', 'no-store').type('application/gzip');
      try {
        await pipeline(lines, createGzip(), response);
      } catch (failure) {
        // The download was cancelled: nobody is left to be told.
        if ((failure as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw failure;
      }
      return undefined;
    },
    async restoreBackup({ request }) {
      return { status: 200, body: await restore.run(request) };
    },
  } satisfies Partial<Handlers>;
}
