/** Writes directives as the header `content-security-policy`, which allows nothing else. */
export const toPolicy = (directives: Record<string, string[]>): string =>
  Object.entries({ 'default-src': ["'none'"], ...directives })
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ');
