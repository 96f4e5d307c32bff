import { DISCOVERY_PREFIX } from '@plantops/shared/settings/home-assistant-names.ts';
import { computed, reactive, ref, watch } from 'vue';
import { ApiError, messageOf } from '../../api/client';
import type { HomeAssistantSettings, UpdateHomeAssistantSettings } from '../../api/generated';
import { text } from '../../messages/text';

interface Draft {
  broker: HomeAssistantSettings['broker'];
  url: string;
  username: string;
  /** If empty, the stored one is kept. */
  password: string;
  certificate: string;
  prefix: string;
}

type Field = Exclude<keyof Draft, 'broker'>;
const POINTERS: Readonly<Record<Field, string>> = {
  url: '/url',
  username: '/username',
  password: '/password',
  certificate: '/ca_certificate',
  prefix: '/discovery_prefix',
};

/** The form for the broker at which Home Assistant listens: a draft that can be saved and discarded. */
export function useHomeBrokerForm(
  settings: () => HomeAssistantSettings,
  save: (changes: UpdateHomeAssistantSettings, words: string) => Promise<void>,
) {
  const stored = (): Draft => {
    const { broker, url, username, ca_certificate: certificate, discovery_prefix: prefix } = settings();
    return { broker, url: url ?? '', username: username ?? '', password: '', certificate: certificate ?? '', prefix };
  };
  const draft = reactive(stored());
  const errors = ref<Partial<Record<Field, string>>>({});
  const isSaving = ref(false);

  const isElsewhere = computed(() => draft.url.trim() !== stored().url);
  const isDirty = computed(() => {
    const before = stored();
    if (draft.broker !== before.broker) return true;
    return (
      draft.broker === 'other' && (Object.keys(POINTERS) as Field[]).some((name) => draft[name].trim() !== before[name])
    );
  });
  const canSave = computed(() => draft.broker === 'own' || draft.url.trim() !== '');
  const needsPassword = computed(() => isElsewhere.value && settings().password !== null && draft.password === '');

  function discard(): void {
    Object.assign(draft, stored());
    errors.value = {};
  }
  watch(() => JSON.stringify(stored()), discard);

  function changes(): UpdateHomeAssistantSettings {
    if (draft.broker === 'own') return { broker: 'own' };
    const username = draft.username.trim();
    return {
      broker: 'other',
      url: draft.url.trim() || null,
      username: username || null,
      // Without a name there is no password either.
      ...(draft.password !== '' ? { password: draft.password } : username === '' ? { password: null } : {}),
      ca_certificate: draft.certificate.trim() || null,
      discovery_prefix: draft.prefix.trim() || DISCOVERY_PREFIX,
    };
  }

  async function submit(): Promise<void> {
    isSaving.value = true;
    errors.value = {};
    try {
      await save(changes(), text('home.saved'));
      draft.password = '';
    } catch (failure) {
      const fields = failure instanceof ApiError ? failure.fields : {};
      const known = (Object.keys(POINTERS) as Field[]).flatMap((name) => {
        const detail = fields[POINTERS[name]];
        return detail === undefined ? [] : [[name, detail] as const];
      });
      errors.value = known.length > 0 ? Object.fromEntries(known) : { url: messageOf(failure) };
    } finally {
      isSaving.value = false;
    }
  }

  return { draft, errors, isSaving, isDirty, canSave, needsPassword, submit, discard };
}
