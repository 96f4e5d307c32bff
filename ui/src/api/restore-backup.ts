import { serverPath } from './base-path';
import { cancelRestore, type Problem, type RestoreResult } from './generated';
import { text } from '../messages/text';
import { ApiError } from './client';

/**
 * Uploads a backup to be restored. Does not use the generated client, because fetch does not report upload progress.
 * @param onProgress called with the fraction sent so far, 0 to 1
 * @param signal breaks the upload off, or has the server end the restore: nothing is changed then
 * @throws ApiError; `restore_cancelled` where it was cancelled
 */
export function restoreBackupFile(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<RestoreResult> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', serverPath('/api/restore'));
    request.setRequestHeader('Content-Type', 'application/gzip');
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0));
    let isSent = false;
    request.upload.addEventListener('load', () => {
      isSent = true;
      onProgress(1);
    });
    signal.addEventListener('abort', () => {
      // The server goes on with a file that it has. What came of it, also if it was too late, is in its answer.
      if (isSent) void cancelRestore();
      else request.abort();
    });
    request.addEventListener('load', () => {
      if (request.status === 200) resolve(request.response as RestoreResult);
      else reject(new ApiError(request.status, (request.response ?? {}) as Partial<Problem>));
    });
    request.addEventListener('abort', () => reject(new ApiError(409, { code: 'restore_cancelled' })));
    request.addEventListener('error', () => reject(new ApiError(0, { detail: text('error.network') })));
    request.send(file);
  });
}
