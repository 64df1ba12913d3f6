const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const steps: readonly { readonly below: number; readonly unit: number; readonly name: string }[] = [
  { below: hour, unit: minute, name: 'min' },
  { below: day, unit: hour, name: 'hr' },
  { below: 7 * day, unit: day, name: 'day' },
  { below: 30 * day, unit: 7 * day, name: 'wk' },
  { below: 365 * day, unit: 30 * day, name: 'mo' },
];

/** "now", "2 min ago", "3 days ago", … as VS Code's own lists put it. */
export function relativeTime(at: number, now: number): string {
  const age = now - at;
  if (age < minute) return 'now';
  const step = steps.find(({ below }) => age < below) ?? { unit: 365 * day, name: 'yr' };
  const count = Math.floor(age / step.unit);
  return `${count} ${step.name}${count === 1 || step.name === 'min' ? '' : 's'} ago`;
}
