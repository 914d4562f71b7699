import { expectTypeOf, it } from 'vitest';
import type { addressNames, traitNames } from '../user-data/match-key-names.js';
import type { Address, Traits } from './traits.js';

/** The names that a type declares, without its index signature. */
type DeclaredNames<Type> = keyof { [Name in keyof Type as string extends Name ? never : Name]: Type[Name] };

/** The names of match keys in the rows of a table. */
type NamesOf<Rows extends readonly { names: readonly string[] }[]> = Rows[number]['names'][number];

it('traits and addresses declare every name of a match key that the mapper reads', () => {
  expectTypeOf<Exclude<NamesOf<typeof traitNames>, DeclaredNames<Traits>>>().toBeNever();
  expectTypeOf<Exclude<NamesOf<typeof addressNames>, DeclaredNames<Address>>>().toBeNever();
});
