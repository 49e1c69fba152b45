import { useCallback, useEffect, useRef, useState } from 'react'
import type { AuditEntry } from '#shared/feed.ts'
import type { AuditFormat, AuditPage, AuditQuery, VenueView } from '#shared/rpc.ts'
import { desk } from '../desk.ts'
import { useNow } from '../state/clock.ts'
import { Button } from '../ui/button.tsx'
import { Choose } from '../ui/choose.tsx'
import { saveFile } from '../ui/save-file.ts'
import { Strip } from '../ui/strip.tsx'
import { AUDIT_ACTIONS, actionText, detailText } from '../words/audit.ts'
import { clockSeconds, dayAndTime, dayKey, dayLabel } from '../words/time.ts'
import { Box, Nothing, Title } from './parts.tsx'

interface PageProps {
  readonly view: VenueView
  readonly online: boolean
}

type Filter = Omit<AuditQuery, 'before'>

const ALL = 'all'
const NO_ANSWER = 'The desk is restarting. Try again in a moment.'

/** Who changed what, and when; nobody can change or delete an entry. */
export function Audit({ view, online }: PageProps) {
  const { timeZone, id } = view.venue
  const [filter, setFilter] = useState<Filter>({})
  const [read, setRead] = useState<AuditPage | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const now = useNow(60_000)
  const latest = useRef(0)
  const ask = useCallback(
    async (before: number | null) => {
      latest.current += 1
      const mine = latest.current
      setBusy(true)
      const answer = await desk.audit({ ...filter, before }).catch(() => null)
      if (mine !== latest.current) return
      setBusy(false)
      if (answer?.ok !== true) return setRefusal(answer?.message ?? NO_ANSWER)
      setRefusal(null)
      const { page } = answer
      setRead((was) => (before === null ? page : { ...page, entries: [...(was?.entries ?? []), ...page.entries] }))
    },
    [filter],
  )
  useEffect(() => {
    if (online) void ask(null)
  }, [online, ask])

  const save = async (format: AuditFormat) => {
    setBusy(true)
    const answer = await desk.auditFile({ ...filter, before: null }, format).catch(() => null)
    setBusy(false)
    if (answer?.ok !== true) return setRefusal(answer?.message ?? NO_ANSWER)
    setRefusal(null)
    saveFile(`audit.${format}`, format === 'csv' ? 'text/csv' : 'application/x-ndjson', answer.text)
  }

  const names = new Map(view.people.map((p) => [p.id, p.name]))
  const narrowed = Object.values(filter).some((value) => value !== undefined && value !== '')
  return (
    <>
      <Title
        title="Audit log"
        actions={
          <>
            <Button look="quiet" disabled={!online || busy} onClick={() => void save('csv')}>
              Save as CSV
            </Button>
            <Button look="quiet" disabled={!online || busy} onClick={() => void save('jsonl')}>
              Save as JSON Lines
            </Button>
            <Button disabled={!online || busy} onClick={() => void ask(null)}>
              {busy ? 'Checking…' : 'Check again'}
            </Button>
          </>
        }
      >
        Every change of a setting, and every reply before it leaves by itself: who, when, from what, to what. Entries
        are chained, so that a changed or missing one is found.
      </Title>
      {read !== null && <Chain chain={read.chain} />}
      {refusal !== null && (
        <Strip tone="stop" role="alert" className="rounded-lg">
          {refusal}
        </Strip>
      )}
      <Box label="Entries">
        <Narrow people={view.people} filter={filter} onChange={setFilter} />
        {read === null || read.entries.length === 0 ? (
          <Nothing>{nothingText(online, busy, narrowed)}</Nothing>
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
                    details={detailText(entry.detail, (at) => dayAndTime(timeZone, now, at))}
                    who={
                      entry.personId === null ? 'Greenlight' : (names.get(entry.personId) ?? 'Somebody who has left')
                    }
                  />
                )
              })}
            </tbody>
          </table>
        )}
        {read?.more === true && (
          <div className="border-line border-t px-3 py-1.5">
            <Button
              size="small"
              look="quiet"
              disabled={!online || busy}
              onClick={() => void ask(read.entries.at(-1)!.n)}
            >
              {busy ? 'Fetching…' : 'Earlier entries'}
            </Button>
          </div>
        )}
      </Box>
    </>
  )
}

function nothingText(online: boolean, busy: boolean, narrowed: boolean): string {
  if (!online) return 'The log is kept on the server only.'
  if (busy) return 'Fetching…'
  return narrowed ? 'No entry fits what you ask for.' : 'Nothing here yet.'
}

interface NarrowProps {
  readonly people: VenueView['people']
  readonly filter: Filter
  readonly onChange: (filter: Filter) => void
}

/** Who, what, and words that stand in the entry. */
function Narrow({ people, filter, onChange }: NarrowProps) {
  const chosen = (value: string) => (value === ALL ? undefined : value)
  const who = [
    { value: ALL, label: 'Everybody' },
    { value: 'server', label: 'Greenlight' },
    ...people.map(({ id, name }) => ({ value: id, label: name })),
  ]
  return (
    <div className="flex items-center gap-4 border-line border-b px-4.5 py-2.5">
      <Choose
        label="Who"
        value={filter.person ?? ALL}
        choices={who}
        onChange={(value) => onChange({ ...filter, person: chosen(value) })}
      />
      <Choose
        label="What"
        value={filter.action ?? ALL}
        choices={[{ value: ALL, label: 'Everything' }, ...AUDIT_ACTIONS]}
        onChange={(value) => onChange({ ...filter, action: chosen(value) })}
      />
      <input
        type="search"
        aria-label="Search the log"
        placeholder="Search the log"
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        value={filter.search ?? ''}
        onChange={(event) => onChange({ ...filter, search: event.target.value })}
        className="h-7 min-w-0 flex-1 rounded-[7px] border border-line bg-sunk px-2.5 outline-none focus:border-need"
      />
    </div>
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
  readonly details: string
}

function Entry({ entry, day, time, who, details }: EntryProps) {
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
        <td className="text-dim [overflow-wrap:anywhere]">{details}</td>
      </tr>
    </>
  )
}
