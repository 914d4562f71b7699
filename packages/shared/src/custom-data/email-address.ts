/** At most one match is tried from each `@` or `%40`, so that the time is linear in the length of the text. */
const emailPattern = /[^\s@](?:@|%(?:25)*40)[\p{L}\p{N}.-]+\.\p{L}[\p{L}\p{N}-]+/u;

/** Returns whether a text holds an e-mail address, also as it is encoded in a URL. */
export const holdsEmail = (text: string): boolean =>
  (text.includes('@') || text.includes('%')) && emailPattern.test(text);
