import { StickyNote, X } from 'lucide-react'
import { memo, type ReactNode, useDeferredValue } from 'react'
import type { ReplyMode } from '#shared/rows.ts'
import type { Thread } from '#shared/rpc.ts'
import { onConversation } from '../state/actions.ts'
import { useBookings } from '../state/bookings.ts'
import { useNow } from '../state/clock.ts'
import { useThreads } from '../state/threads.ts'
import { openOverlay, toggleDetails, useUi } from '../state/ui.ts'
import { useAgents, usePeople, useVenueStore, useZone } from '../state/venue.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Choose } from '../ui/choose.tsx'
import { GateShortList } from '../ui/gates.tsx'
import { Toggle } from '../ui/toggle.tsx'
import { nameOf, prettyNumber } from '../words/text.ts'
import { ago, clockTime, monthOf, shortDay, whenText } from '../words/time.ts'

/** Details and actions beside the thread; on a narrow window it lies over it. */
export default function Side() {
  const id = useUi((s) => s.selectedId)
  // The thread itself is drawn first; the details may come a moment later.
  const thread = useDeferredValue(useThreads((s) => (id === null ? undefined : s.byId[id])))
  return (
    <aside
      aria-label="Details"
      className="z-20 flex w-[300px] shrink-0 flex-col gap-5 overflow-y-auto border-line border-l bg-surface px-4 py-3.5 max-wide:absolute max-wide:top-12 max-wide:right-0 max-wide:bottom-0 max-wide:shadow-float"
    >
      {thread !== undefined && <Details thread={thread} />}
    </aside>
  )
}

const MODE_LABEL: Record<ReplyMode, string> = { off: 'Off', draft: 'Draft', auto: 'Auto-send' }

/** A thread that is not drawn yet leaves it as it is. */
const Details = memo(function Details({ thread }: { readonly thread: Thread }) {
  const { conversation: c, contact, decision, draft } = thread
  const zone = useZone()
  const now = useNow(15_000)
  const agents = useAgents()
  const people = usePeople()
  const agent = agents.find((a) => a.id === c.agentId)
  const agentMode = agent === undefined ? '' : `Agent's (${MODE_LABEL[agent.replyMode].toLowerCase()})`
  return (
    <>
      <div>
        <div className="flex items-start gap-2">
          <h2 dir="auto" className="min-w-0 flex-1 font-strong text-md [overflow-wrap:anywhere]">
            {nameOf(c)}
          </h2>
          <IconButton label="Hide the details" className="-mt-0.5 -mr-1.5 wide:hidden" onClick={toggleDetails}>
            <X size={15} aria-hidden="true" />
          </IconButton>
        </div>
        <p className="text-dim">
          {prettyNumber(c.customerNumber)}
          {contact !== null && ` · since ${monthOf(zone, contact.createdAt)}`}
        </p>
      </div>

      <Group title="Conversation">
        <dl className="grid grid-cols-[92px_1fr] items-center gap-y-1.5">
          <Line label="Agent">
            {agents.length > 1 ? (
              <Choose
                label="Agent"
                value={c.agentId}
                choices={agents.map((a) => ({ value: a.id, label: a.name }))}
                onChange={(agentId) => onConversation.agent(c.id, agentId)}
              />
            ) : (
              (agent?.name ?? 'None')
            )}
          </Line>
          <Line label="Reply mode">
            <Choose<ReplyMode | 'agent'>
              label="Reply mode"
              value={c.replyMode ?? 'agent'}
              choices={[
                { value: 'agent', label: agentMode || "The agent's" },
                { value: 'off', label: 'Off' },
                { value: 'draft', label: 'Draft' },
                { value: 'auto', label: 'Auto-send' },
              ]}
              onChange={(mode) => onConversation.replyMode(c.id, mode === 'agent' ? null : mode)}
            />
          </Line>
          <Line label="Assigned to">
            <Choose
              label="Assigned to"
              value={c.assigneeId ?? NOBODY}
              choices={[
                { value: NOBODY, label: 'Nobody' },
                ...people.filter((p) => p.active || p.id === c.assigneeId).map((p) => ({ value: p.id, label: p.name })),
              ]}
              onChange={(id) => onConversation.assign(c.id, id === NOBODY ? null : id)}
            />
          </Line>
          <Line label="Waiting since">
            {c.waitingSince === null || c.state !== 'open'
              ? 'Not waiting'
              : `${whenText(zone, now, c.waitingSince)}, ${ago(zone, now, c.waitingSince)}`}
          </Line>
          {c.humanUntil !== null && c.humanUntil > now && (
            <Line label="Auto-send">Rests until {whenText(zone, now, c.humanUntil)}</Line>
          )}
          <Line label="Personal">
            <span className="flex items-center gap-2">
              <Toggle label="Personal" on={c.personal} onChange={(on) => onConversation.personal(c.id, on)} />
              <span className="text-dim text-xs">{c.personal ? 'The AI never touches it' : 'The AI may help'}</span>
            </span>
          </Line>
        </dl>
      </Group>

      {decision !== null && decision.gates.length > 0 && TELLING.has(decision.outcome) && (
        <Group title={draft === null ? 'Gates of the last text' : 'Why this is a draft'}>
          <GateShortList
            gates={decision.gates}
            onAll={() => openOverlay({ kind: 'why', inboundMessageId: decision.inboundMessageId })}
          />
        </Group>
      )}

      {contact !== null && <NextVisit contactId={contact.id} />}
      {contact !== null && <Consent thread={thread} />}
      <Notes thread={thread} />
    </>
  )
})

const NOBODY = '-'
/** Where a reply was written, so that its gates say something. */
const TELLING: ReadonlySet<string> = new Set(['auto_queued', 'drafted'])

/** What they have booked, the next one first. */
function NextVisit({ contactId }: { readonly contactId: string }) {
  const visits = useBookings(contactId, 3)
  const view = useVenueStore((s) => s.view)
  const zone = useZone()
  const now = useNow(60_000)
  if (visits === null || visits.length === 0 || view === null) return null
  return (
    <Group title={visits.length === 1 ? 'Next visit' : 'Next visits'}>
      <dl className="grid grid-cols-[92px_1fr] gap-y-1">
        {visits.map((visit) => {
          const service = view.services.find((s) => s.id === visit.serviceId)?.name ?? 'Visit'
          const staffer = view.staffers.find((s) => s.id === visit.stafferId)?.name
          return (
            <Line key={visit.id} label={shortDay(zone, now, visit.startsAt)}>
              {clockTime(zone, visit.startsAt)} {service}
              {staffer !== undefined && ` with ${firstWord(staffer)}`}
              {visit.status === 'held' && <span className="text-wait"> · held</span>}
            </Line>
          )
        })}
      </dl>
    </Group>
  )
}

const firstWord = (name: string) => name.split(' ')[0] ?? name

function Consent({ thread }: { readonly thread: Thread }) {
  const { conversation: c, contact } = thread
  const zone = useZone()
  const now = useNow(60_000)
  if (contact === null) return null
  return (
    <Group title="Consent">
      <div className="flex items-center gap-2">
        <span className="flex-1">{contact.optedOut ? 'Opted out of texts' : 'May be texted'}</span>
        {!contact.optedOut && (
          <Button
            size="small"
            onClick={() =>
              onConversation.optOut(c.id, contact.id, true, 'Asked for by the customer, recorded by staff')
            }
          >
            Opt out
          </Button>
        )}
      </div>
      {contact.consent.length > 0 && (
        <ul className="mt-1.5 flex flex-col gap-1 text-dim text-xs">
          {contact.consent.map((entry) => (
            <li key={entry.at}>
              {entry.on ? 'Opted out' : 'Opted in'} {whenText(zone, now, entry.at)} · {entry.how}
            </li>
          ))}
        </ul>
      )}
    </Group>
  )
}

function Notes({ thread }: { readonly thread: Thread }) {
  const notes = thread.messages.filter((m) => m.direction === 'system' && m.author === 'staff')
  return (
    <Group title="Notes">
      {notes.map((note) => (
        <p key={note.id} dir="auto" className="mb-1.5 whitespace-pre-wrap text-dim [overflow-wrap:anywhere]">
          {note.body}
        </p>
      ))}
      <Button size="small" action="note" onClick={() => openOverlay({ kind: 'note' })}>
        <StickyNote size={14} aria-hidden="true" />
        Add a note
      </Button>
    </Group>
  )
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-2 text-faint text-xs">{title}</h3>
      {children}
    </section>
  )
}

function Line({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  )
}
