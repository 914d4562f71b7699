import { createKnownWithdrawals } from '../known-withdrawals.js';
import type { Withdrawals } from '../withdrawals.js';
import { type Link, publishOptions } from './connection.js';
import type { Names } from './names.js';

/** The withdrawals of a stream: the subject of a message has the visitor and the time, so one request reads them all. */
export interface NatsWithdrawals extends Withdrawals {
  /** Subscribes on a new link, and reads the current withdrawals. */
  follow(link: Link): Promise<void>;
  /** Reads withdrawals that were published while the link was lost. */
  refresh(link: Link): Promise<void>;
}

/** This process keeps those that it knows, because the dispatcher asks for each event. */
export function createNatsWithdrawals(names: Names, getLink: () => Promise<Link>): NatsWithdrawals {
  const same = (time: number): number => time;
  const known = createKnownWithdrawals({ fromSystem: same, toSystem: same, now: Date.now });
  const receive = (subject: string): void => {
    const [time = '', visitor = ''] = subject.split('.').reverse();
    const at = Number(time);
    if (visitor && Number.isFinite(at) && at > (known.find(visitor) ?? 0)) void known.add([{ visitor, at }]);
  };
  const refresh = async ({ jsm }: Link): Promise<void> => {
    const { state } = await jsm.streams.info(names.withdrawals, { subjects_filter: '>' });
    for (const subject of Object.keys(state.subjects ?? {})) receive(subject);
  };

  return {
    ...known,
    async add(withdrawals) {
      const { js } = await getLink();
      await Promise.all(
        withdrawals.map(({ visitor, at }) => js.publish(names.withdrawalSubject(visitor, at), '', publishOptions)),
      );
      await known.add(withdrawals);
    },
    async follow(link) {
      link.nc.subscribe(names.withdrawalSubject('*', '*'), {
        callback(error, { subject }) {
          if (!error) receive(subject);
        },
      });
      await refresh(link);
    },
    refresh,
  };
}
