import { Popover } from '@base-ui/react/popover'
import type { Citation } from '#shared/facts.ts'
import { useIsOwner } from '../state/session.ts'
import { goTo } from '../state/ui.ts'
import { useVenueStore } from '../state/venue.ts'
import { Floating } from '../ui/floating.tsx'
import { SOURCE_PAGE, sourceText } from '../words/citation.ts'

const SOURCE: Record<Citation['source'], readonly [short: string, sentence: string]> = {
  service: ['service list', 'From the service list of the venue.'],
  hours: ['opening hours', 'From the weekly opening hours.'],
  closure: ['closures', 'From the dated closures.'],
  fact: ['memory', 'From the Business Memory.'],
  booking_link: ['booking link', "The venue's own booking link."],
  slot: ['diary', 'Free in the diary; looked up again when the reply leaves.'],
}

const CHIP = 'flex max-w-72 items-center gap-1.5 rounded-md bg-sunk px-2 text-dim text-xs leading-5 hover:bg-active'

/** The facts that a reply rests on: an owner's chip opens the entry, anybody else's shows it. */
export function Citations({ citations }: { readonly citations: readonly Citation[] }) {
  const owner = useIsOwner()
  if (citations.length === 0) return null
  return (
    <ul aria-label="Rests on" className="flex shrink-0 flex-wrap gap-1.5 px-3.5 pb-3">
      {citations.map((citation) => (
        <li key={`${citation.source} ${citation.id}`} className="min-w-0">
          {owner ? (
            <button
              type="button"
              className={CHIP}
              title={`${SOURCE[citation.source][1]} Open it in the settings.`}
              onClick={() => openSource(citation)}
            >
              <Words citation={citation} />
            </button>
          ) : (
            <Shown citation={citation} />
          )}
        </li>
      ))}
    </ul>
  )
}

export const openSource = ({ source, id }: Citation): void => goTo(SOURCE_PAGE[source], id)

/** Whose source names it already says only what it is of that: "Tuesday", opening hours. */
const labelOf = ({ source, label }: Citation): string =>
  source === 'hours' ? label.replace(/^Opening hours, /, '') : label

function Words({ citation }: { readonly citation: Citation }) {
  return (
    <>
      <span className="truncate font-strong text-text">{labelOf(citation)}</span>
      <span className="shrink-0">{SOURCE[citation.source][0]}</span>
    </>
  )
}

function Shown({ citation }: { readonly citation: Citation }) {
  const view = useVenueStore((s) => s.view)
  const text = view === null ? null : sourceText(citation, view)
  return (
    <Popover.Root>
      <Popover.Trigger className={CHIP}>
        <Words citation={citation} />
      </Popover.Trigger>
      <Floating side="top" className="max-w-80 px-3 py-2">
        <Popover.Title className="font-strong">{citation.label}</Popover.Title>
        {text !== null && <p>{text}</p>}
        <Popover.Description className="text-dim">{SOURCE[citation.source][1]}</Popover.Description>
      </Floating>
    </Popover.Root>
  )
}
