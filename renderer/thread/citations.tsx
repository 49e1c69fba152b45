import { Popover } from '@base-ui/react/popover'
import type { Citation } from '#shared/facts.ts'

const SOURCE: Record<Citation['source'], readonly [short: string, sentence: string]> = {
  service: ['service list', 'From the service list of the venue.'],
  hours: ['opening hours', 'From the weekly opening hours.'],
  closure: ['closures', 'From the dated closures.'],
  fact: ['memory', 'From the Business Memory.'],
  booking_link: ['booking link', "The venue's own booking link."],
  slot: ['diary', 'Free in the diary; looked up again when the reply leaves.'],
}

/** The facts that a reply rests on. */
export function Citations({ citations }: { readonly citations: readonly Citation[] }) {
  if (citations.length === 0) return null
  return (
    <ul aria-label="Rests on" className="flex shrink-0 flex-wrap gap-1.5 px-3.5 pb-3">
      {citations.map((citation) => (
        <li key={`${citation.source} ${citation.id}`} className="min-w-0">
          <Popover.Root>
            <Popover.Trigger className="flex max-w-72 items-center gap-1.5 rounded-md bg-sunk px-2 text-dim text-xs leading-5 hover:bg-active">
              <span className="truncate font-strong text-text">{citation.label}</span>
              <span className="shrink-0">{SOURCE[citation.source][0]}</span>
            </Popover.Trigger>
            <Popover.Portal>
              <Popover.Positioner side="top" align="start" sideOffset={6} className="z-[60]">
                <Popover.Popup className="appear max-w-80 rounded-lg border border-line bg-surface px-3 py-2 shadow-float outline-none">
                  <Popover.Title className="font-strong">{citation.label}</Popover.Title>
                  <Popover.Description className="text-dim">{SOURCE[citation.source][1]}</Popover.Description>
                </Popover.Popup>
              </Popover.Positioner>
            </Popover.Portal>
          </Popover.Root>
        </li>
      ))}
    </ul>
  )
}
