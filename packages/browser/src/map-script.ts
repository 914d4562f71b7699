import { type Mapper, mapMessage } from './mapper.js';

/** The mapper as a file of its own, which hands itself to the script that has loaded it. */
Object.assign((window as unknown as { twinbeam: { map?: Mapper } }).twinbeam, { map: mapMessage });
