import type { Message } from './message.js';
import { type ActionSource, actionSources } from './meta.js';
import { type Finding, fail } from './problem.js';
import type { Settings } from './settings.js';
import { fieldsOf, firstPresent } from './value.js';

/** Where the conversion took place: as the message says, else as the settings do, else on the website. */
export function actionSourceOf(message: Message, settings: Settings, findings: Finding[]): ActionSource {
  const given = firstPresent(
    fieldsOf(message.traits).action_source,
    fieldsOf(fieldsOf(message.context).traits).action_source,
    fieldsOf(message.properties).action_source,
    settings.actionSource,
    'website',
  );
  const source = given as ActionSource;
  if (!actionSources.includes(source)) fail(findings, 'action-source-invalid', 'properties.action_source');
  return source;
}
