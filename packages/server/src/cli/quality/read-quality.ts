import type { Fields } from '@twinbeam/shared';
import { toFields } from '@twinbeam/shared';
import { toAppSecretProof } from '../../graph/app-secret-proof.js';
import { explainGraphError } from '../../graph/explain-graph-error.js';
import { type GraphBase, toGraphUrl } from '../../graph/graph-url.js';
import { toGraphError } from '../../graph/to-graph-error.js';
import type { ResolvedPixel } from '../../options/resolve-options.js';
import { CommandError } from '../command-error.js';
import { exitCodes } from '../exit-codes.js';
import { type EventQuality, parseEventQuality } from './event-quality.js';

const timeoutMs = 15_000;

/** The requested fields. Meta spells the key feedback with `dedupe`. */
const fields =
  'web{event_name,event_match_quality{composite_score,match_key_feedback{identifier,coverage{percentage}},diagnostics},event_coverage{percentage,goal_percentage},dedupe_key_feedback{dedupe_key,browser_events_with_dedupe_key{percentage},server_events_with_dedupe_key{percentage},overall_browser_coverage_from_dedupe_key{percentage}},data_freshness{upload_frequency},event_potential_aly_acr_increase{percentage},acr{percentage}}';

/**
 * Reads Meta's figures for a pixel. Rejects with a `CommandError` that quotes Meta's response.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/dataset-quality-api
 */
export async function readQuality(
  { settings: { pixelId }, accessToken, appSecret }: ResolvedPixel,
  graph: GraphBase,
): Promise<EventQuality[]> {
  const token = typeof accessToken === 'function' ? await accessToken() : accessToken;
  const url = new URL(toGraphUrl(graph, 'dataset_quality'));
  url.searchParams.set('dataset_id', pixelId);
  url.searchParams.set('fields', fields);
  if (appSecret) url.searchParams.set('appsecret_proof', toAppSecretProof(appSecret, token));
  const { status, body } = await request(url, token);
  if (status !== 200) {
    const error = toGraphError(status, body);
    // Reading figures takes other permissions than sending.
    const fix =
      error.kind === 'token' && error.code !== 190
        ? 'The token needs ads_read, and ads_management or business_management, besides its permission for the pixel.'
        : explainGraphError(error, pixelId);
    throw new CommandError(
      `The figures of pixel ${pixelId} cannot be read: ${error.message}. ${fix}`,
      exitCodes.unavailable,
    );
  }
  const { web } = toFields(body);
  return (Array.isArray(web) ? web : []).flatMap((row) => parseEventQuality(row) ?? []);
}

async function request(url: URL, token: string): Promise<{ status: number; body: Fields }> {
  try {
    // The token is not in the URL, because URLs are logged.
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs) });
    const body: unknown = await response.json().catch(() => ({}));
    return { status: response.status, body: toFields(body) };
  } catch {
    throw new CommandError(
      `${url.origin} cannot be reached: does a firewall or proxy block it?`,
      exitCodes.unavailable,
    );
  }
}
