import type { ProbeCalibrations } from '../../services/devices/probe-calibrations.ts';
import type { Handlers } from '../router.ts';

export function calibrationHandlers(calibrations: ProbeCalibrations) {
  return {
    async listCalibrations({ params }) {
      return { status: 200, body: await calibrations.list(params.id) };
    },
    async setCalibration({ params, body }) {
      return { status: 200, body: await calibrations.set(params.id, params.metric, body) };
    },
    async deleteCalibration({ params }) {
      return { status: 200, body: await calibrations.remove(params.id, params.metric) };
    },
    async previewCalibration({ params, body }) {
      return { status: 200, body: await calibrations.preview(params.id, params.metric, body) };
    },
  } satisfies Partial<Handlers>;
}
