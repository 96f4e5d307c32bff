import type { NotificationSettings, UpdateNotificationSettings } from '../../api/generated';

/** Props of the components for the notification settings. */
export interface NotificationProps {
  settings: NotificationSettings;
  /** Saves changes and shows a toast; `before` are the values that undo restores, if it is offered. @throws ApiError */
  save: (changes: UpdateNotificationSettings, words: string, before?: UpdateNotificationSettings) => Promise<void>;
}
