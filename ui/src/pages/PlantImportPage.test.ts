import { beforeEach, describe, expect, it } from 'vitest';
import type { ImportReport } from '../api/generated';
import { preferences } from '../messages/preferences';
import { useLanguage } from '../messages/text';
import { problem, settled } from '../testing/fake-server';
import { importReport, plantImport } from '../testing/import-samples';
import { fern, start } from '../testing/samples';
import { type MountedPage, mountPage, openScreen } from '../testing/screen';
import { pass, server } from '../testing/stage';
import PlantImportPage from './PlantImportPage.vue';

const PATH = '/api/plants/fern/import';
const FILE = new File(['when,soil,warmth\n'], 'old.csv', { type: 'text/csv' });

let page: MountedPage;
async function shown(report: ImportReport = importReport()): Promise<void> {
  preferences.timeZone = 'Europe/Berlin';
  server.answer('GET', '/api/start', start({ plants: [fern({ name: 'Kitchen fern' })] }));
  server.answer('POST', PATH, report);
  const screen = openScreen();
  screen.garden.start();
  await settled();
  page = await mountPage(PlantImportPage, { id: 'fern' }, { screen });
}
/** As the owner who chooses a file. */
async function choose(file = FILE): Promise<void> {
  const input = page.testId('import-file') as HTMLInputElement;
  Object.defineProperty(input, 'files', { value: [file], configurable: true });
  input.dispatchEvent(new Event('change'));
  await settled();
}
const asked = () => server.asked('POST', PATH).map(({ query }) => query);

beforeEach(() => {
  server.answer('GET', '/api/plants/fern/imports', []);
});

describe('importing history', () => {
  it('looks through the file first, and says what it has', async () => {
    await shown(
      importReport({
        readings_known: 5,
        lines_without_value: 1,
        faults: [{ code: 'not_a_number', count: 2 }],
        faulty_lines: [{ line: 3, code: 'not_a_number', column: 'soil', text: 'wet' }],
      }),
    );
    expect(document.title).toBe('Import history of Kitchen fern · PlantOps');
    await choose();
    expect(asked()).toEqual([{ dry_run: 'true', time_zone: 'Europe/Berlin', file_name: 'old.csv' }]);
    expect(page.testId('import-form').textContent).toContain('12,001 lines');
    expect(page.testId('import-figures').textContent).toMatch(
      /12,000 new readings.*5 are there already.*1 line without/s,
    );
    expect(page.testId('import-preview').textContent).toContain('45.0 %');
    expect(page.testId('import-faults').textContent).toMatch(/2 values that are no numbers.*Line 3, soil: “wet”/s);
  });

  it('reads it again as it is told, and imports it so', async () => {
    await shown();
    await choose();
    const changed = importReport({
      readings_new: 12_001,
      mapping: { ...importReport().mapping, decimal: ',' },
    });
    server.answer('POST', PATH, ({ query }: { query: Record<string, string> }) =>
      query.dry_run ? changed : { ...changed, import_id: 4 },
    );
    const selects = page.wrapper.findAllComponents({ name: 'VSelect' });
    selects.find((one) => one.props('label') === 'Decimal mark')?.vm.$emit('update:modelValue', ',');
    await settled();
    expect(JSON.parse(asked()[1]?.mapping ?? '')).toEqual({ ...importReport().mapping, decimal: ',' });
    server.answer('GET', '/api/plants/fern/imports', [plantImport({ id: 4 })]);
    await page.click(page.role('button', 'Import 12,001 readings'));
    expect(asked()[2]).toEqual({ mapping: JSON.stringify(changed.mapping), file_name: 'old.csv' });
    expect(page.testId('import-result').textContent).toContain('12,001 readings were imported');
    expect(page.testIds('import-done')).toHaveLength(1);
  });

  it('shows how far it is, and why it failed', async () => {
    await shown();
    await choose();
    const held = server.hold('POST', PATH);
    server.answer('GET', '/api/plants/fern/imports', [plantImport({ state: 'running', bytes: FILE.size / 2 })]);
    await page.click(page.role('button', 'Import 12,000 readings'));
    await pass(1000);
    expect(page.role('progressbar', 'Import history').getAttribute('aria-valuenow')).toBe('50');
    await held.answer(problem(503, { code: 'too_busy', detail: 'Another file is being imported: try again' }));
    expect(page.testId('import-error').textContent).toContain('Another file is being imported');
    expect(page.has('button', 'Import 12,000 readings')).toBe(true);
  });

  it('asks for what is missing before it can be imported, and imports nothing that is there', async () => {
    await shown(importReport({ is_complete: false, mapping: { ...importReport().mapping, time: null } }));
    await choose();
    expect(page.words()).toContain('Say which column has the times');
    expect((page.testId('import-start') as HTMLButtonElement).disabled).toBe(true);
    server.answer('POST', PATH, importReport({ readings_new: 0, readings_known: 12_000 }));
    await page.click(page.role('button', 'Another file'));
    await choose();
    expect(page.words()).toContain('There is nothing new in this file.');
    expect((page.testId('import-start') as HTMLButtonElement).disabled).toBe(true);
  });

  it('says what is wrong with a file', async () => {
    await shown();
    server.answer('POST', PATH, problem(400, { code: 'import_not_understood', detail: 'The file is a workbook' }));
    await choose();
    expect(page.testId('import-error').textContent).toContain('The file is a workbook');
  });

  it('takes an import back once the owner has agreed', async () => {
    server.answer('GET', '/api/plants/fern/imports', [
      plantImport(),
      plantImport({ id: 2, file_name: null, state: 'failed', failure: 'The server was stopped' }),
    ]);
    server.answer('DELETE', '/api/plants/fern/imports/3', undefined);
    await shown();
    expect(page.testIds('import-done')[1]?.textContent).toContain('Ended early: The server was stopped');
    await page.click(page.role('button', 'Take back old.csv'));
    expect(page.words()).toContain('The 12,000 readings of old.csv are removed.');
    server.answer('GET', '/api/plants/fern/imports', []);
    await page.click(page.testId('confirm'));
    expect(server.asked('DELETE', '/api/plants/fern/imports/3')).toHaveLength(1);
    expect(page.screen.told()).toEqual(['The import of old.csv was taken back.']);
    expect(page.testIds('import-done')).toEqual([]);
  });

  it('is in German', async () => {
    await useLanguage('de');
    await shown();
    await choose();
    expect(page.has('button', '12.000 Messungen importieren')).toBe(true);
  });
});
