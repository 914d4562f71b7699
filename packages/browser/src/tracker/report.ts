import type { ConsentState, Message, PixelCall, Problem } from '@twinbeam/shared';

/** What the server says of one message. */
export interface ServerResult {
  messageId?: string;
  status: 'accepted' | 'duplicate' | 'skipped' | 'rejected';
  eventId?: string;
  problems?: Problem[];
}

/** What happens, for whoever listens: an event goes out, and each leg's outcome; consent was given or withdrawn. */
export type Report =
  | { kind: 'event'; message: Message }
  /** Without a call the Pixel was told nothing, for the problems named. */
  | { kind: 'pixel'; messageId: string; pixelId: string; call?: PixelCall | undefined; problems: Problem[] }
  | { kind: 'server'; results: ServerResult[] }
  | { kind: 'consent'; state: ConsentState };

export type Listener = (report: Report) => void;
