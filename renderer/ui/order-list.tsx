/**
 * A list whose order matters: by dragging, or by the two buttons of each row. What is moved shows in its new place at
 * once, until the order that was saved comes back.
 */
import { ArrowDown, ArrowUp, GripVertical } from 'lucide-react'
import { type DragEvent, type ReactNode, useState } from 'react'
import { IconButton } from './button.tsx'
import { cx } from './cx.ts'

interface OrderListProps<T> {
  readonly label: string
  readonly items: readonly T[]
  readonly nameOf: (item: T) => string
  readonly disabled: boolean
  /** A row that is being edited stays where it is. */
  readonly fixed: (item: T) => boolean
  /** The new order of ids; resolves when it is saved, or was not. */
  readonly onOrder: (ids: string[]) => Promise<unknown>
  readonly refOf: (id: string) => (element: HTMLElement | null) => void
  readonly children: (item: T) => ReactNode
}

export function OrderList<T extends { readonly id: string }>(props: OrderListProps<T>) {
  const { label, items, nameOf, disabled, fixed, onOrder, refOf, children } = props
  const [moved, setMoved] = useState<readonly string[] | null>(null)
  const [dragged, setDragged] = useState<string | null>(null)
  const [over, setOver] = useState<string | null>(null)
  const place = new Map(moved?.map((id, i) => [id, i]))
  const shown = moved === null ? items : items.toSorted((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0))

  const moveTo = (id: string, to: number) => {
    const ids = shown.map((item) => item.id)
    const from = ids.indexOf(id)
    if (disabled || moved !== null || from === to || from < 0 || to < 0 || to >= ids.length) return
    ids.splice(to, 0, ...ids.splice(from, 1))
    setMoved(ids)
    void onOrder(ids).finally(() => setMoved(null))
  }
  const drop = (event: DragEvent, at: number) => {
    event.preventDefault()
    if (dragged !== null) moveTo(dragged, at)
    setDragged(null)
    setOver(null)
  }

  return (
    <ol aria-label={label}>
      {shown.map((item, i) => {
        const name = nameOf(item)
        const still = disabled || fixed(item)
        return (
          <li
            key={item.id}
            ref={refOf(item.id)}
            draggable={!still}
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move'
              setDragged(item.id)
            }}
            onDragEnd={() => setDragged(null)}
            onDragOver={(event) => {
              if (dragged === null) return
              event.preventDefault()
              setOver(item.id)
            }}
            onDragLeave={() => setOver(null)}
            onDrop={(event) => drop(event, i)}
            className={cx(
              'border-line border-t',
              dragged === item.id && 'opacity-50',
              over === item.id && dragged !== item.id && 'bg-accent-soft',
            )}
          >
            {fixed(item) ? (
              children(item)
            ) : (
              <div className="flex items-start gap-1.5 py-2.5 pr-4.5 pl-2">
                <GripVertical size={15} aria-hidden="true" className="mt-1.5 shrink-0 text-faint" />
                <div className="min-w-0 flex-1">{children(item)}</div>
                <IconButton
                  label={`Move up: ${name}`}
                  disabled={still || i === 0}
                  onClick={() => moveTo(item.id, i - 1)}
                >
                  <ArrowUp size={15} aria-hidden="true" />
                </IconButton>
                <IconButton
                  label={`Move down: ${name}`}
                  disabled={still || i === shown.length - 1}
                  onClick={() => moveTo(item.id, i + 1)}
                >
                  <ArrowDown size={15} aria-hidden="true" />
                </IconButton>
              </div>
            )}
          </li>
        )
      })}
    </ol>
  )
}
