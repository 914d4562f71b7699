/**
 * The entry of the session storage that keeps the debug mode on for the later pages of a tab. Its name does not begin
 * with `twinbeam`, because a refusal of consent, which is worth debugging too, removes the entries that do.
 */
export const debugEntry = 'debug_twinbeam';
