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
    <search className="flex h-7 min-w-0 max-w-[440px] flex-1 items-center gap-2 rounded-[7px] border border-line bg-sunk px-2.5 text-faint focus-within:border-need">
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
        key !== null && <Keys chord={key} />
      ) : (
        <button type="button" aria-label="Clear the search" onClick={() => search('')} className="hover:text-text">
          <X size={14} aria-hidden="true" />
        </button>
      )}
    </search>
  )
}
