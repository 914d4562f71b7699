import { idText } from './event-id.js';
import type { Message } from './message.js';
import { type Finding, fail } from './problem.js';
import { booleanOf, fieldsOf, firstPresent, valueAt } from './value.js';

/** What Meta asks of an event in an app. https://developers.facebook.com/docs/marketing-api/conversions-api/app-events */
export interface AppData {
  advertiser_tracking_enabled?: 0 | 1;
  application_tracking_enabled?: 0 | 1;
  /** Exactly 16 texts: the version `a2` or `i2`, then what `extInfoPaths` name; empty where nothing is known. */
  extinfo: string[];
  campaign_ids?: string;
  install_referrer?: string;
  installer_package?: string;
  url_schemes?: string[];
  windows_attribution_id?: string;
}

/** Where in `context` the slots of extinfo from the second on come from, first hit wins. */
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

const ownTexts = ['install_referrer', 'installer_package', 'windows_attribution_id'] as const;

/** The app's part of an event; with a finding for each required value that is missing. */
export function appDataOf({ context, properties: given }: Message, findings: Finding[]): AppData {
  const properties = fieldsOf(given);
  const textAt = (...paths: string[]): string | undefined => {
    for (const path of paths) {
      const text = idText(valueAt(context, path));
      if (text) return text;
    }
    return undefined;
  };
  const required = <Value>(value: Value | undefined, field: string): Value | undefined => {
    if (value === undefined) fail(findings, 'app-data-missing', field);
    return value;
  };

  const type = required(textAt('device.type'), 'context.device.type')?.toLowerCase() ?? '';
  const version = Object.hasOwn(versions, type) ? versions[type] : undefined;
  if (type && !version) fail(findings, 'device-type-unknown', 'context.device.type');
  required(textAt('os.version'), 'context.os.version');

  const data: AppData = { extinfo: [version ?? '', ...extInfoPaths.map((paths) => textAt(...paths) ?? '')] };
  const allowed = required(booleanOf(valueAt(context, 'device.adTrackingEnabled')), 'context.device.adTrackingEnabled');
  if (allowed !== undefined) data.advertiser_tracking_enabled = allowed ? 1 : 0;
  const tracked = required(
    booleanOf(properties.application_tracking_enabled),
    'properties.application_tracking_enabled',
  );
  if (tracked !== undefined) data.application_tracking_enabled = tracked ? 1 : 0;

  const campaign = idText(properties.campaignId) ?? textAt('traits.campaignId', 'campaign.name');
  if (campaign) data.campaign_ids = campaign;
  for (const name of ownTexts) {
    const text = idText(properties[name]);
    if (text) data[name] = text;
  }
  const schemes = [firstPresent(properties.url_schemes)].flat().slice(0, maxSchemes).map(idText);
  const known = schemes.filter((scheme) => scheme !== undefined);
  if (known.length) data.url_schemes = known;
  return data;
}

const maxSchemes = 100;
