/** What is used of an optional peer: the build needs its types, not its 65 MB. */
declare module '@sparticuz/chromium' {
  const chromium: {
    setGraphicsMode: boolean;
    executablePath(): Promise<string>;
  };
  export = chromium;
}
