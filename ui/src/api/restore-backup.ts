import { serverPath } from './base-path';
import type { Problem, RestoreResult } from './generated';
import { text } from '../messages/text';
import { ApiError } from './client';

/**
 * Uploads a backup to be restored. Does not use the generated client, because fetch does not report upload progress.
 * @param onProgress called with the fraction sent so far, 0 to 1
 * @throws ApiError
 */
export function restoreBackupFile(file: File, onProgress: (share: number) => void): Promise<RestoreResult> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', serverPath('/api/restore'));
    request.setRequestHeader('Content-Type', 'application/gzip');
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0));
    request.upload.addEventListener('load', () => onProgress(1));
    request.addEventListener('load', () => {
      if (request.status === 200) resolve(request.response as RestoreResult);
      else reject(new ApiError(request.status, (request.response ?? {}) as Partial<Problem>));
    });
    request.addEventListener('error', () => reject(new ApiError(0, { detail: text('error.network') })));
    request.send(file);
  });
}
