// A plugin of TypeDoc: names each module as programs import it, such as `@twinbeam/server/fetch`.
import { readdirSync, readFileSync } from 'node:fs';
import { Converter } from 'typedoc';

const packages = new URL('../packages/', import.meta.url);

/** The import of each entry, by the file that its types come from, such as `server/src/adapters/fetch`. */
const imports = new Map(
  readdirSync(packages).flatMap((name) => {
    const { exports } = JSON.parse(readFileSync(new URL(`${name}/package.json`, packages), 'utf8'));
    return Object.entries(exports)
      .filter(([, { types }]) => types)
      .map(([path, { types }]) => {
        const file = types.replace('./dist/', `${name}/src/`).replace(/(\/index)?\.d\.ts$/, '');
        return [file, path.replace('.', `@twinbeam/${name}`)];
      });
  }),
);

export function load({ converter }) {
  converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children ?? []) module.name = imports.get(module.name) ?? module.name;
  });
}
