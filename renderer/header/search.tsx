import { SearchIcon, X } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { ariaKeys } from '../keys.ts'
import { useKeyOf } from '../state/keymap.ts'
import { rowAt, search, usePool } from '../state/pool.ts'
import { choose } from '../state/selection.ts'
import { goTo } from '../state/ui.ts'
import { Keys } from '../ui/button.tsx'

/** Results come as one types; Enter or ↓ goes to them, Esc clears. */
export function Search() {
  const text = usePool((s) => s.search)
  const key = useKeyOf('search')

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape') {
      event.preventDefault()
      if (text !== '') search('')
      else event.currentTarget.blur()
    }
    if (event.key === 'Enter' || event.key === 'ArrowDown') {
      const first = rowAt(0)
      if (first === undefined) return
      event.preventDefault()
      choose(first.conversation.id)
      document.querySelector<HTMLElement>('#conversations')?.focus()
    }
  }

  return (
    // As wide as the longest that stands beside it leaves room for: it keeps its place whatever that says.
    <search className="flex h-7 w-[clamp(260px,100vw-764px,440px)] min-w-0 items-center max-desk:w-0 max-desk:min-w-12 max-desk:grow gap-2 rounded-[7px] border border-line bg-sunk px-2.5 text-faint focus-within:border-need">
      <SearchIcon size={15} aria-hidden="true" className="shrink-0" />
      <input
        id="search"
        type="search"
        aria-label="Search"
        aria-keyshortcuts={ariaKeys(key)}
        placeholder="Search people, texts, numbers"
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        value={text}
        onChange={(event) => {
          goTo('inbox')
          search(event.target.value)
        }}
        onKeyDown={onKeyDown}
        className="h-full min-w-0 flex-1 bg-transparent text-text outline-none [&::-webkit-search-cancel-button]:hidden"
      />
      {text === '' ? (
        key !== null && (
          <span className="max-desk:hidden">
            <Keys chord={key} />
          </span>
        )
      ) : (
        <button type="button" aria-label="Clear the search" onClick={() => search('')} className="hover:text-text">
          <X size={14} aria-hidden="true" />
        </button>
      )}
    </search>
  )
}
