import { PageHeader } from '../../../../sandbox/src/page/parts/page-header.js';

interface HeaderProps {
  isLive: boolean;
  /** Undefined until it is known. */
  isTraced: boolean | undefined;
  onTrace(isOn: boolean): void;
  onSignOut(): void;
}

/** The title, the state of the connection, and the controls for this browser. */
export function Header({ isLive, isTraced, onTrace, onSignOut }: HeaderProps) {
  return (
    <PageHeader
      title="Twinbeam inspector"
      about="The last events of this process, both legs, and Meta’s responses."
      isLive={isLive}
    >
      {isTraced !== undefined && (
        <>
          <button type="button" class="trace" aria-pressed={isTraced} onClick={() => onTrace(!isTraced)}>
            {isTraced ? 'Stop tracing my visit' : 'Trace my visit'}
          </button>
          <button type="button" onClick={onSignOut}>
            Sign out
          </button>
        </>
      )}
    </PageHeader>
  );
}
