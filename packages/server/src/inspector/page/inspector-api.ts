import type { InspectorState } from '../inspector-state.js';

/** The requests that the page makes. */
export interface InspectorApi {
  /** Rejects with an error whose message is a sentence. */
  readState(): Promise<InspectorState>;
  /** Replays or drops stored events. Returns a sentence that says how many, or why that failed. */
  changeStored(list: StoredList, action: 'replay' | 'drop', ids: readonly string[] | 'all'): Promise<string>;
  trace(isOn: boolean): Promise<string>;
  signOut(): Promise<void>;
}

export type StoredList = 'dead-letters' | 'quarantine';

/** @param readChangeToken returns the token that is sent with each change */
export function createInspectorApi(path: string, readChangeToken: () => string | undefined): InspectorApi {
  const change = (name: string, method: string, body: object): Promise<Response> =>
    fetch(`${path}/${name}`, {
      method,
      headers: { 'content-type': 'application/json', 'x-twinbeam-change': readChangeToken() ?? '' },
      body: JSON.stringify(body),
    });
  const toError = async (response: Response): Promise<string> => {
    const { error } = (await response.json().catch(() => ({}))) as { error?: string };
    return error ?? `The server responded ${response.status}.`;
  };
  return {
    async readState() {
      const response = await fetch(`${path}/state`);
      if (!response.ok) throw new Error(response.status === 401 ? 'The session has ended.' : await toError(response));
      return (await response.json()) as InspectorState;
    },
    async changeStored(list, action, ids) {
      const response = await change(list, 'POST', { action, ids });
      if (!response.ok) return toError(response);
      const { count } = (await response.json()) as { count: number };
      const events = count === 1 ? '1 event' : `${count} events`;
      return action === 'replay' ? `${events} will be sent again now.` : `${events} dropped.`;
    },
    async trace(isOn) {
      const response = await change('trace', 'POST', { isOn });
      if (!response.ok) return toError(response);
      return isOn ? 'This browser is traced for an hour: visit your site in it.' : 'This browser is no longer traced.';
    },
    async signOut() {
      await change('session', 'DELETE', {});
      location.reload();
    },
  };
}
