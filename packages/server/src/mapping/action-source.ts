import {
  type ActionSource,
  actionSources,
  error,
  firstPresent,
  type Message,
  type Problem,
  type Settings,
  toFields,
} from '@twinbeam/shared';

/**
 * Selects where the conversion took place: as the message says, else as its kind tells, else as the settings do, else on
 * the website.
 *
 * @param kindDefault where events of this kind take place, if the message is of one
 */
export function selectActionSource(
  { traits, context, properties }: Message,
  settings: Settings,
  kindDefault?: ActionSource,
): { actionSource: ActionSource; problems: Problem[] } {
  const actionSource = firstPresent(
    toFields(traits).action_source,
    toFields(toFields(context).traits).action_source,
    toFields(properties).action_source,
    kindDefault,
    settings.actionSource,
    'website',
  ) as ActionSource;
  const isKnown = actionSources.includes(actionSource);
  return { actionSource, problems: isKnown ? [] : [error('action-source-invalid', 'properties.action_source')] };
}
