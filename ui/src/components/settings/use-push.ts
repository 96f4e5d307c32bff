import { computed, onBeforeMount, ref } from 'vue';
import { basePath } from '../../api/base-path';
import { messageOf } from '../../api/client';
import { addPushBrowser, getPush, type Push, type PushBrowser, removePushBrowser } from '../../api/generated';
import { text } from '../../messages/text';
import { useToastStore } from '../../stores/toasts';

/** What kept the browser from subscribing, in words. */
class PushFailure extends Error {}

/** Whether this browser can show notifications of this page: there is a service worker only over https, and at the root. */
const isSupported = (): boolean =>
  basePath === '' && 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

const bytesOf = (base64url: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));

/** By which the server lists a subscription. */
async function idOf(endpoint: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint));
  const hex = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `push_${hex.slice(0, 16)}`;
}

const registered = async (): Promise<ServiceWorkerRegistration | undefined> =>
  isSupported() ? navigator.serviceWorker.getRegistration() : undefined;

/** A subscription made with the server's key; one that was made with another key is ended first. */
async function subscription(registration: ServiceWorkerRegistration, publicKey: string): Promise<PushSubscription> {
  const options = { userVisibleOnly: true, applicationServerKey: bytesOf(publicKey) };
  try {
    return await registration.pushManager.subscribe(options);
  } catch (failure) {
    const other = await registration.pushManager.getSubscription();
    if (!other) throw failure;
    await other.unsubscribe();
    return registration.pushManager.subscribe(options);
  }
}

/** The browsers that show notifications, and whether this one is among them. */
export function usePush(onChanged: () => void) {
  const toasts = useToastStore();
  const push = ref<Push>();
  const ownId = ref<string>();
  const error = ref<string>();
  const isBusy = ref(false);

  async function load(): Promise<void> {
    push.value = (await getPush({ throwOnError: true })).data;
    const own = await (await registered())?.pushManager.getSubscription();
    ownId.value = own ? await idOf(own.endpoint) : undefined;
  }

  /** Runs one thing at a time, and says what went wrong. */
  async function run(what: () => Promise<string | undefined>): Promise<void> {
    isBusy.value = true;
    error.value = undefined;
    try {
      const words = await what();
      await load();
      if (words === undefined) return;
      toasts.done(words);
      onChanged();
    } catch (failure) {
      error.value = failure instanceof PushFailure ? failure.message : messageOf(failure);
    } finally {
      isBusy.value = false;
    }
  }

  const turnOn = (): Promise<void> =>
    run(async () => {
      const registration = await registered();
      if (!registration || !push.value) throw new PushFailure(text('push.unsupported'));
      if ((await Notification.requestPermission()) !== 'granted') throw new PushFailure(text('push.denied'));
      const made = await subscription(registration, push.value.public_key).catch((failure: unknown) => {
        throw new PushFailure(
          text('push.failed', { reason: failure instanceof Error ? failure.message : String(failure) }),
        );
      });
      const { endpoint = made.endpoint, keys = {} } = made.toJSON();
      await addPushBrowser({
        body: { endpoint, keys: { p256dh: keys.p256dh ?? '', auth: keys.auth ?? '' } },
        throwOnError: true,
      });
      return text('push.added');
    });

  const remove = ({ id, label }: PushBrowser): Promise<void> =>
    run(async () => {
      if (id === ownId.value) await (await (await registered())?.pushManager.getSubscription())?.unsubscribe();
      await removePushBrowser({ path: { id }, throwOnError: true });
      return text('push.removed', { browser: label });
    });

  onBeforeMount(() => run(async () => undefined));

  const browsers = computed(() => push.value?.browsers ?? []);
  return {
    browsers,
    own: computed(() => browsers.value.find(({ id }) => id === ownId.value)),
    isSupported: isSupported(),
    isKnown: computed(() => push.value !== undefined),
    isBusy,
    error,
    turnOn,
    remove,
  };
}
