import type { LlmSettings, UpdateLlmSettings } from '../../api/generated';

/** Props of the components for the advisor's settings. */
export interface AdvisorProps {
  settings: LlmSettings;
  /** Saves changes and shows a toast; `before` are the values that undo restores, if it is offered. @throws ApiError */
  save: (changes: UpdateLlmSettings, words: string, before?: UpdateLlmSettings) => Promise<void>;
}
