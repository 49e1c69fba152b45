import { intentOf } from '#shared/intents.ts'
import type { Customer } from '#shared/rpc.ts'
import { useNow } from '../state/clock.ts'
import { openOverlay } from '../state/ui.ts'
import { useZone } from '../state/venue.ts'
import { shortOutcome } from '../words/decided.ts'
import { whenText } from '../words/time.ts'
import { Group, Nothing, Reading } from './group.tsx'

const FIRST = 4

/** What became of each of their texts, and the way to why. */
export function Decisions({ customer }: { readonly customer: Customer | null }) {
  const all = customer?.decisions ?? []
  return (
    <Group title="Decisions">
      {customer === null ? (
        <Reading />
      ) : all.length === 0 ? (
        <Nothing>Nothing has been decided here yet.</Nothing>
      ) : (
        <>
          <List decisions={all.slice(0, FIRST)} />
          {all.length > FIRST && (
            <details>
              <summary className="cursor-default rounded text-faint text-xs hover:text-text">
                {all.length - FIRST} more before
              </summary>
              <List decisions={all.slice(FIRST)} />
            </details>
          )}
        </>
      )}
    </Group>
  )
}

function List({ decisions }: { readonly decisions: Customer['decisions'] }) {
  const zone = useZone()
  const now = useNow(60_000)
  return (
    <ul className="-mx-2">
      {decisions.map(({ decision, text }) => (
        <li key={decision.id}>
          <button
            type="button"
            onClick={() => openOverlay({ kind: 'why', inboundMessageId: decision.inboundMessageId })}
            className="grid w-full grid-cols-[1fr_auto] gap-x-2 rounded-md px-2 py-1 text-left hover:bg-hover"
          >
            <span className="truncate">
              {shortOutcome(decision.outcome)}
              {decision.intent !== null && <span className="text-dim"> · {intentOf(decision.intent).label}</span>}
            </span>
            <span className="text-faint text-xs tabular-nums">{whenText(zone, now, decision.at)}</span>
            <span dir="auto" className="col-span-2 truncate text-dim text-xs">
              {text === '' ? 'A picture' : text}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
