import {
  type CustomData,
  error,
  firstPresent,
  isPlaceholder,
  readPath,
  toBoolean,
  toId,
  toKnownId,
  toText,
  warning,
} from '@twinbeam/shared';
import type { Mapping } from './mapping.js';

/** The app's part of an event. https://developers.facebook.com/docs/marketing-api/conversions-api/app-events */
export interface AppData {
  advertiser_tracking_enabled?: 0 | 1;
  application_tracking_enabled?: 0 | 1;
  /** Exactly 16 texts: the version `a2` or `i2`, then the values of `extInfoPaths`, empty where they are unknown. */
  extinfo: string[];
  campaign_ids?: string;
  install_referrer?: string;
  installer_package?: string;
  url_schemes?: string[];
  windows_attribution_id?: string;
  receipt_data?: string;
  consider_views?: boolean;
  include_dwell_data?: boolean;
  include_video_data?: boolean;
}

/** Paths in `context` of the values of extinfo from the second on. The first path that has a value is used. */
const extInfoPaths = [
  ['app.namespace'],
  ['app.build'],
  ['app.version'],
  ['os.version'],
  ['device.model'],
  ['locale'],
  ['abv_timezone'],
  ['network.carrier', 'network_carrier'],
  ['screen.width', 'screen_width'],
  ['screen.height', 'screen_height'],
  ['screen.density', 'screen_density'],
  ['cpu_cores'],
  ['ext_storage_size'],
  ['avl_storage_size'],
  ['timezone'],
];

const versions: Record<string, string> = { android: 'a2', ios: 'i2', ipados: 'i2', watchos: 'i2', tvos: 'i2' };

const maxSchemes = 100;

const textNames = ['install_referrer', 'installer_package', 'windows_attribution_id', 'receipt_data'] as const;
const flagNames = ['consider_views', 'include_dwell_data', 'include_video_data'] as const;

/** Whether the app may track, by the status of Apple's App Tracking Transparency as a number or name. */
const trackingStatuses: Record<string, boolean> = {
  0: false,
  1: false,
  2: false,
  3: true,
  notdetermined: false,
  restricted: false,
  denied: false,
  authorized: true,
};

/** Maps the app's part of an event. Each required value that is missing is an error. */
export function toAppData({ context, properties, report }: Mapping): AppData {
  const required = <Value>(value: Value | undefined, field: string): Value | undefined => {
    if (value === undefined) report(error('app-data-missing', field));
    return value;
  };

  const deviceType = required(readId(context, 'device.type'), 'context.device.type')?.toLowerCase() ?? '';
  const version = Object.hasOwn(versions, deviceType) ? versions[deviceType] : undefined;
  if (deviceType && !version) report(error('device-type-unknown', 'context.device.type'));
  required(readId(context, 'os.version'), 'context.os.version');

  const appData: AppData = {
    extinfo: [version ?? '', ...extInfoPaths.map((paths) => readId(context, ...paths) ?? '')],
  };
  const isTracked = required(
    toBoolean(readPath(context, 'device.adTrackingEnabled')) ??
      parseTrackingStatus(readPath(context, 'device.attTrackingStatus')),
    'context.device.adTrackingEnabled',
  );
  if (isTracked !== undefined) appData.advertiser_tracking_enabled = isTracked ? 1 : 0;
  const isTrackedByApp = required(
    toBoolean(properties.application_tracking_enabled),
    'properties.application_tracking_enabled',
  );
  if (isTrackedByApp !== undefined) appData.application_tracking_enabled = isTrackedByApp ? 1 : 0;

  const readOwnId = (name: string): string | undefined => {
    const value = properties[name];
    if (isPlaceholder(value, 'id')) report(warning('placeholder-value', `properties.${name}`));
    return toKnownId(value, 'id');
  };
  const campaign = readOwnId('campaignId') ?? readId(context, 'traits.campaignId', 'campaign.name');
  if (campaign) appData.campaign_ids = campaign;
  for (const name of textNames) {
    const text = readOwnId(name);
    if (text) appData[name] = text;
  }
  for (const name of flagNames) {
    const flag = toBoolean(properties[name]);
    if (flag !== undefined) appData[name] = flag;
  }
  const schemes = [firstPresent(properties.url_schemes)].flat().slice(0, maxSchemes).map(toId);
  const known = schemes.filter((scheme) => scheme !== undefined);
  if (known.length) appData.url_schemes = known;
  return appData;
}

const parseTrackingStatus = (value: unknown): boolean | undefined => {
  const status = toText(value)?.toLowerCase() ?? '';
  return Object.hasOwn(trackingStatuses, status) ? trackingStatuses[status] : undefined;
};

/** Returns custom data without the properties that the app's part of the event has. */
export function withoutAppProperties(data: CustomData, appData: AppData): CustomData {
  const others = { ...data };
  for (const name of propertyNames) if (appData[name] !== undefined) delete others[name];
  if (toId(data.campaignId) === appData.campaign_ids) delete others.campaignId;
  return others;
}

/** Properties that the app's part has under the same name. */
const propertyNames = ['application_tracking_enabled', 'url_schemes', ...textNames, ...flagNames] as const;

/** Reads the first of some paths that has an id. */
function readId(context: unknown, ...paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const text = toKnownId(readPath(context, path), 'id');
    if (text) return text;
  }
  return undefined;
}
