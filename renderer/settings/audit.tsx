import { useCallback, useEffect, useRef, useState } from 'react'
import type { AuditEntry } from '#shared/feed.ts'
import type { AuditPage, VenueView } from '#shared/rpc.ts'
import { desk } from '../desk.ts'
import { useNow } from '../state/clock.ts'
import { Button } from '../ui/button.tsx'
import { Strip } from '../ui/strip.tsx'
import { actionText, detailText } from '../words/audit.ts'
import { clockSeconds, dayKey, dayLabel } from '../words/time.ts'
import { Box, Nothing, Title } from './parts.tsx'

interface PageProps {
  readonly view: VenueView
  readonly online: boolean
}

interface Read {
  readonly entries: readonly AuditEntry[]
  readonly chain: AuditPage['chain']
}

/** Who changed what, and when; nobody can change or delete an entry. */
export function Audit({ view, online }: PageProps) {
  const { timeZone, id } = view.venue
  const [read, setRead] = useState<Read | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const now = useNow(60_000)
  const latest = useRef(0)
  const ask = useCallback(async (before: number | null) => {
    latest.current += 1
    const mine = latest.current
    setBusy(true)
    const answer = await desk.audit(before).catch(() => null)
    if (mine !== latest.current) return
    setBusy(false)
    if (answer?.ok !== true) return setRefusal(answer?.message ?? 'The desk is restarting. Try again in a moment.')
    setRefusal(null)
    const { entries, chain } = answer.page
    setRead((was) => ({ chain, entries: before === null ? entries : [...(was?.entries ?? []), ...entries] }))
  }, [])
  useEffect(() => {
    if (online) void ask(null)
  }, [online, ask])

  const names = new Map(view.people.map((p) => [p.id, p.name]))
  const last = read?.entries.at(-1)?.n ?? 1
  return (
    <>
      <Title
        title="Audit log"
        actions={
          <Button disabled={!online || busy} onClick={() => void ask(null)}>
            {busy ? 'Checking…' : 'Check again'}
          </Button>
        }
      >
        Every change of a setting: who, when, from what, to what. Entries are chained, so that a changed or missing one
        is found.
      </Title>
      {read !== null && <Chain chain={read.chain} />}
      {refusal !== null && (
        <Strip tone="stop" role="alert" className="rounded-lg">
          {refusal}
        </Strip>
      )}
      <Box label="Entries">
        {read === null || read.entries.length === 0 ? (
          <Nothing>
            {online ? (busy ? 'Fetching…' : 'Nothing here yet.') : 'The log is kept on the server only.'}
          </Nothing>
        ) : (
          <table className="w-full table-fixed border-collapse text-left">
            <thead>
              <tr className="text-faint text-xs [&>th]:px-4.5 [&>th]:pt-2.5 [&>th]:pb-1.5 [&>th]:font-normal">
                <th scope="col" className="w-[88px]">
                  When
                </th>
                <th scope="col" className="w-[22%]">
                  Who
                </th>
                <th scope="col" className="w-[28%]">
                  What
                </th>
                <th scope="col">From and to</th>
              </tr>
            </thead>
            <tbody>
              {read.entries.map((entry, i) => {
                const before = read.entries[i - 1]
                const newDay = before === undefined || dayKey(timeZone, before.at) !== dayKey(timeZone, entry.at)
                return (
                  <Entry
                    key={`${id} ${entry.n}`}
                    entry={entry}
                    day={newDay ? dayLabel(timeZone, now, entry.at) : null}
                    time={clockSeconds(timeZone, entry.at)}
                    who={
                      entry.personId === null ? 'Greenlight' : (names.get(entry.personId) ?? 'Somebody who has left')
                    }
                  />
                )
              })}
            </tbody>
          </table>
        )}
        {read !== null && last > 1 && (
          <div className="border-line border-t px-3 py-1.5">
            <Button size="small" look="quiet" disabled={!online || busy} onClick={() => void ask(last)}>
              {busy ? 'Fetching…' : 'Earlier entries'}
            </Button>
          </div>
        )}
      </Box>
    </>
  )
}

function Chain({ chain: { ok, entries, brokenAt } }: { readonly chain: AuditPage['chain'] }) {
  return (
    <Strip tone={ok ? 'fine' : 'stop'} role="status" className="rounded-lg">
      {ok
        ? `The log is whole: ${entries.toLocaleString('en-GB')} ${entries === 1 ? 'entry' : 'entries'}, none changed, none missing.`
        : `The log does not fit together from entry ${brokenAt ?? '?'} on: something was changed or is missing there.`}
    </Strip>
  )
}

interface EntryProps {
  readonly entry: AuditEntry
  /** The day, above its first entry. */
  readonly day: string | null
  readonly time: string
  readonly who: string
}

function Entry({ entry, day, time, who }: EntryProps) {
  return (
    <>
      {day !== null && (
        <tr>
          <th scope="rowgroup" colSpan={4} className="border-line border-t bg-bg px-4.5 py-1.5 font-strong text-xs">
            {day}
          </th>
        </tr>
      )}
      <tr className="border-line border-t align-top [&>td]:px-4.5 [&>td]:py-2">
        <td className="text-dim tabular-nums">{time}</td>
        <td className="truncate">{who}</td>
        <td>{actionText(entry.action)}</td>
        <td className="text-dim [overflow-wrap:anywhere]">{detailText(entry.detail)}</td>
      </tr>
    </>
  )
}
