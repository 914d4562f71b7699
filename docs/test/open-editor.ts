import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** What an editor shows in a file. */
export interface Editor {
  /** Returns the names that are offered at a mark such as `/*1*\/`. */
  complete(mark: string): string[];
  /** Returns the text that is shown for a name; the first occurrence behind a mark, or in the file. */
  hover(name: string, mark?: string): string;
}

/** Opens a file of a project in TypeScript's language service, which editors use. */
export function openEditor(file: string): Editor {
  const options: ts.CompilerOptions = {
    strict: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
  };
  const host: ts.LanguageServiceHost = {
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    realpath: (path) => ts.sys.realpath?.(path) ?? path,
    getCompilationSettings: () => options,
    getCurrentDirectory: () => ts.sys.getCurrentDirectory(),
    getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => {
      const text = ts.sys.readFile(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
  };
  const service = ts.createLanguageService(host);
  const text = readFileSync(file, 'utf8');
  const find = (part: string, from = 0) => {
    const index = text.indexOf(part, from);
    if (index < 0) throw new Error(`The file has no ${part}`);
    return index;
  };
  return {
    complete: (mark) => service.getCompletionsAtPosition(file, find(mark), {})?.entries.map(({ name }) => name) ?? [],
    hover(name, mark = '') {
      const { documentation = [] } = service.getQuickInfoAtPosition(file, find(name, find(mark))) ?? {};
      return ts.displayPartsToString(documentation);
    },
  };
}
