import { relative } from 'node:path';
import ts from 'typescript';

/** TypeScript's library and Node's types, which are large, and which our code cannot break. */
const unchecked = /\/(typescript\/lib|@types\/node|undici-types)\//;

/** Checks the types of a project's files, including the declarations of its packages, and returns the errors. */
export function checkTypes(folder: string, files: string[], options: ts.CompilerOptions): string[] {
  const program = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: ['node'],
    // The compiler looks for types from the folder of this file, which need not exist.
    configFilePath: `${folder}/tsconfig.json`,
    ...options,
  });
  const found = program
    .getSourceFiles()
    .filter(({ fileName }) => !unchecked.test(fileName))
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]);
  return [...program.getOptionsDiagnostics(), ...found].map(({ file, start = 0, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${file ? relative(folder, file.fileName) : ''}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}
