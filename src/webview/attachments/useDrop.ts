import type { TargetedDragEvent } from 'preact';
import { useState } from 'preact/hooks';
import { maxFiles } from '../../protocol/attachment.ts';
import { usePanel } from '../panel.ts';

type Drag = TargetedDragEvent<HTMLElement>;

interface Drop {
  /** Something that can be dropped is over the panel. */
  readonly isOver: boolean;
  readonly onDragOver: (event: Drag) => void;
  readonly onDragLeave: (event: Drag) => void;
  readonly onDrop: (event: Drag) => void;
}

/** Files from anywhere; what comes from VS Code itself comes as addresses. */
export function useDrop(): Drop {
  const { intake, post } = usePanel();
  const [isOver, setIsOver] = useState(false);
  return {
    isOver,
    onDragOver: (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setIsOver(true);
    },
    onDragLeave: (event) => {
      const to = event.relatedTarget;
      if (!(to instanceof Node && event.currentTarget.contains(to))) setIsOver(false);
    },
    onDrop: (event) => {
      setIsOver(false);
      if (!holdsFiles(event)) return;
      event.preventDefault();
      const uris = addressesOf(event);
      if (uris.length > 0) post({ type: 'dropUris', uris });
      else void intake.add([...(event.dataTransfer?.files ?? [])]);
    },
  };
}

const addressTypes = ['application/vnd.code.uri-list', 'text/uri-list'];

function holdsFiles({ dataTransfer }: Drag): boolean {
  const types = dataTransfer?.types ?? [];
  return ['Files', ...addressTypes].some((type) => types.includes(type));
}

function addressesOf({ dataTransfer }: Drag): string[] {
  const lists = addressTypes.map((type) => dataTransfer?.getData(type) ?? '');
  const list = lists.find((text) => text !== '') ?? '';
  const lines = list.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  return lines.filter((line) => /^(?:file|vscode-remote):/.test(line)).slice(0, maxFiles);
}
