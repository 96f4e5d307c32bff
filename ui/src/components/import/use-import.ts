import type { Timer } from '@plantops/shared/clock.ts';
import { onBeforeUnmount, ref } from 'vue';
import { messageOf } from '../../api/client';
import { type ImportMapping, type ImportReport, importPlantReadings, listPlantImports } from '../../api/generated';
import { clock } from '../../clock';
import { inOrder } from '../../composables/in-order';
import { shownTimeZone } from '../../messages/preferences';

const ASK_MS = 1000;

/** A file on its way into the history of a plant: tried out as often as its mapping changes, then imported. */
export function useImport(plantId: string) {
  const file = ref<File>();
  /** What was found in the file, as it is read now. */
  const report = ref<ImportReport>();
  /** What became of it. */
  const done = ref<ImportReport>();
  const isTrying = ref(false);
  /** How much of the file is stored, from 0 to 1; undefined while it is not imported. */
  const share = ref<number>();
  const error = ref<string>();
  const order = inOrder();
  let asking: Timer | undefined;

  const send = async (chosen: File, dryRun: boolean, mapping?: ImportMapping): Promise<ImportReport> =>
    (
      await importPlantReadings({
        path: { id: plantId },
        query: {
          ...(dryRun && { dry_run: 'true' as const }),
          ...(mapping ? { mapping: JSON.stringify(mapping) } : { time_zone: shownTimeZone() }),
          file_name: chosen.name.slice(-200),
        },
        body: chosen,
        throwOnError: true,
      })
    ).data;

  /** Looks what a file has. @param mapping how it is read; undefined: as the server recognises it */
  async function tryOut(mapping?: ImportMapping): Promise<void> {
    const chosen = file.value;
    if (!chosen) return;
    const isNews = order.ask();
    isTrying.value = true;
    error.value = undefined;
    try {
      const found = await send(chosen, true, mapping);
      if (isNews()) report.value = found;
    } catch (failure) {
      if (isNews()) error.value = messageOf(failure);
    } finally {
      if (isNews()) isTrying.value = false;
    }
  }

  async function choose(chosen: File): Promise<void> {
    file.value = chosen;
    report.value = done.value = undefined;
    await tryOut();
  }

  function forget(): void {
    order.ask();
    file.value = report.value = done.value = error.value = undefined;
    isTrying.value = false;
  }

  async function askShare(): Promise<void> {
    const { data } = await listPlantImports({ path: { id: plantId }, throwOnError: true }).catch(() => ({ data: [] }));
    const running = data.find(({ state }) => state === 'running');
    if (asking && running && file.value) share.value = Math.min(running.bytes / Math.max(file.value.size, 1), 1);
  }

  /** Stores it as it was tried out last. */
  async function store(): Promise<void> {
    const [chosen, found] = [file.value, report.value];
    if (!chosen || !found) return;
    share.value = 0;
    error.value = undefined;
    asking = clock.every(ASK_MS, () => void askShare());
    try {
      done.value = await send(chosen, false, found.mapping);
    } catch (failure) {
      error.value = messageOf(failure);
    } finally {
      asking.cancel();
      asking = undefined;
      share.value = undefined;
    }
  }
  onBeforeUnmount(() => asking?.cancel());
  return { file, report, done, isTrying, share, error, choose, tryOut, store, forget };
}
