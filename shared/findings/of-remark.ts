import type { Findings, NewFinding } from '../ports.ts';
import type { Remark } from '../remarks.ts';

/** A remark about a message as a finding of its device. */
export function findingOf(remark: Remark): NewFinding {
  const { sent } = remark;
  switch (remark.code) {
    case 'value_set_aside':
      return { code: remark.code, metric: remark.field, evidence: { sent, why: remark.why } };
    case 'fault_value':
      return { code: remark.code, metric: remark.field, evidence: { sent, source: remark.source } };
    case 'value_clamped':
    case 'value_as_text':
    case 'share_of_one':
      return { code: remark.code, metric: remark.field, evidence: { sent, stored: remark.stored } };
    case 'other_name':
      return { code: remark.code, metric: remark.field, evidence: { sent } };
    case 'time_by_other_name':
      return { code: remark.code, evidence: { sent } };
    case 'vitals_set_aside':
      return { code: remark.code, evidence: { field: remark.field, sent, why: remark.why } };
    case 'time_unreadable':
      return { code: 'time_unusable', evidence: { sent } };
    case 'clock_off':
      return remark.offset_s === null
        ? { code: 'time_unusable', evidence: { sent } }
        : { code: 'clock_off', evidence: { sent, offset_s: remark.offset_s } };
  }
}

/** Notes what was remarked about a message, if anything was. */
export function noteRemarks(
  findings: Findings,
  { deviceId, remarks }: { deviceId: string; remarks?: readonly Remark[] | undefined },
): void {
  if (remarks) for (const remark of remarks) findings.note(deviceId, findingOf(remark));
}
