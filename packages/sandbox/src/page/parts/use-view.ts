import { useEffect, useState } from 'preact/hooks';

/** Follows the fragment of the URL. Returns it if it names one of the views, otherwise the first view. */
export function useView(hashes: readonly string[]): string {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = () => setHash(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return hashes.includes(hash) ? hash : (hashes[0] ?? '');
}
