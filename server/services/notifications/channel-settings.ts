import { inEveryLanguage } from '@plantops/shared/languages/terms.ts';
import { type FieldProblem, ProblemError } from '@plantops/shared/problem.ts';
import type {
  ChannelChanges,
  ChannelRuleChanges,
  ChannelRules,
  ChannelSettings as Shown,
} from '@plantops/shared/settings/channel-settings.ts';
import type { Language, Words } from '@plantops/shared/settings/display.ts';
import type { Clock } from '@plantops/shared/clock.ts';
import { z } from 'zod';
import type { Environment } from '../../config/environment.ts';
import type { Queryable } from '../../db/pool.ts';
import {
  readSettings,
  removeSettings,
  replaceSettings,
  type SettingsKey,
  type StoredSettings,
} from '../../db/repositories/settings.ts';
import { type SecretBox, SecretBoxError } from '../settings/secret-box.ts';
import type { ActiveChannel, Channel, SendContext } from './channel.ts';
import { NO_RULES, readRules, writeRules } from './channel-rules.ts';
import { FIELD_KINDS } from './channel-fields.ts';
import { CHANNELS } from './channels/index.ts';
import type { ChannelCondition } from './channel-conditions.ts';
import { inOwnersLanguage } from './message-language.ts';
import { WEB_PUSH, WEB_PUSH_LABEL } from './web-push/push-channel.ts';
import { allowedWebhook, secretsOfAddress } from './webhook-address.ts';

export interface ChannelSettingsOptions {
  box: SecretBox;
  environment: Environment;
  clock: Clock;
  /** The language of messages and of what is said about them. */
  language: () => Language;
}

/** Values by field, validated with the channel's schema. May contain secrets. */
type Values = Readonly<Record<string, string | undefined>>;

interface Stored {
  values?: Values;
  /** Why the stored settings cannot be used, as a sentence. */
  error?: string;
}

/** A validated change that has not been written yet. If `values` is undefined, it removes the channel's settings. */
export interface ChannelChange {
  channel: Channel;
  values: Values | undefined;
}

export const channelKey = (name: string): SettingsKey => `channel:${name}`;

/** Also of the one whose settings are elsewhere. */
export const CHANNEL_NAMES: readonly string[] = [...CHANNELS.map(({ name }) => name), WEB_PUSH];

export const labelOfChannel = (name: string): Words | undefined =>
  name === WEB_PUSH ? WEB_PUSH_LABEL : findChannel(name)?.label;

export const findChannel = (name: string): Channel | undefined => CHANNELS.find((channel) => channel.name === name);

const sealedSchema = z.record(z.string(), z.string());
const pointerTo = (...path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
const invalid = (fields: readonly [FieldProblem, ...FieldProblem[]]): ProblemError =>
  new ProblemError('invalid_request', `The body is not valid: ${fields[0].pointer} ${fields[0].detail}`, [...fields]);

/** The settings of all channels. Each channel has one row; its sealed fields are encrypted together. */
export class ChannelSettings {
  readonly #options: ChannelSettingsOptions;
  readonly #stored = new Map<string, Stored>();
  readonly #rules = new Map<string, ChannelRules>();

  constructor(options: ChannelSettingsOptions) {
    this.#options = options;
  }

  /** Reads the stored settings of all channels. */
  async load(database: Queryable): Promise<void> {
    for (const channel of CHANNELS) {
      const { name } = channel;
      this.#stored.set(name, this.#opened(channel, await readSettings(database, channelKey(name))));
    }
    for (const name of CHANNEL_NAMES) this.#rules.set(name, await readRules(database, name));
  }

  /** Records why a channel's settings cannot be used. Does nothing if usable settings are stored for the channel. */
  noteError(name: string, reason: string): void {
    const channel = findChannel(name);
    if (channel && !this.#stored.get(name)?.values) this.#stored.set(name, { error: notUsed(channel, reason) });
  }

  /**
   * Validates the changes and merges them with the present settings. Stores nothing.
   * @throws ProblemError `invalid_request`, `webhook_not_allowed`
   */
  planned(changes: ChannelChanges): ChannelChange[] {
    return Object.entries(changes).map(([name, fields]) => {
      const channel = findChannel(name);
      if (!channel) throw invalid([{ pointer: pointerTo('channels', name), detail: 'is not a channel' }]);
      return { channel, values: fields === null ? undefined : this.#merged(channel, fields) };
    });
  }

  /** Merges changes of rules with the present ones. @throws ProblemError `invalid_request` */
  plannedRules(changes: ChannelRuleChanges): [name: string, rules: ChannelRules][] {
    return Object.entries(changes).map(([name, change]) => {
      if (!CHANNEL_NAMES.includes(name))
        throw invalid([{ pointer: pointerTo('channel_rules', name), detail: 'is not a channel' }]);
      const { muted, topics, plants, rooms } = this.rulesOf(name);
      return [
        name,
        {
          muted: change.muted ?? muted,
          topics: change.topics === undefined ? topics : change.topics,
          plants: change.plants === undefined ? plants : change.plants,
          rooms: change.rooms === undefined ? rooms : change.rooms,
        },
      ];
    });
  }

  /** Puts rules into effect after their transaction has committed. */
  takeRules(name: string, rules: ChannelRules): void {
    this.#rules.set(name, rules);
  }

  /** Writes a planned change. It takes effect with `take`, which must wait until the transaction has committed. */
  async write(connection: Queryable, { channel, values }: ChannelChange): Promise<void> {
    const key = channelKey(channel.name);
    if (!values) {
      // One that is set up anew is told of everything, unless the environment sets it up.
      if (!channel.fromEnvironment?.(this.#options.environment)) await writeRules(connection, channel.name, NO_RULES);
      return removeSettings(connection, key);
    }
    const split = (sealed: boolean): Record<string, string> =>
      Object.fromEntries(
        Object.entries(values).filter(
          (entry): entry is [string, string] =>
            entry[1] !== undefined && FIELD_KINDS[kindOf(channel, entry[0])].sealed === sealed,
        ),
      );
    await replaceSettings(connection, key, {
      value: split(false),
      secret: this.#options.box.seal(key, JSON.stringify(split(true))),
    });
  }

  /** Puts a change into effect after its transaction has committed. */
  take({ channel, values }: ChannelChange): void {
    this.#stored.set(channel.name, values ? { values } : {});
    if (!this.#values(channel)) this.#rules.delete(channel.name);
  }

  /** The channels that are set up, each with its present settings. */
  active(): ActiveChannel[] {
    const { clock, language } = this.#options;
    return CHANNELS.flatMap((channel) => {
      const settings = this.#values(channel);
      if (!settings) return [];
      const { name, label, edit } = channel;
      const secrets = secretsOf(channel, settings);
      const context = (): SendContext => ({ clock, language: language(), secrets });
      return [
        {
          name,
          label,
          rules: this.rulesOf(name),
          send: (message) => channel.send(settings, inOwnersLanguage(message, language()), context()),
          ...(edit && {
            edit: (remoteId, message) => edit(settings, remoteId, inOwnersLanguage(message, language()), context()),
          }),
        } satisfies ActiveChannel,
      ];
    });
  }

  shown(conditionOf: (channel: string) => ChannelCondition): Shown[] {
    return CHANNELS.map((channel) => {
      const { name, label, hint, settings, fields } = channel;
      const values = this.#values(channel);
      const { waiting, lastError } = conditionOf(name);
      return {
        name,
        label: inEveryLanguage(label),
        hint: inEveryLanguage(hint),
        configured: values !== undefined,
        source: this.#stored.get(name)?.values ? 'settings' : values ? 'environment' : 'none',
        error: this.#stored.get(name)?.error ?? null,
        fields: Object.entries(fields).map(([field, { kind, label: words, example }]) => {
          const value = values?.[field];
          return {
            name: field,
            kind,
            label: inEveryLanguage(words),
            example,
            required: settings.shape[field]?.safeParse(undefined).success === false,
            value: value === undefined ? null : FIELD_KINDS[kind].shown(value),
          };
        }),
        rules: this.rulesOf(name),
        waiting,
        last_error: lastError ?? null,
      };
    });
  }

  /** Problems that the owner should fix, as sentences. */
  warnings(): string[] {
    return [...this.#stored.values()].flatMap(({ error }) => error ?? []);
  }

  rulesOf(name: string): ChannelRules {
    return this.#rules.get(name) ?? NO_RULES;
  }

  #values(channel: Channel): Values | undefined {
    return this.#stored.get(channel.name)?.values ?? channel.fromEnvironment?.(this.#options.environment);
  }

  /**
   * Merges the given fields into the stored ones and validates the result. A null removes its field.
   * @throws ProblemError `invalid_request`, `webhook_not_allowed`
   */
  #merged(channel: Channel, given: Readonly<Record<string, string | null>>): Values {
    const before = this.#stored.get(channel.name)?.values ?? {};
    const merged = Object.fromEntries(
      Object.entries({ ...before, ...given }).filter(([, value]) => value !== null && value !== undefined),
    );
    const parsed = channel.settings.safeParse(merged);
    if (!parsed.success) {
      const [first, ...rest] = parsed.error.issues.flatMap((issue) =>
        issue.code === 'unrecognized_keys'
          ? issue.keys.map((key) => ({ path: [key], detail: 'is not a field of this channel' }))
          : [{ path: issue.path, detail: issue.message }],
      );
      const told = ({ path, detail }: { path: readonly PropertyKey[]; detail: string }): FieldProblem => ({
        pointer: pointerTo('channels', channel.name, ...path),
        detail,
      });
      throw invalid([told(first ?? { path: [], detail: 'is not valid' }), ...rest.map(told)]);
    }
    const values = this.#withAllowedAddresses(channel, parsed.data);
    this.#checkSecretsStay(channel, before, values, given);
    return values;
  }

  /**
   * Checks the addresses and normalises them.
   * @throws ProblemError `webhook_not_allowed`
   */
  #withAllowedAddresses(channel: Channel, values: Values): Values {
    const hosts = { own: channel.hosts, named: this.#options.environment.WEBHOOK_ALLOWED_HOSTS };
    return Object.fromEntries(
      Object.entries(values).map(([field, value]) => [
        field,
        value !== undefined && kindOf(channel, field) === 'url'
          ? allowedWebhook(value, hosts, pointerTo('channels', channel.name, field)).href
          : value,
      ]),
    );
  }

  /**
   * Requires the secrets to be entered again when an address moves to another host. Otherwise someone who can change
   * the address could have a secret that they do not know used with a host of their own.
   * @throws ProblemError `invalid_request`
   */
  #checkSecretsStay(channel: Channel, before: Values, after: Values, given: Readonly<Record<string, unknown>>): void {
    const ofKind = (kind: string): string[] =>
      Object.keys(channel.fields).filter((field) => kindOf(channel, field) === kind);
    const hostOf = (address: string | undefined): string | undefined => address && new URL(address).host;
    const isElsewhere = ofKind('url').some((field) => hostOf(before[field]) !== hostOf(after[field]));
    const missing = ofKind('secret').find((field) => before[field] !== undefined && !(field in given));
    if (isElsewhere && missing !== undefined)
      throw invalid([
        {
          pointer: pointerTo('channels', channel.name, missing),
          detail: 'is needed again, since the address is on another host; null removes it',
        },
      ]);
  }

  /**
   * Decrypts and validates stored settings. If they cannot be used, returns the reason instead of throwing: the server
   * must start even if a channel cannot send.
   */
  #opened(channel: Channel, { value, secret }: StoredSettings): Stored {
    // Nothing is set, or the row was restored from a backup, which contains no secrets.
    if (!secret) return {};
    try {
      const sealed: unknown = JSON.parse(this.#options.box.open(channelKey(channel.name), secret));
      const parsed = channel.settings.safeParse({ ...value, ...sealedSchema.parse(sealed) });
      // Another version, with a different schema, stored them.
      if (!parsed.success) return { error: notUsed(channel, 'it is not complete: set it anew in Settings') };
      return { values: this.#withAllowedAddresses(channel, parsed.data) };
    } catch (failure) {
      if (failure instanceof SecretBoxError || failure instanceof ProblemError)
        return { error: notUsed(channel, failure.message) };
      throw failure;
    }
  }
}

const kindOf = (channel: Channel, field: string) => channel.fields[field]?.kind ?? 'secret';

/** What must not be told of a channel's settings. */
function secretsOf(channel: Channel, values: Values): string[] {
  return Object.entries(values).flatMap(([field, value]) => {
    if (value === undefined || !FIELD_KINDS[kindOf(channel, field)].sealed) return [];
    return kindOf(channel, field) === 'url' ? secretsOfAddress(value) : [value];
  });
}

const notUsed = ({ label }: Channel, reason: string): string => `What is set for ${label.en} is not used: ${reason}`;
