import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Backup } from '../../services/backup/backup.ts';
import type { Restore } from '../../services/backup/restore.ts';
import type { Handlers } from '../router.ts';
import { CANCELLED } from '../send-readings.ts';

/** @param onMade called when a backup was read to its end */
export function backupHandlers(backup: Backup, restore: Restore, onMade: () => Promise<void>) {
  return {
    async getBackup({ response, left }) {
      const lines = await backup.open(left);
      response.attachment(backup.fileName());
      response.set('Cache-Control', 'no-store').type('application/gzip');
      try {
        await pipeline(lines, createGzip(), response);
        await onMade();
      } catch (failure) {
        // The download was cancelled, so there is nobody to inform.
        if (!CANCELLED.has((failure as NodeJS.ErrnoException).code)) throw failure;
      } finally {
        // A pipeline that could not even start leaves it open.
        lines.destroy();
      }
      return undefined;
    },
    getRestoreProgress() {
      return { status: 200, body: restore.progress };
    },
    async restoreBackup({ request }) {
      return { status: 200, body: await restore.run(request) };
    },
    async cancelRestore() {
      await restore.cancel();
      return { status: 204, body: undefined };
    },
  } satisfies Partial<Handlers>;
}
