import { useEffect, useState } from 'preact/hooks';

const narrow = matchMedia('(max-width: 699px)');
const select = () => (narrow.matches ? 106 : 62);

/** Returns the height of a row in pixels, which depends on the width of the page. */
export function useRowHeight(): number {
  const [height, setHeight] = useState(select);
  useEffect(() => {
    const follow = () => setHeight(select());
    narrow.addEventListener('change', follow);
    return () => narrow.removeEventListener('change', follow);
  }, []);
  return height;
}
