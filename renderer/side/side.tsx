import { X } from 'lucide-react'
import { memo } from 'react'
import type { ReplyMode } from '#shared/rows.ts'
import type { Thread } from '#shared/rpc.ts'
import { useNow } from '../state/clock.ts'
import { onConversation } from '../state/conversation-acts.ts'
import { useCustomer } from '../state/customer.ts'
import { useIsOwner } from '../state/session.ts'
import { useThreads } from '../state/threads.ts'
import { openOverlay, toggleDetails, useUi } from '../state/ui.ts'
import { useAgents, usePeople, useZone } from '../state/venue.ts'
import { IconButton } from '../ui/button.tsx'
import { Choose } from '../ui/choose.tsx'
import { GateShortList } from '../ui/gates.tsx'
import { Toggle } from '../ui/toggle.tsx'
import { usePainted } from '../ui/use-painted.ts'
import { nameOf, prettyNumber } from '../words/text.ts'
import { sinceText, whenText } from '../words/time.ts'
import { Consent, Contact } from './contact.tsx'
import { Decisions } from './decisions.tsx'
import { Erase } from './erase.tsx'
import { Group, Line } from './group.tsx'
import { Notes } from './notes.tsx'
import { Playbook } from './playbook.tsx'
import { MergedThreads, OtherThreads } from './threads.tsx'
import { Visits } from './visits.tsx'

/** Details and actions beside the thread; on a narrow window it lies over it. */
export default function Side() {
  const id = useUi((s) => s.selectedId)
  // The thread itself is drawn first; the details may come a moment later.
  const thread = usePainted(useThreads((s) => (id === null ? undefined : s.byId[id])))
  return (
    <aside
      aria-label="Details"
      className="z-20 flex w-[clamp(276px,22vw,300px)] shrink-0 flex-col gap-5.5 overflow-y-auto border-line border-l bg-surface px-4 py-3.5 max-wide:absolute max-wide:top-12 max-wide:right-0 max-wide:bottom-0 max-wide:shadow-float max-desk:inset-0 max-desk:z-30 max-desk:w-full max-desk:border-l-0"
    >
      {thread !== undefined && <Details thread={thread} />}
    </aside>
  )
}

const MODE_LABEL: Record<ReplyMode, string> = { off: 'Off', draft: 'Draft', auto: 'Auto-send' }

/** A thread that is not drawn yet leaves it as it is. */
const Details = memo(function Details({ thread }: { readonly thread: Thread }) {
  const { conversation: c, contact, decision, draft } = thread
  const customer = useCustomer(thread)
  const zone = useZone()
  const now = useNow(15_000)
  const agents = useAgents()
  const people = usePeople()
  const owner = useIsOwner()
  const agent = agents.find((a) => a.id === c.agentId)
  const agentMode = agent === undefined ? '' : `Agent's (${MODE_LABEL[agent.replyMode].toLowerCase()})`
  return (
    <>
      <div className="relative flex flex-col gap-3">
        <IconButton
          label="Hide the details"
          className="-top-1 -right-1.5 absolute bg-surface wide:hidden"
          onClick={toggleDetails}
        >
          <X size={15} aria-hidden="true" />
        </IconButton>
        {customer === null ? (
          <Known thread={thread} />
        ) : (
          customer.contacts.map((known) => (
            <Contact
              key={known.id}
              thread={thread}
              contact={known}
              home={customer.contacts.length === 1 ? null : known.id === contact?.id}
            />
          ))
        )}
      </div>

      <Group title="Conversation">
        <dl className="grid grid-cols-[92px_1fr] items-center gap-y-0.5 *:flex *:min-h-7 *:items-center">
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
            {c.waitingSince === null || c.state !== 'open' ? 'Not waiting' : sinceText(zone, now, c.waitingSince)}
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

      <Playbook thread={thread} />
      <MergedThreads thread={thread} />
      {customer !== null && <Consent thread={thread} contacts={customer.contacts} />}
      <Visits customer={customer} />
      <Notes customer={customer} />
      <OtherThreads customer={customer} />
      <Decisions customer={customer} />
      {owner && <Erase />}
    </>
  )
})

const NOBODY = '-'
/** Where a reply was written, so that its gates say something. */
const TELLING: ReadonlySet<string> = new Set(['auto_queued', 'drafted'])

/** What the thread itself tells, until the rest has been read: nothing moves when it comes. */
function Known({ thread: { conversation: c } }: { readonly thread: Thread }) {
  return (
    <div className="flex flex-col gap-0.5">
      <p dir="auto" className="min-h-7 py-1 font-strong text-md [overflow-wrap:anywhere]">
        {nameOf(c)}
      </p>
      <p className="text-dim">{prettyNumber(c.customerNumber)}</p>
      <div aria-hidden="true" className="h-14" />
    </div>
  )
}
