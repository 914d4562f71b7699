/** What an option may be. */

export const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
export const isPositive = (value: unknown): boolean => typeof value === 'number' && value > 0 && Number.isFinite(value);
export const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isActionData = (data: unknown): boolean =>
  data === undefined ||
  (isObject(data) &&
    Object.values(data).every(
      (source) => isObject(source) && ('value' in source || typeof (source as { path?: unknown }).path === 'string'),
    ));
export const isFlag = (value: unknown): boolean => typeof value === 'boolean';
export const isTextMap = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isText);
export const isHttpUrl = (value: unknown): boolean =>
  typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);

export const hasMethods = (value: unknown, ...names: string[]): boolean =>
  isObject(value) && names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function');
