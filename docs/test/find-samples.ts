import { readFileSync } from 'node:fs';
import { root } from './find-files.js';

/** A code block of a page. */
export interface Sample {
  /** The page, as a path from the top of the repository. */
  page: string;
  /** The line of the page on which the code begins. */
  line: number;
  /** The first word after the fence: `ts`, `js`, `html`, `json`, … */
  language: string;
  /** The words after the language, which readers do not see: `run`, `output`, `file=server.js`. */
  marks: string[];
  code: string;
}

const fence = /^( *)```(.*)\n([\s\S]*?)^ *```$/gm;

/** Finds the code blocks of a page, without the indentation of a surrounding list. */
export function findSamples(page: string): Sample[] {
  const text = readFileSync(root + page, 'utf8');
  return [...text.matchAll(fence)].map(({ 1: indent = '', 2: info = '', 3: code = '', index }) => {
    const [language = '', ...marks] = info.trim().split(/\s+/);
    const line = text.slice(0, index).split('\n').length + 1;
    return { page, line, language, marks, code: code.replace(new RegExp(`^${indent}`, 'gm'), '') };
  });
}
