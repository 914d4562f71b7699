/**
 * A script for the head of a page: what waits for the server was put by a minute ago, and no pause lasts any more. Nobody
 * waits for that in a test.
 */
export const minuteLater = `<script>
  try {
    for (const name of Object.keys(localStorage)) {
      const [, before, time, after] = /^(twinbeam .* )(\\d{13})(\\..*)$/.exec(name) ?? [];
      if (time) localStorage.setItem(before + (time - 60000) + after, localStorage.getItem(name));
      if (time || (name.startsWith('twinbeam ') && name.endsWith(' until'))) localStorage.removeItem(name);
    }
  } catch {
    // Storage is denied.
  }
</script>`;
