import { Pool } from 'undici';
import { nextRequest } from './collect-request.mjs';

/** Opens connections to a server. `post` sends `size` messages in a request; any response except 202 is an error. */
export function openVisits(url, connections) {
  const { origin, pathname: path } = new URL(url);
  const pool = new Pool(origin, { connections });
  return {
    async post(size = 1) {
      const { headers, body } = nextRequest(size);
      const response = await pool.request({ method: 'POST', path, headers: { ...headers, origin }, body });
      const text = await response.body.text();
      if (response.statusCode !== 202 || !text.includes('"accepted"'))
        throw new Error(`${response.statusCode} ${text}`);
    },
    close: () => pool.close(),
  };
}
