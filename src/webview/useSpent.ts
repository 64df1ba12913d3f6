import { useEffect, useState } from 'preact/hooks';

/** A row that fails again in the same way does not change: then it can be clicked again after a while. */
const mostMs = 3_000;

/** Whether something has been used up by a click: until what it stands in changes. */
export function useSpent(place: object): readonly [boolean, () => void] {
  const [spentIn, setSpentIn] = useState<object>();
  useEffect(() => {
    if (!spentIn) return undefined;
    const timer = setTimeout(() => {
      setSpentIn(undefined);
    }, mostMs);
    return () => {
      clearTimeout(timer);
    };
  }, [spentIn]);
  const spend = (): void => {
    setSpentIn(place);
  };
  return [spentIn === place, spend];
}
