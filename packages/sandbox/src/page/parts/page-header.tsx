import type { ComponentChildren } from 'preact';

interface PageHeaderProps {
  title: string;
  about: string;
  isLive: boolean;
  /** The actions of the whole page. */
  children: ComponentChildren;
}

/** The title of a page, and whether it is connected. */
export function PageHeader({ title, about, isLive, children }: PageHeaderProps) {
  return (
    <header class="page-header">
      <div>
        <h1>{title}</h1>
        <p>{about}</p>
      </div>
      <div class="actions">
        <span class={isLive ? 'live on' : 'live'}>{isLive ? 'Live' : 'Not connected'}</span>
        {children}
      </div>
    </header>
  );
}
