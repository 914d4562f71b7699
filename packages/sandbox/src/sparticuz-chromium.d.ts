/** The types of the used part of an optional peer, so that the build does not need its 65 MB. */
declare module '@sparticuz/chromium' {
  const chromium: {
    setGraphicsMode: boolean;
    executablePath(): Promise<string>;
  };
  export = chromium;
}
