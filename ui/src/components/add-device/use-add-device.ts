import { DEVICE_FILES, deviceFile, type DeviceFileKindName } from '@plantops/shared/device-files/index.ts';
import type { DeviceFile } from '@plantops/shared/device-files/device-file.ts';
import { madeUpMac } from '@plantops/shared/device-files/made-up-mac.ts';
import { METRIC_NAMES, type Metric } from '@plantops/shared/metrics.ts';
import { computed, type ComputedRef, ref, type Ref } from 'vue';
import { basePath } from '../../api/base-path';
import { messageOf } from '../../api/client';
import {
  type Device,
  type DeviceCredentials,
  getDevice,
  provisionDevice,
  registerDevice,
  renewDeviceCredentials,
} from '../../api/generated';
import { text } from '../../messages/text';
import { useGardenStore } from '../../stores/garden';
import { useToastStore } from '../../stores/toasts';

/** What the owner says about a device that is added. */
export interface DeviceChoices {
  name: string;
  plantId: string | null;
  sensors: Metric[];
  intervalS: number;
  sleeps: boolean;
  /** Empty where it is not known. */
  mac: string;
}

/** What most home-made devices measure, and how often. */
export const USUAL: Omit<DeviceChoices, 'name' | 'plantId'> = {
  sensors: ['soil_moisture', 'temperature'],
  intervalS: 300,
  sleeps: false,
  mac: '',
};

const isMetric = (name: string): name is Metric => (METRIC_NAMES as string[]).includes(name);

/** What is known of a device that was added before, after its page was loaded again. */
function choicesOf(device: Device): DeviceChoices {
  const sensors = (device.sensor_types ?? []).filter(isMetric);
  return {
    ...USUAL,
    ...(sensors.length && { sensors }),
    name: device.name ?? device.id,
    intervalS: Math.min(Math.max(Math.round(device.report_interval_s ?? USUAL.intervalS), 10), 86_400),
    plantId: device.plant_id,
    mac: device.mac_address ?? '',
  };
}

export interface AddDevice {
  isBusy: Ref<boolean>;
  error: Ref<string | undefined>;
  /** Undefined before the password was made, and after the page was loaded again. */
  credentials: Ref<DeviceCredentials | undefined>;
  file: ComputedRef<DeviceFile | undefined>;
  choices: ComputedRef<DeviceChoices | undefined>;
  /** When the device was last heard before its password was made anew; undefined if it was not. */
  heardBefore: Ref<string | null | undefined>;
  /** Registers a device and assigns it. @returns its id; undefined if it failed, which `error` tells */
  register: (wanted: DeviceChoices) => Promise<string | undefined>;
  /** Makes a new password for the device. */
  renew: () => Promise<void>;
}

/**
 * Registers a device for the owner and makes its file. The password is in the memory of the page only.
 * @param kind what the owner says that it is
 * @param device the device that was added, once it is known
 */
export function useAddDevice(kind: () => DeviceFileKindName | undefined, device: () => Device | undefined): AddDevice {
  const garden = useGardenStore();
  const toasts = useToastStore();
  const isBusy = ref(false);
  const error = ref<string>();
  const credentials = ref<DeviceCredentials>();
  /** As they were typed; a device does not tell all of them. */
  const typed = ref<DeviceChoices>();
  const heardBefore = ref<string | null>();

  const choices = computed(() => {
    const known = device();
    if (typed.value && known?.id === credentials.value?.device_id) return typed.value;
    return known && choicesOf(known);
  });
  const file = computed(() => {
    const name = kind();
    if (!name || !choices.value || credentials.value?.device_id !== device()?.id || !credentials.value)
      return undefined;
    return deviceFile(name, credentials.value, choices.value, `${window.location.origin}${basePath}`);
  });

  async function attempt<T>(act: () => Promise<T>): Promise<T | undefined> {
    isBusy.value = true;
    error.value = undefined;
    try {
      return await act();
    } catch (failure) {
      error.value = messageOf(failure);
      return undefined;
    } finally {
      isBusy.value = false;
    }
  }

  /** The device is there already, so a failure is told and does not end the way. */
  async function assign(id: string, plantId: string): Promise<void> {
    try {
      const { data } = await provisionDevice({ path: { id }, body: { plant_id: plantId }, throwOnError: true });
      garden.state.devices[id] = data;
    } catch (failure) {
      toasts.show({ text: text('addDevice.notAssigned', { reason: messageOf(failure) }), kind: 'failed' });
    }
  }

  const register = (wanted: DeviceChoices): Promise<string | undefined> =>
    attempt(async () => {
      const name = kind();
      const isGateway = name !== undefined && DEVICE_FILES[name].registersAs === 'gateway';
      // Of a gateway it would be that of its sensors.
      const hasRhythm = name !== undefined && DEVICE_FILES[name].hasInterval && !isGateway;
      const { data } = await registerDevice({
        body: {
          mac_address: wanted.mac || madeUpMac(crypto.getRandomValues(new Uint8Array(5))),
          name: wanted.name,
          ...(isGateway ? { kind: 'gateway' as const } : { sensor_types: wanted.sensors }),
          ...(hasRhythm && { report_interval_s: wanted.intervalS }),
        },
        throwOnError: true,
      });
      const { device_id: id } = data;
      garden.state.devices[id] = (await getDevice({ path: { id }, throwOnError: true })).data;
      typed.value = wanted;
      heardBefore.value = undefined;
      credentials.value = data;
      if (wanted.plantId && !isGateway) await assign(id, wanted.plantId);
      return id;
    });

  async function renew(): Promise<void> {
    const known = device();
    const before = choices.value;
    if (!known) return;
    await attempt(async () => {
      const { data } = await renewDeviceCredentials({ path: { id: known.id }, throwOnError: true });
      typed.value = before;
      heardBefore.value = known.last_seen_at;
      credentials.value = data;
    });
  }

  return { isBusy, error, credentials, file, choices, heardBefore, register, renew };
}
