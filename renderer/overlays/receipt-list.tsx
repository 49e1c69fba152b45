import { useEffect, useState } from 'react'
import type { FoundText } from '#shared/rpc.ts'
import { desk } from '../desk.ts'
import { select } from '../state/selection.ts'
import { goTo } from '../state/ui.ts'
import { count, prettyNumber } from '../words/text.ts'

/** Ids that one question may hold. */
const MOST = 1_000

/** The texts behind the receipt's ids, each a way to its conversation; those that are not at hand are counted. */
export function ReceiptList({ title, ids }: { readonly title: string; readonly ids: readonly string[] }) {
  const [found, setFound] = useState<readonly FoundText[]>([])
  useEffect(() => {
    if (ids.length === 0) return
    let current = true
    desk.texts(ids.slice(0, MOST)).then(
      (texts) => current && setFound(texts),
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [ids])
  if (ids.length === 0) return null
  const rest = ids.length - found.length
  return (
    <section>
      <h3 className="mb-1 text-faint text-xs">{title}</h3>
      <ul>
        {found.map((text) => (
          <li key={text.id}>
            <button
              type="button"
              className="-mx-2 flex w-[calc(100%+16px)] gap-2 rounded-md px-2 py-1 text-left hover:bg-hover"
              onClick={() => {
                goTo('inbox')
                select(text.conversationId)
              }}
            >
              <span className="shrink-0">{prettyNumber(text.name)}</span>
              <span dir="auto" className="truncate text-dim">
                {text.text}
              </span>
            </button>
          </li>
        ))}
        {rest > 0 && <li className="text-dim">{found.length === 0 ? count(rest, 'text') : `and ${rest} more`}</li>}
      </ul>
    </section>
  )
}
