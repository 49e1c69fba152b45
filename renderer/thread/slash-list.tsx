import { MessageSquareQuote, Workflow } from 'lucide-react'
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import type { Thread } from '#shared/rpc.ts'
import { filledFor } from '../state/canned.ts'
import { cx } from '../ui/cx.ts'
import { stepsText } from '../words/macro.ts'
import type { Canned } from '../words/slash.ts'

export const SLASH_LIST = 'slash-list'
export const slashOption = (index: number): string => `${SLASH_LIST}-${index}`

interface SlashListProps {
  readonly thread: Thread
  readonly found: readonly Canned[]
  readonly active: number
  readonly anchor: RefObject<HTMLTextAreaElement | null>
  readonly onPick: (canned: Canned) => void
  readonly onHover: (index: number) => void
}

/** What a `/` has found, above the composer. The focus stays in the text; its keys move in here. */
export function SlashList({ thread, found, active, anchor, onPick, onHover }: SlashListProps) {
  const place = usePlaceAbove(anchor, found.length)
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.querySelector(`#${slashOption(active)}`)?.scrollIntoView({ block: 'nearest' })
  }, [active])
  return createPortal(
    <div
      ref={list}
      id={SLASH_LIST}
      role="listbox"
      aria-label="Snippets and macros"
      style={place}
      className="fixed z-50 flex max-h-72 flex-col overflow-y-auto rounded-xl border border-line bg-surface p-1.5 shadow-float"
    >
      {found.map((canned, i) => (
        <div
          key={canned.row.id}
          id={slashOption(i)}
          role="option"
          tabIndex={-1}
          aria-selected={i === active}
          // The text keeps the focus.
          onMouseDown={(event) => {
            event.preventDefault()
            onPick(canned)
          }}
          onMouseMove={() => i !== active && onHover(i)}
          className={cx('flex shrink-0 items-start gap-2.5 rounded-md px-2 py-1.5', i === active && 'bg-active')}
        >
          {canned.kind === 'snippet' ? (
            <MessageSquareQuote size={15} aria-hidden="true" className="mt-0.5 shrink-0 text-faint" />
          ) : (
            <Workflow size={15} aria-hidden="true" className="mt-0.5 shrink-0 text-faint" />
          )}
          <span className="min-w-0 flex-1">
            <span className="flex gap-2">
              <span className="truncate font-strong">{canned.row.name}</span>
              <span className="ml-auto shrink-0 text-faint text-xs">
                {canned.kind === 'macro' ? 'Macro' : canned.row.personId === null ? 'Snippet' : 'Own snippet'}
              </span>
            </span>
            <span dir="auto" className="block truncate text-dim">
              {filledFor(thread, canned.row.text)}
            </span>
            {canned.kind === 'macro' && canned.row.steps.length > 0 && (
              <span className="block truncate text-faint text-xs">{stepsText(canned.row.steps)}</span>
            )}
          </span>
        </div>
      ))}
    </div>,
    anchor.current?.closest('main') ?? document.body,
  )
}

/** Right above the text that asks, as wide as it, whatever scrolls below. */
function usePlaceAbove(anchor: RefObject<HTMLElement | null>, count: number) {
  const [place, setPlace] = useState<{ left: number; bottom: number; width: number } | undefined>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is found decides how high the text above stands.
  useLayoutEffect(() => {
    const measure = () => {
      const box = anchor.current?.closest('[data-composer]')?.getBoundingClientRect()
      if (box !== undefined)
        setPlace({ left: box.left, bottom: window.innerHeight - box.top + 6, width: Math.min(box.width, 460) })
    }
    measure()
    window.addEventListener('resize', measure)
    return () => window.removeEventListener('resize', measure)
  }, [anchor, count])
  return place
}
