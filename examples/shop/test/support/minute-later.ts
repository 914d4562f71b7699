/**
 * A script for the head of a page that simulates a minute without any page of the site: stored messages become a minute
 * older, and a backoff ends.
 */
export const minuteLater = `<script>
  try {
    for (const name of Object.keys(localStorage)) {
      const [, before, time, after] = /^(twinbeam .* )(\\d{13})(\\..*)$/.exec(name) ?? [];
      if (time) localStorage.setItem(before + (time - 60000) + after, localStorage.getItem(name));
      if (time || (name.startsWith('twinbeam ') && name.endsWith(' until'))) localStorage.removeItem(name);
    }
  } catch {
    // Storage is blocked.
  }
</script>`;
