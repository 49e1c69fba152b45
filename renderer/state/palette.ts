/** What the palette remembers, finds and opens. It works on the mirror, and so without a connection. */
import { useEffect, useState } from 'react'
import type { InboxPage, SearchFrom } from '#shared/rpc.ts'
import type { InboxRow } from '#shared/views.ts'
import { desk } from '../desk.ts'
import type { IndexedSetting } from '../words/settings-index.ts'
import { ask } from './ask.ts'
import { select } from './selection.ts'
import { goTo } from './ui.ts'

const REMEMBERED = 6

const keyOf = (personId: string): string => `palette:${personId}`

/** What was chosen last, newest first, as the palette's own ids: never a name. */
export function recentFor(personId: string): readonly string[] {
  const kept = localStorage.getItem(keyOf(personId)) ?? ''
  return kept === '' ? [] : kept.split('\n')
}

export function rememberChoice(personId: string, id: string): void {
  const newest = [id, ...recentFor(personId).filter((one) => one !== id)].slice(0, REMEMBERED)
  localStorage.setItem(keyOf(personId), newest.join('\n'))
}

const LONG_ENOUGH = 2
const MOST_FOUND = 8

interface Found {
  readonly row: InboxRow
  /** What was hit, as a line; empty: it is not said. */
  readonly line: string
}

/** Conversations by whom they are with and what was written, as the search has them: in pieces, as they are found. */
export function useFoundConversations(typed: string): readonly Found[] {
  const [found, setFound] = useState<readonly Found[]>([])
  const search = typed.trim()
  useEffect(() => {
    let current = true
    setFound([])
    const look = async () => {
      const all = new Map<string, Found>()
      for (let from: SearchFrom | null | undefined; from !== null && all.size < MOST_FOUND; ) {
        const query = { view: 'everything', search, limit: MOST_FOUND } as const
        const page: InboxPage | undefined = await ask(desk.inbox(from === undefined ? query : { ...query, from }))
        if (page === undefined || !current) return
        for (const row of page.rows) {
          const { id } = row.conversation
          const line = (page.hits[id] ?? []).map((piece) => piece.text).join('')
          if (!all.has(id)) all.set(id, { row, line })
        }
        if (all.size > 0) setFound([...all.values()])
        from = page.next
      }
    }
    if (search.length >= LONG_ENOUGH) void look()
    return () => {
      current = false
    }
  }, [search])
  return found
}

export function openConversation(id: string): void {
  goTo('inbox')
  select(id)
}

const FOCUSABLE =
  'input:not([disabled]),textarea:not([disabled]),select,[role=switch],[role=radio],button:not([disabled])'
const APPEARS_WITHIN = 2_000

/** Opens the page of a setting, brings the setting into sight and puts the focus on it. */
export function openSetting({ page, label }: IndexedSetting): void {
  goTo(page)
  const until = performance.now() + APPEARS_WITHIN
  const look = () => {
    const heading = [...document.querySelectorAll('main h2, main h3')].find((one) => one.textContent === label)
    if (heading === undefined) {
      if (performance.now() < until) requestAnimationFrame(look)
      return
    }
    heading.scrollIntoView({ block: 'center' })
    // Its row holds its control; a box that is all one setting holds several, and the first is meant.
    let place = heading.parentElement
    while (place !== null && place.tagName !== 'MAIN' && place.querySelector(FOCUSABLE) === null)
      place = place.parentElement
    place?.querySelector<HTMLElement>(FOCUSABLE)?.focus({ preventScroll: true })
  }
  requestAnimationFrame(look)
}
