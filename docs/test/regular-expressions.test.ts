import { readFileSync, writeFileSync } from 'node:fs';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { findFiles, root } from './find-files.js';

/**
 * Regular expressions with more than linear cost. Each is only applied to texts of limited length, which its file
 * ensures.
 */
const boundedTexts = new Set([
  // Times: 100 characters.
  String.raw`packages/server/src/mapping/parse-time.ts /(?:t|[\s,]+at|[\s,]+)\s*$/i`,
  String.raw`packages/server/src/mapping/parse-time.ts /^(?:utc|gmt|ut)?\s*([-+])(\d{1,2})(?::?(\d\d))?(?=$|[\s[(])\s*(.*)$/i`,
  // Match keys: 512 characters.
  String.raw`packages/server/src/mapping/match-keys/email.ts /^mailto:\s*([^?]*).*$/`,
  String.raw`packages/server/src/mapping/match-keys/country.ts /\s*[/|,–—:]\s*|\s+-\s+/`,
  String.raw`packages/server/src/mapping/match-keys/country.ts /\b(?:kingdom|republic|state|commonwealth|principality|sultanate|duchy) of (.+)$/i`,
  // Amounts: 100 characters, with at most 42 in the number.
  String.raw`packages/shared/src/custom-data/money.ts /(\d)[.,:/]\s?[-–—]+(?=\D*$)/`,
  'packages/shared/src/custom-data/money.ts /^(.*)([.,])(.*)$/',
]);

/**
 * Files that build expressions from constants; none of them has two quantifiers that match the same text. Those for
 * block lists are built from the filters that `twinbeam doctor` reads, for the URLs of one page.
 */
const builtExpressions = [
  'packages/server/src/cli/doctor/check-block-lists.ts',
  'packages/server/src/mapping/match-keys/phone.ts',
  'packages/server/src/outbox/open-outbox.ts',
  'packages/shared/src/base/appendix.ts',
  'packages/shared/src/base/placeholder.ts',
  'packages/shared/src/cookies/fbc.ts',
  'packages/shared/src/cookies/fbp.ts',
  'packages/shared/src/custom-data/personal-names.ts',
];

/**
 * Expressions that an earlier run has found to have linear cost; checking all of them takes a minute. A new expression
 * is checked in every run, until a run with `TWINBEAM_LONG=1` checks all of them again and rewrites the list.
 */
const knownFile = new URL('linear-expressions.json', import.meta.url);
const checksAll = process.env.TWINBEAM_LONG === '1';
const known = new Set<string>(checksAll ? [] : JSON.parse(readFileSync(knownFile, 'utf8')));

interface Expression {
  file: string;
  source: string;
  flags: string;
}

/** Finds the expression literals of a file, and whether it builds expressions. */
function readExpressions(file: string): { literals: Expression[]; isBuilding: boolean } {
  const literals: Expression[] = [];
  let isBuilding = false;
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      literals.push({ file, source: node.text.slice(1, end), flags: node.text.slice(end + 1) });
    }
    const isRegExp = (ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === 'RegExp';
    isBuilding ||= isRegExp;
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(root + file, 'utf8'), ts.ScriptTarget.ESNext, true));
  return { literals, isBuilding };
}

const files = findFiles(/^packages\/(shared|server|browser)\/src\/.*(?<!\.test)\.ts$/, 'packages/');

describe('regular expressions', () => {
  let check: (source: string, flags: string) => string;

  beforeAll(async () => {
    // Only in JavaScript: the package's other backends are binaries.
    process.env.RECHECK_BACKEND = 'pure';
    const { checkSync } = await import('recheck');
    // Time limits would depend on the load of the machine; the limits of read characters are kept.
    const noLimit = { attackTimeout: null, incubationTimeout: null, mutationTimeout: null };
    check = (source, flags) => checkSync(source, flags, { ...noLimit, timeout: 120_000 }).status;
  });

  it('are found to be of more than linear cost where they are', () => {
    expect([check('\\s*,\\s*', ''), check('^(a+)+$', ''), check('^a+$', '')]).toEqual([
      'vulnerable',
      'vulnerable',
      'safe',
    ]);
  });

  it('of shared, server and browser cost no more than a constant times their text', () => {
    const linear = new Set<string>();
    const costly = new Set<string>();
    for (const { file, source, flags } of files.flatMap((name) => readExpressions(name).literals)) {
      const expression = `/${source}/${flags}`;
      const isListed = boundedTexts.has(`${file} ${expression}`) && !checksAll;
      if (!isListed && (known.has(expression) || check(source, flags) === 'safe')) linear.add(expression);
      else costly.add(`${file} ${expression}`);
    }
    expect(costly).toEqual(boundedTexts);
    if (checksAll) writeFileSync(knownFile, `${JSON.stringify([...linear].sort(), null, 2)}\n`);
  }, 600_000);

  it('are literals, but for those that are named', () => {
    expect(files.filter((file) => readExpressions(file).isBuilding)).toEqual(builtExpressions);
  });
});
