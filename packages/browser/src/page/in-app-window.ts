/** A window of Meta's in-app browser on iOS, which has a bridge to the app. */
export type InAppWindow = Window & {
  webkit?: { messageHandlers?: { browserProperties?: { postMessage(property: string): Promise<unknown> } } };
};
