import type { Clock } from '@plantops/shared/clock.ts';
import { ProblemError } from '@plantops/shared/problem.ts';
import { findSpecies, matchSpecies } from '@plantops/shared/species/species.ts';
import type { Devices } from '../../services/devices/devices.ts';
import type { Mutes } from '../../services/alerts/mutes.ts';
import type { PlantCharts } from '../../services/plants/plant-charts.ts';
import type { PlantYears } from '../../services/plants/plant-years.ts';
import type { Plants } from '../../services/plants/plants.ts';
import type { ExportName } from '../../services/plants/export-name.ts';
import type { ReadingsExport } from '../../services/plants/readings-export.ts';
import { csvOptions } from '../csv-form.ts';
import { languageOf } from '../language-of.ts';
import { sendReadings } from '../send-readings.ts';
import { type Handlers, linkNextPage } from '../router.ts';

/** A plant has few devices; none has this many. */
const ALL_DEVICES = 1000;

/** Beyond the time of any reading: without limits, an export contains all of them. */
const EARLIEST = new Date('0001-01-01T00:00:00Z');
const LATEST = new Date('9999-12-31T23:59:59Z');

/** Readings of plants as files. */
export interface PlantExports {
  read: (plantId: string, from: Date, to: Date, left: AbortSignal) => Promise<ReadingsExport>;
  nameOf: (plantName: string, from: Date | undefined, to: Date | undefined) => Promise<ExportName>;
}

export function plantHandlers(
  plants: Plants,
  charts: PlantCharts,
  years: PlantYears,
  devices: Devices,
  exports: PlantExports,
  mutes: Mutes,
  clock: Clock,
  readingsKeptFrom: () => Promise<Date | undefined>,
) {
  const devicesOf = (plantId: string) => devices.list({ plantId, limit: ALL_DEVICES });
  return {
    async createPlant({ body }) {
      return { status: 201, body: await plants.create(body) };
    },
    async listPlants(call) {
      const { limit, cursor, room_id: roomId, tag } = call.query;
      const body = await plants.list({ after: cursor, limit, roomId, tag });
      linkNextPage(call, limit, body, body.at(-1)?.id);
      return { status: 200, body };
    },
    async getPlant({ params }) {
      return { status: 200, body: await plants.get(params.id) };
    },
    async getPlantHistory({ params, query, left }) {
      const { time_zone: timeZone, ...period } = query;
      return { status: 200, body: await charts.history(params.id, { ...period, timeZone }, left) };
    },
    async getPlantYear({ params, left }) {
      return { status: 200, body: await years.get(params.id, params.year, left) };
    },
    async exportPlantReadings({ params, query, request, response, left }) {
      const { id, name: plantName } = await plants.get(params.id);
      const { from = EARLIEST, to = LATEST } = query;
      if (from >= to)
        throw new ProblemError('invalid_request', 'from must be before to', [
          { pointer: '/from', detail: 'must be before to' },
        ]);
      const keptFrom = await readingsKeptFrom();
      const name = await exports.nameOf(plantName, query.from, query.to);
      const rows = await exports.read(id, from, to, left);
      // The file says by its name that it does not begin where it was asked to.
      const lacks = keptFrom && keptFrom > from && keptFrom < to ? keptFrom.toISOString() : undefined;
      const ending = lacks === undefined ? '' : `-from-${lacks.slice(0, 10)}`;
      if (lacks !== undefined) response.set('X-Readings-Kept-From', lacks);
      const { format, header, separator, decimal, bom = false, time_zone: timeZone } = query;
      const language = languageOf(request);
      const csv = csvOptions({ header, separator, decimal, bom, timeZone, plantName, language }, clock.now().getTime());
      await sendReadings(response, rows, format === 'csv' ? csv : undefined, {
        full: name.full + ending,
        ascii: name.ascii + ending,
      });
      return undefined;
    },
    async updatePlant({ params, body }) {
      return { status: 200, body: await plants.update(params.id, body) };
    },
    async deletePlant({ params }) {
      await plants.remove(params.id);
      return { status: 204, body: undefined };
    },
    async listRemovedPlants() {
      return { status: 200, body: await plants.listRemoved() };
    },
    async restorePlant({ params }) {
      return { status: 200, body: await plants.restore(params.id) };
    },
    async listSparklines({ query, left }) {
      return { status: 200, body: await charts.sparklines(query.plant_ids, query.points, left) };
    },
    async setPlantMute({ params, body }) {
      await mutes.set(params.id, body);
      return { status: 200, body: await plants.get(params.id) };
    },
    async listPlantDevices({ params }) {
      await plants.get(params.id);
      return { status: 200, body: await devicesOf(params.id) };
    },
    listSpecies({ query }) {
      return { status: 200, body: findSpecies(query.q) };
    },
    matchSpecies({ query }) {
      return { status: 200, body: matchSpecies(query.name) };
    },
  } satisfies Partial<Handlers>;
}
