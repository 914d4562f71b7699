import { type ActionSource, actionSources, error, firstPresent } from '@twinbeam/shared';
import type { Mapping } from './mapping.js';

/**
 * Selects the place of the conversion: that of the message, else that of a lead of a CRM, else that of the settings,
 * else the website.
 */
export function selectActionSource(
  { traits, contextTraits, properties, settings, report }: Mapping,
  leadId: string | undefined,
): ActionSource {
  const actionSource = firstPresent(
    traits.action_source,
    contextTraits.action_source,
    properties.action_source,
    leadId && 'system_generated',
    settings.actionSource,
    'website',
  ) as ActionSource;
  if (!actionSources.includes(actionSource)) report(error('action-source-invalid', 'properties.action_source'));
  return actionSource;
}
