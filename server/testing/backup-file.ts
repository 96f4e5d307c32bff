/** Reads and writes backup files: gzipped JSON lines. */
import { gunzipSync, gzipSync } from 'node:zlib';

export type Line = Record<string, unknown> & { table?: string; row?: Record<string, unknown> };
export const linesOf = (file: Buffer): Line[] =>
  gunzipSync(file)
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
export const packed = (lines: readonly object[]): Buffer =>
  gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
export const rowsOf = (file: Buffer, table: string): Record<string, unknown>[] =>
  linesOf(file).flatMap((line) => (line.table === table ? [line.row ?? {}] : []));

/** Rewrites a backup to the format before migration 0009, which had no channels: each notice contains its delivery. */
export function beforeChannels(file: Buffer): Buffer {
  const deliveries = new Map(rowsOf(file, 'deliveries').map((row) => [row['notice_id'], row]));
  const lines = linesOf(file).flatMap((line): Line[] => {
    if (line.table === 'deliveries' || String(line.row?.['key']).startsWith('channel:')) return [];
    if (line.table === 'notices') {
      const row = deliveries.get(line.row?.['id']) ?? {};
      const { notice_id: _id, channel: _channel, joined_to: _joined, remote_id: _remote, ...delivery } = row;
      return [{ table: 'notices', row: { ...line.row, ...delivery } }];
    }
    const { migrations, rows } = line as { migrations?: string[]; rows?: Record<string, number> };
    if (migrations) return [{ ...line, migrations: migrations.filter((name) => name < '0009') }];
    if (!rows) return [line];
    const { deliveries: _rows, ...counts } = rows;
    return [
      {
        ...line,
        rows: {
          ...counts,
          settings: rowsOf(file, 'settings').filter(({ key }) => !String(key).startsWith('channel:')).length,
        },
      },
    ];
  });
  return packed(lines);
}
