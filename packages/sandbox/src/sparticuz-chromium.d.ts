/** The part of an optional peer that is used: the build needs its types, not its 65 MB. */
declare module '@sparticuz/chromium' {
  const chromium: {
    setGraphicsMode: boolean;
    executablePath(): Promise<string>;
  };
  export = chromium;
}
