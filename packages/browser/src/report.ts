import type { Finding, Message, PixelCall } from '@twinbeam/shared/core-mapper';

/** What the server says of one message. */
export interface ServerResult {
  messageId?: string;
  status: 'accepted' | 'duplicate' | 'skipped' | 'rejected';
  eventId?: string;
  problems?: (Finding & { message: string })[];
}

/** What happens to events, for whoever listens: a call became a message, and each leg's outcome. */
export type Report =
  | { kind: 'event'; message: Message }
  /** Without a call the Pixel was told nothing, for the problems named. */
  | { kind: 'pixel'; messageId: string; pixelId: string; call?: PixelCall | undefined; problems: Finding[] }
  | { kind: 'server'; results: ServerResult[] };

export type Listener = (report: Report) => void;
