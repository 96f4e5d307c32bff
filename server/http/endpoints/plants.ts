/** Plants: their data, readings, mutes and removal. */
import { deviceSchema } from '@plantops/shared/api/devices.ts';
import {
  createPlantSchema,
  plantSchema,
  removedPlantSchema,
  setMuteSchema,
  updatePlantSchema,
} from '@plantops/shared/api/plants.ts';
import { plantYearSchema } from '@plantops/shared/api/plant-year.ts';
import { HISTORY_RANGES, type HistoryRange, historySchema, sparklineSchema } from '@plantops/shared/api/readings.ts';
import { LONGEST_TAG } from '@plantops/shared/tags.ts';
import { timeZoneSchema } from '@plantops/shared/settings/time-zone.ts';
import { speciesMatchSchema, speciesSchema } from '@plantops/shared/species/species-schema.ts';
import { z } from 'zod';
import { type Separator, SEPARATORS } from '../csv-form.ts';
import { byId, type Endpoint, flag, idFilter, instant, pageFields, queryText } from './endpoint.ts';

export const plantsEndpoints = {
  createPlant: {
    method: 'post',
    path: '/api/plants',
    tag: 'Plants',
    summary: 'Create a plant; a known species fills thresholds that are left out',
    body: createPlantSchema,
    answers: { 201: plantSchema },
    problems: ['room_not_found'],
  },
  listPlants: {
    method: 'get',
    path: '/api/plants',
    tag: 'Plants',
    summary: 'List plants with their current state',
    query: z.strictObject({
      ...pageFields,
      room_id: idFilter.optional(),
      tag: queryText(LONGEST_TAG).optional().meta({ description: 'However it is capitalised' }),
    }),
    answers: { 200: z.array(plantSchema) },
  },
  getPlant: {
    method: 'get',
    path: '/api/plants/:id',
    tag: 'Plants',
    summary: 'One plant with its latest values',
    params: byId,
    answers: { 200: plantSchema },
    problems: ['plant_not_found'],
  },
  getPlantHistory: {
    method: 'get',
    path: '/api/plants/:id/history',
    tag: 'Plants',
    summary: 'Readings of a plant in buckets of local time: mean, least and greatest',
    params: byId,
    query: z.strictObject({
      range: z
        .enum(Object.keys(HISTORY_RANGES) as [HistoryRange, ...HistoryRange[]])
        .optional()
        .meta({ description: '24h when nothing is given' }),
      from: instant.optional(),
      to: instant.optional(),
      points: z.coerce.number().int().min(1).max(2000).optional().meta({
        description: 'The most buckets; they are whole units of local time. 300 when not given, and days for a year',
      }),
      time_zone: timeZoneSchema
        .optional()
        .meta({ description: "Whose hours and days the buckets are, such as Europe/Berlin; the owner's if not given" }),
      devices: flag.optional().meta({ description: 'true: the line of each device, too' }),
    }),
    answers: { 200: historySchema },
    problems: ['plant_not_found', 'too_busy'],
  },
  getPlantYear: {
    method: 'get',
    path: '/api/plants/:id/year/:year',
    tag: 'Plants',
    summary: 'What a year of a plant was like: warmest, driest, brightest, care, days within its ranges, photos',
    params: byId.extend({ year: z.coerce.number().int().meta({ description: '1970 to the year that it is' }) }),
    answers: { 200: plantYearSchema },
    problems: ['plant_not_found', 'too_busy'],
  },
  exportPlantReadings: {
    method: 'get',
    path: '/api/plants/:id/export',
    tag: 'Plants',
    summary:
      'Raw readings of a plant as a file. Where older ones are no longer kept, its name and `X-Readings-Kept-From` say from when on it has them.',
    params: byId,
    query: z.strictObject({
      format: z.enum(['csv', 'ndjson']).default('csv'),
      from: instant.optional(),
      to: instant.optional(),
      header: z.enum(['names', 'units']).default('names').meta({
        description:
          'Of CSV: `units` has the plant and the unit in the title of each column, in the language of the request',
      }),
      separator: z
        .enum(Object.keys(SEPARATORS) as [Separator, ...Separator[]])
        .optional()
        .meta({ description: 'Between cells of CSV: a comma, or a semicolon where `decimal` is a comma' }),
      decimal: z.enum(['.', ',']).default('.').meta({ description: 'The decimal mark in CSV' }),
      bom: flag
        .optional()
        .meta({ description: 'true: CSV begins with a byte-order mark, for spreadsheets that need one' }),
      time_zone: timeZoneSchema.optional().meta({
        description:
          'Times in CSV are those of this zone, such as `2026-03-01 13:00:00`; in UTC (ISO 8601) if not given',
      }),
    }),
    answers: { 200: ['text/csv', 'application/x-ndjson'] },
    problems: ['plant_not_found', 'too_busy'],
  },
  updatePlant: {
    method: 'put',
    path: '/api/plants/:id',
    tag: 'Plants',
    summary: 'Change name, species, thresholds, place, room or tags',
    params: byId,
    body: updatePlantSchema,
    answers: { 200: plantSchema },
    problems: ['plant_not_found', 'room_not_found'],
  },
  deletePlant: {
    method: 'delete',
    path: '/api/plants/:id',
    tag: 'Plants',
    summary: 'Remove a plant; its devices become unassigned. For 30 days it can be brought back',
    params: byId,
    answers: { 204: null },
    problems: ['plant_not_found'],
  },
  listPlantDevices: {
    method: 'get',
    path: '/api/plants/:id/devices',
    tag: 'Plants',
    summary: 'The devices attached to a plant',
    params: byId,
    answers: { 200: z.array(deviceSchema) },
    problems: ['plant_not_found'],
  },
  listSpecies: {
    method: 'get',
    path: '/api/species',
    tag: 'Plants',
    summary:
      'Search the species library by scientific or everyday name, in English or German, with typos, plurals and cultivars; the best first, at most 20',
    query: z.strictObject({ q: queryText(100).default('') }),
    answers: { 200: z.array(speciesSchema) },
  },
  matchSpecies: {
    method: 'get',
    path: '/api/species/match',
    tag: 'Plants',
    summary: 'What the species of a plant is taken for, as its owner wrote it, and what else may be meant',
    query: z.strictObject({ name: queryText(100) }),
    answers: { 200: speciesMatchSchema },
  },
  listRemovedPlants: {
    method: 'get',
    path: '/api/removed-plants',
    tag: 'Plants',
    summary: 'Removed plants that can be brought back, newest first',
    answers: { 200: z.array(removedPlantSchema) },
  },
  restorePlant: {
    method: 'post',
    path: '/api/removed-plants/:id/restore',
    tag: 'Plants',
    summary:
      'Bring a removed plant back with its history; its devices are assigned again unless they were given another plant',
    params: byId,
    answers: { 200: plantSchema },
    problems: ['plant_not_found'],
  },
  setPlantMute: {
    method: 'put',
    path: '/api/plants/:id/mutes',
    tag: 'Plants',
    summary: 'Send no messages about a plant, or one of its metrics, until a time',
    params: byId,
    body: setMuteSchema,
    answers: { 200: plantSchema },
    problems: ['plant_not_found'],
  },
  listSparklines: {
    method: 'get',
    path: '/api/sparklines',
    tag: 'Plants',
    summary: 'The last 24 hours of several plants, few points each; unknown plants are left out',
    query: z.strictObject({
      plant_ids: z
        .string()
        .max(8000)
        .transform((text) => text.split(',').filter(Boolean))
        .pipe(z.array(idFilter).min(1).max(100))
        .meta({ description: '1 to 100 ids with commas between' }),
      points: z.coerce.number().int().min(2).max(200).default(48),
    }),
    answers: { 200: z.array(sparklineSchema) },
    problems: ['too_busy'],
  },
} as const satisfies Record<string, Endpoint>;
