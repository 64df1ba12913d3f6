import type { JSX } from 'preact';
import { useDrop } from './attachments/useDrop.ts';
import { Composer } from './composer.tsx';
import { FindBar } from './find/findBar.tsx';
import { Header } from './header.tsx';
import { onContentClick } from './markdown/contentClicks.ts';
import { type Panel, PanelContext } from './panel.ts';
import { Requests } from './requests/requests.tsx';
import { ServerBanner } from './serverBanner.tsx';
import { Todos } from './todos.tsx';
import { Transcript } from './transcript.tsx';

export function App({ panel }: { readonly panel: Panel }): JSX.Element {
  return (
    <PanelContext.Provider value={panel}>
      <Content panel={panel} />
    </PanelContext.Provider>
  );
}

function Content({ panel }: { readonly panel: Panel }): JSX.Element {
  const { isOver, ...drop } = useDrop();
  return (
    <main
      class="panel"
      {...drop}
      onClick={(event) => {
        onContentClick(event, panel);
      }}
    >
      <Header />
      <FindBar />
      <Transcript />
      <div class="dock">
        <ServerBanner />
        <Requests />
        <Todos />
        <Composer />
      </div>
      {isOver && (
        <p class="drop-hint" data-testid="drop-hint">
          Drop to attach. From VS Code, hold Shift while you drop.
        </p>
      )}
      <LiveRegion panel={panel} />
    </main>
  );
}

function LiveRegion({ panel }: { readonly panel: Panel }): JSX.Element {
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {panel.announcer.text}
    </div>
  );
}
