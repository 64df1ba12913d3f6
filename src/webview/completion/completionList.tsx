import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { CompletionItem } from '../../protocol/completion.ts';
import { Icon } from '../icon.tsx';
import { isIconName } from '../iconNames.ts';
import { usePanel } from '../panel.ts';
import type { Offer } from './completion.ts';

export const completionListId = 'composer-completions';

export function optionId(index: number): string {
  return `composer-completion-${index}`;
}

interface Props {
  /** Takes the item of this index. */
  readonly onPick: (index: number) => void;
}

export function CompletionList({ onPick }: Props): JSX.Element | null {
  const { completion, announcer } = usePanel();
  const offer = completion.offer.value;
  const items = offer?.items;
  useEffect(() => {
    if (items) announcer.say(items.length === 1 ? '1 suggestion' : `${items.length} suggestions`);
  }, [items, announcer]);
  useEffect(() => {
    if (offer)
      document.getElementById(optionId(offer.active))?.scrollIntoView({ block: 'nearest' });
  }, [offer]);
  return offer ? <Options offer={offer} onPick={onPick} /> : null;
}

function Options({ offer, onPick }: Props & { readonly offer: Offer }): JSX.Element {
  return (
    <div
      class="completions"
      role="listbox"
      id={completionListId}
      aria-label="Suggestions"
      data-testid="completions"
    >
      {offer.items.map((item, index) => (
        <div
          key={item.insert}
          class="completion"
          role="option"
          id={optionId(index)}
          aria-selected={index === offer.active}
          // The composer keeps the focus.
          onMouseDown={(event) => {
            event.preventDefault();
            onPick(index);
          }}
        >
          <Label item={item} />
        </div>
      ))}
    </div>
  );
}

function Label({ item }: { readonly item: CompletionItem }): JSX.Element {
  return (
    <>
      <Icon name={isIconName(item.icon) ? item.icon : 'file'} />
      <span class="completion-label ellipsis">{item.label}</span>
      {item.detail && <span class="completion-detail ellipsis">{item.detail}</span>}
      {item.badge && <span class="completion-badge">{item.badge}</span>}
    </>
  );
}
