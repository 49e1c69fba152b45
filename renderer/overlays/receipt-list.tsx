import { useEffect, useState } from 'react'
import type { Thread } from '#shared/rpc.ts'
import { desk } from '../desk.ts'
import { select } from '../state/selection.ts'
import { closeOverlay } from '../state/ui.ts'
import { count, nameOf } from '../words/text.ts'

/** What the stop touched had just been written, so it lies among the conversations that moved last. */
const LOOK_THROUGH = 80

interface Found {
  readonly conversationId: string
  readonly messageId: string
  readonly name: string
  readonly text: string
}

async function find(ids: readonly string[], show: (found: readonly Found[]) => void): Promise<void> {
  const { rows } = await desk.inbox({ view: 'everything', limit: LOOK_THROUGH })
  let found: readonly Found[] = []
  for (const { conversation } of rows) {
    if (found.length === ids.length) return
    const thread = await desk.thread(conversation.id)
    const here = thread === null ? [] : among(thread, ids)
    if (here.length === 0) continue
    found = [...found, ...here]
    show(found)
  }
}

function among({ conversation, messages }: Thread, ids: readonly string[]): readonly Found[] {
  return messages
    .filter((m) => ids.includes(m.id))
    .map((m) => ({
      conversationId: conversation.id,
      messageId: m.id,
      name: nameOf(conversation),
      text: m.body,
    }))
}

/** The texts behind the receipt's ids, each a way to its conversation; those that are not at hand are counted. */
export function ReceiptList({ title, ids }: { readonly title: string; readonly ids: readonly string[] }) {
  const [found, setFound] = useState<readonly Found[]>([])
  useEffect(() => {
    if (ids.length === 0) return
    let current = true
    find(ids, (texts) => current && setFound(texts)).catch(() => undefined)
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
          <li key={text.messageId}>
            <button
              type="button"
              className="-mx-2 flex w-[calc(100%+16px)] gap-2 rounded-md px-2 py-1 text-left hover:bg-hover"
              onClick={() => {
                closeOverlay()
                select(text.conversationId)
              }}
            >
              <span className="shrink-0">{text.name}</span>
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
