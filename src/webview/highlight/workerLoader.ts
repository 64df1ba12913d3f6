declare global {
  interface Window {
    /** Left here by `workerScript.ts`: nothing can be fetched, but a script may be added. */
    opencodeHighlightWorker?: string;
  }
}

/** Resolves with a worker's address. Rejects when its script does not come. */
export async function highlightWorkerUrl(): Promise<string> {
  await addScript();
  const source = window.opencodeHighlightWorker ?? '';
  return URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
}

/** The page's own script names the file and lends its nonce. */
function addScript(): Promise<void> {
  const own = document.querySelector<HTMLScriptElement>('script[data-highlight]');
  const script = document.createElement('script');
  script.nonce = own?.nonce ?? '';
  script.src = own?.dataset['highlight'] ?? '';
  return new Promise((resolve, reject) => {
    script.addEventListener('load', () => {
      resolve();
    });
    script.addEventListener('error', () => {
      reject(new Error('The highlighter did not load.'));
    });
    document.head.append(script);
  });
}
