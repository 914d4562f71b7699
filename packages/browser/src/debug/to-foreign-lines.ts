import type { Settings } from '@twinbeam/shared';
import type { ForeignEvent } from './foreign-event.js';
import type { EventLines } from './to-event-lines.js';

/** The description of an event of another script. `bad`: it counts twice; `warned`: it may; `harmless`: it is meant. */
export interface ForeignLines extends Pick<EventLines, 'title' | 'name' | 'verdict' | 'lines'> {
  state: 'bad' | 'warned' | 'harmless';
}

/** The ways to mend it. */
const removeTag =
  'remove the other tag of the pixel (a snippet, a tag manager, a plugin), or let it call twinbeam.track() instead';
const turnOff = 'remove the other script, or turn off automatic events of the pixel in Events Manager';

/**
 * Describes an event of another script as text.
 *
 * @param hasSame whether the tracker has sent an event of this name too
 */
export function toForeignLines(event: ForeignEvent, pixels: readonly Settings[], hasSame: boolean): ForeignLines {
  const { pixelId, name, eventId, isAutomatic } = event;
  const [settings = { pixelId }] = pixels.filter((each) => each.pixelId === pixelId);
  const { state, effect } = isAutomatic ? judgeAutomatic(settings) : judge(eventId, settings, hasSame);
  const sender = isAutomatic ? "Meta's library" : 'another script';
  const id = eventId ? 'with an id of its own' : 'without our id';
  const verdict = `${sender} sent ${name} to pixel ${pixelId}, ${isAutomatic ? '' : `${id}: `}${effect}`;
  const lines: ForeignLines['lines'] = [
    ['Pixel', pixelId],
    ['Event id', eventId ?? 'none'],
  ];
  if (state !== 'harmless') lines.push(['To mend', isAutomatic ? turnOff : removeTag]);
  return { title: `Twinbeam  ${verdict}`, name, verdict, state, lines };
}

type Judgement = Pick<ForeignLines, 'state'> & { effect: string };

const judgeAutomatic = ({ automaticEvents }: Settings): Judgement =>
  automaticEvents === 'meta'
    ? { state: 'harmless', effect: "an automatic event, which automaticEvents: 'meta' allows" }
    : { state: 'warned', effect: 'an automatic event: another script has initialised the pixel' };

function judge(eventId: string | undefined, { coexist }: Settings, hasSame: boolean): Judgement {
  if (hasSame) return { state: 'bad', effect: 'Meta counts it twice' };
  if (coexist) return { state: 'warned', effect: 'coexist allows it; if Twinbeam sends it too, Meta counts it twice' };
  if (eventId) return { state: 'warned', effect: 'Meta counts it twice unless your server sends it with this id' };
  return { state: 'bad', effect: 'if your server sends it too, Meta counts it twice' };
}
