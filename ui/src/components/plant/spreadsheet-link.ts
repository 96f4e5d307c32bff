import { serverPath } from '../../api/base-path';
import { localeTag, shownTimeZone } from '../../messages/preferences';

/** The decimal mark of the language that is shown. */
const decimalMark = (): '.' | ',' =>
  new Intl.NumberFormat(localeTag()).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value === ','
    ? ','
    : '.';

/**
 * The readings of a plant as a file that a spreadsheet of the reader's language opens by a double click: its decimal mark,
 * local times, titles in words.
 */
export function spreadsheetLink(plantId: string): string {
  const query = new URLSearchParams({
    format: 'csv',
    header: 'units',
    decimal: decimalMark(),
    bom: 'true',
    time_zone: shownTimeZone(),
  });
  return serverPath(`/api/plants/${plantId}/export?${query}`);
}
