/** One of a page's views, identified by the fragment of its URL. */
export interface View {
  hash: string;
  title: string;
  /** A note on its content, such as a count. */
  note?: string | undefined;
}

/** The links to the views of a page. */
export function ViewLinks({ views, current }: { views: readonly View[]; current: string }) {
  return (
    <nav aria-label="Views">
      {views.map(({ hash, title, note }) => (
        <a key={hash} href={hash} aria-current={hash === current ? 'page' : undefined}>
          {title}
          {note && <span class="count">{note}</span>}
        </a>
      ))}
    </nav>
  );
}
