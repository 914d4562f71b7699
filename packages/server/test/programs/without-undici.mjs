// With --import: makes the package undici missing until the file in UNDICI_FILE exists.
import { register } from 'node:module';

const hooks = `
  import { existsSync } from 'node:fs';
  export async function resolve(specifier, context, next) {
    if (specifier !== 'undici' || existsSync(${JSON.stringify(process.env.UNDICI_FILE)})) return next(specifier, context);
    throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
  }`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
