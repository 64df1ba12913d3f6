import { useMemo } from 'preact/hooks';
import { usePanel } from './panel.ts';

/** Whether something is unfolded: as the person left it, else as it comes. */
export function useOpen(key: string, isOpenAtFirst: boolean): readonly [boolean, () => void] {
  const { saved } = usePanel();
  const chosen = useMemo(() => saved.isOpen(key), [saved, key]);
  const isOpen = chosen.value ?? isOpenAtFirst;
  const toggle = (): void => {
    saved.setOpen(key, !isOpen);
  };
  return [isOpen, toggle];
}
