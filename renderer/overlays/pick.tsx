import type { BulkChange } from '#shared/bulk.ts'
import { openThread } from '../state/act.ts'
import { actOnMarked } from '../state/bulk.ts'
import { onConversation } from '../state/conversation-acts.ts'
import { anyMarked, markedCount, useMarks } from '../state/marks.ts'
import { usePool } from '../state/pool.ts'
import { usePerson } from '../state/session.ts'
import { closeOverlay } from '../state/ui.ts'
import { useAgents, usePeople } from '../state/venue.ts'
import { Keys } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { stepFocus } from '../ui/step-focus.ts'
import { MODE_LABEL } from '../words/filter.ts'

type What = 'assign' | 'agent' | 'mode'

interface Option {
  readonly label: string
  readonly change: BulkChange
}

const TITLE: Record<What, string> = { assign: 'Assign to', agent: 'Give to an agent', mode: 'Reply mode' }

/** Whom, which agent or which mode: for the marked conversations, else for the open one. Keys 1 to 9. */
export function PickDialog({ what }: { readonly what: What }) {
  const options = useOptions(what)
  const total = usePool((s) => s.total)
  const n = markedCount(useMarks(), total)
  const choose = ({ change }: Option) => {
    closeOverlay()
    if (anyMarked()) actOnMarked(change)
    else giveOne(change)
  }
  return (
    <Sheet
      title={TITLE[what]}
      lead={n > 0 ? `${n.toLocaleString('en-GB')} marked ${n === 1 ? 'conversation' : 'conversations'}` : undefined}
      onClose={closeOverlay}
    >
      <fieldset
        aria-label={TITLE[what]}
        className="-mx-2 flex flex-col"
        onKeyDown={(event) => {
          const option = options[Number(event.key) - 1]
          if (option === undefined) return stepFocus(event)
          event.preventDefault()
          choose(option)
        }}
      >
        {options.map((option, i) => (
          <button
            key={option.label}
            type="button"
            // biome-ignore lint/a11y/noAutofocus: a dialog takes the focus, and its number keys with it.
            autoFocus={i === 0}
            onClick={() => choose(option)}
            className="flex h-9 items-center gap-3 rounded-lg px-2 text-left hover:bg-hover"
          >
            <span dir="auto" className="flex-1 truncate">
              {option.label}
            </span>
            {i < 9 && <Keys chord={String(i + 1)} />}
          </button>
        ))}
      </fieldset>
    </Sheet>
  )
}

function useOptions(what: What): readonly Option[] {
  const people = usePeople().filter((p) => p.active)
  const agents = useAgents()
  const me = usePerson()?.id
  if (what === 'agent') return agents.map(({ id, name }) => ({ label: name, change: { kind: 'agent', agentId: id } }))
  if (what === 'mode') {
    return ([null, 'draft', 'auto', 'off'] as const).map((mode) => ({
      label: MODE_LABEL[mode ?? 'agent'],
      change: { kind: 'reply_mode', mode },
    }))
  }
  const mine = people.filter((p) => p.id === me).map((p) => ({ id: p.id, label: `Me (${p.name})` }))
  const others = people.filter((p) => p.id !== me).map((p) => ({ id: p.id, label: p.name }))
  return [...mine, { id: null, label: 'Nobody' }, ...others].map(({ id, label }) => ({
    label,
    change: { kind: 'assign', assigneeId: id },
  }))
}

/** The open conversation alone: no act on many, and nothing to follow. */
function giveOne(change: BulkChange): void {
  const id = openThread()?.conversation.id
  if (id === undefined) return
  if (change.kind === 'assign') onConversation.assign(id, change.assigneeId)
  if (change.kind === 'agent') onConversation.agent(id, change.agentId)
  if (change.kind === 'reply_mode') onConversation.replyMode(id, change.mode)
}
