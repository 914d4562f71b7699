import { isFields } from '@twinbeam/shared';
import * as v from 'valibot';

/** Where the value of an option comes from if the caller gives none. */
export type OptionDetails = {
  /** The environment variable. */
  env?: string;
  /** Converts the variable's text into the option's value. Default: the text itself. */
  envSchema?: v.GenericSchema<unknown, unknown>;
};

/** Declares an option: its schema (with the default), the rule as a sentence for invalid values, and its variable. */
export const option = <const Schema extends v.GenericSchema>(
  schema: Schema,
  rule: string,
  details: OptionDetails = {},
): v.SchemaWithPipe<readonly [Schema, v.MetadataAction<v.InferOutput<Schema>, OptionDetails>]> =>
  v.pipe(v.message(schema, rule), v.metadata<v.InferOutput<Schema>, OptionDetails>(details));

/**
 * An object that may contain only known options. It reports every misspelt option, while valibot's `strictObject` stops
 * at the first. Its type is that of a plain object.
 */
export const optionGroup = <const Entries extends v.ObjectEntries>(
  entries: Entries,
): v.ObjectSchema<Entries, undefined> =>
  v.objectWithRest(entries, v.never('is not an option')) as unknown as v.ObjectSchema<Entries, undefined>;

type Entries = Record<string, v.GenericSchema>;

/** Returns the options of a group; undefined if the schema is not a group. */
export function findEntries(schema: v.GenericSchema | undefined): Entries | undefined {
  const { wrapped = schema } = (schema ?? {}) as { wrapped?: v.GenericSchema };
  if (wrapped?.type !== 'object_with_rest') return undefined;
  return (wrapped as unknown as { entries: Entries }).entries;
}

export const readDetails = (schema: v.GenericSchema): OptionDetails => v.getMetadata(schema) as OptionDetails;

export const text = v.pipe(
  v.string(),
  v.check((value) => value.trim() !== ''),
);
export const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
export const httpUrl = v.pipe(
  v.string(),
  v.check((url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)),
);
export const plainObject = v.custom<Record<string, unknown>>(isFields);
export const anyFunction = <Type>() => v.custom<Type>((value) => typeof value === 'function');

/** Accepts any object with these methods. */
export const withMethods = <Type>(...names: (keyof Type & string)[]) =>
  v.custom<Type>((value) => isFields(value) && names.every((name) => typeof value[name] === 'function'));

/** Accepts a value that fits a schema, and returns it unchanged. */
export const matching = <Type>(schema: v.GenericSchema) => v.custom<Type>((value) => v.is(schema, value));
