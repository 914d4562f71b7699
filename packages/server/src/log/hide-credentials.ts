/** Removes user names and passwords from the URLs in a text. */
export const hideCredentials = (text: string): string => text.replace(/:\/\/[^\s/?#]*@/g, '://…@');
