/** Rows in the text format of PostgreSQL's COPY. */

/** Characters with a meaning in that format, and how they are written there. */
const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

const asText = (value: unknown): string =>
  value === null || value === undefined
    ? '\\N'
    : (typeof value === 'string' ? value : JSON.stringify(value)).replace(
        /[\\\t\n\r]/g,
        (found) => ESCAPED[found] ?? found,
      );

/** A row as one line, with the values of these columns in their order. */
export const copyText = (row: Readonly<Record<string, unknown>>, columns: readonly string[]): string =>
  `${columns.map((column) => asText(row[column])).join('\t')}\n`;
