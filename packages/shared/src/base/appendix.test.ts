import { describe, expect, it } from 'vitest';
import { parseAppendix } from './appendix.js';

const hash = 'b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72';

describe('parseAppendix', () => {
  it.each(['AQ', 'Ag', 'Aw', 'BA', 'BQ', 'Bg', 'AQYCAQMC', 'a-b_C012', '________'])(
    'splits a value from the appendix %s',
    (appendix) => {
      expect(parseAppendix(`${hash}.${appendix}`)).toEqual({ value: hash, appendix });
      expect(parseAppendix(`2001:4860:4860::8888.${appendix}`)).toEqual({ value: '2001:4860:4860::8888', appendix });
    },
  );

  it.each([
    hash,
    `${hash}.`,
    `${hash}.AX`,
    `${hash}.aq`,
    `${hash}.AQYCAQM`,
    `${hash}.AQYCAQMCA`,
    `${hash}.AQYC+QMC`,
    '.AQ',
    '',
    '8.8.8.8',
  ])('finds none in %j', (text) => {
    expect(parseAppendix(text)).toBeUndefined();
  });
});
