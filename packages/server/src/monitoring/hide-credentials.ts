/** Returns a text without the user names and passwords of its URLs. */
export const hideCredentials = (text: string): string => text.replace(/:\/\/[^\s/?#]*@/g, '://…@');
