import { useEffect, useState } from 'react'
import type { InboxRow } from '#shared/views.ts'
import { desk } from '../desk.ts'
import { select } from '../state/selection.ts'
import { closeOverlay } from '../state/ui.ts'
import { nameOf } from '../words/text.ts'

const LOOK_THROUGH = 500

/** The conversations behind the receipt's ids, newest first; ids that are not at hand are counted. */
export function ReceiptList({ title, ids }: { readonly title: string; readonly ids: readonly string[] }) {
  const [rows, setRows] = useState<readonly InboxRow[]>([])
  useEffect(() => {
    if (ids.length === 0) return
    let current = true
    desk
      .inbox({ view: 'everything', limit: LOOK_THROUGH })
      .then((page) => current && setRows(page.rows.filter((row) => idsOf(row).some((id) => ids.includes(id)))))
      .catch(() => undefined)
    return () => {
      current = false
    }
  }, [ids])
  if (ids.length === 0) return null
  const rest = ids.length - rows.length
  return (
    <section>
      <h3 className="mb-1 text-faint text-xs">{title}</h3>
      <ul>
        {rows.map(({ conversation: c }) => (
          <li key={c.id}>
            <button
              type="button"
              className="-mx-2 flex w-[calc(100%+16px)] gap-2 rounded-md px-2 py-1 text-left hover:bg-hover"
              onClick={() => {
                closeOverlay()
                select(c.id)
              }}
            >
              <span className="shrink-0">{nameOf(c)}</span>
              <span dir="auto" className="truncate text-dim">
                {c.lastText}
              </span>
            </button>
          </li>
        ))}
        {rest > 0 && <li className="text-dim">{rows.length === 0 ? `${rest} texts` : `and ${rest} more`}</li>}
      </ul>
    </section>
  )
}

function idsOf(row: InboxRow): readonly string[] {
  return [row.conversation.id, row.draft?.id ?? '', row.sending?.id ?? '']
}
