import { workerSource } from 'worker:./highlightWorker.ts';

/** A script of its own: most of the page's bytes are wanted only where there is code to colour. */
window.opencodeHighlightWorker = workerSource;
