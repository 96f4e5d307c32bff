import { beforeEach, describe, expect, it, vi } from 'vitest';
import { restoreBackupFile } from './restore-backup';

/** An upload that the test lets go on. */
class FakeUpload extends EventTarget {
  static all: FakeUpload[] = [];
  readonly upload = new EventTarget();
  readonly headers: Record<string, string> = {};
  opened: unknown[] = [];
  sent: unknown;
  status = 0;
  response: unknown = null;
  responseType = '';
  constructor() {
    super();
    FakeUpload.all.push(this);
  }
  open(...how: unknown[]): void {
    this.opened = how;
  }
  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }
  send(body: unknown): void {
    this.sent = body;
  }
  abort(): void {
    this.dispatchEvent(new Event('abort'));
  }
  progress(loaded: number, total: number): void {
    this.upload.dispatchEvent(Object.assign(new Event('progress'), { loaded, total }));
  }
  answer(status: number, response: unknown): void {
    Object.assign(this, { status, response });
    this.dispatchEvent(new Event('load'));
  }
}

const file = new File(['backup'], 'backup.gz');

beforeEach(() => {
  FakeUpload.all = [];
  vi.stubGlobal('XMLHttpRequest', FakeUpload);
});

function begin() {
  const shares: number[] = [];
  const cancelling = new AbortController();
  const restoring = restoreBackupFile(file, (share) => shares.push(share), cancelling.signal);
  return { shares, restoring, cancel: () => cancelling.abort(), upload: FakeUpload.all.at(-1)! };
}

describe('restoring a backup', () => {
  it('sends the file, tells how far it is, and gives the answer', async () => {
    const { upload, shares, restoring } = begin();
    expect([upload.opened, upload.sent, upload.headers]).toEqual([
      ['POST', '/api/restore'],
      file,
      { 'Content-Type': 'application/gzip' },
    ]);
    expect(upload.responseType).toBe('json');
    upload.progress(0, 0);
    upload.progress(25, 100);
    upload.upload.dispatchEvent(new Event('load'));
    upload.answer(200, { rows: { plants: 2 } });
    expect(await restoring).toEqual({ rows: { plants: 2 } });
    expect(shares).toEqual([0, 0.25, 1]);
  });

  it('fails with the reason of the server', async () => {
    const { upload, restoring } = begin();
    upload.answer(422, { code: 'backup_damaged', detail: 'The backup is damaged.' });
    await expect(restoring).rejects.toMatchObject({ status: 422, code: 'backup_damaged' });
    await expect(restoring).rejects.toThrow('The backup is damaged.');
  });

  it('fails with a message even if the answer says nothing', async () => {
    const { upload, restoring } = begin();
    upload.answer(502, null);
    await expect(restoring).rejects.toMatchObject({ status: 502, code: 'unknown' });
  });

  it('is cancelled by breaking the upload off', async () => {
    const { restoring, cancel } = begin();
    cancel();
    await expect(restoring).rejects.toMatchObject({ code: 'restore_cancelled' });
  });

  it('is cancelled on the server once the file is there, whose answer says what came of it', async () => {
    const asked = vi.fn((request: Request) => {
      void request;
      return Promise.resolve(new Response(null, { status: 204 }));
    });
    vi.stubGlobal('fetch', asked);
    const { restoring, upload, cancel } = begin();
    upload.upload.dispatchEvent(new Event('load'));
    cancel();
    await vi.waitFor(() => expect(asked).toHaveBeenCalled());
    expect([asked.mock.calls[0]?.[0].method, asked.mock.calls[0]?.[0].url]).toEqual([
      'DELETE',
      expect.stringMatching(/\/api\/restore$/),
    ]);
    upload.answer(409, { code: 'restore_cancelled', detail: 'cancelled' });
    await expect(restoring).rejects.toMatchObject({ code: 'restore_cancelled' });
  });

  it('says that the server cannot be reached', async () => {
    const { upload, restoring } = begin();
    upload.dispatchEvent(new Event('error'));
    await expect(restoring).rejects.toMatchObject({ status: 0, message: expect.stringMatching(/reach/) });
  });
});
