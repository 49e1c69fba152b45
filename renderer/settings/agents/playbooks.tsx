import { Plus } from 'lucide-react'
import { MOST_OF } from '#shared/agents.ts'
import type { VenueView } from '#shared/rpc.ts'
import { change } from '../../state/change.ts'
import { Button } from '../../ui/button.tsx'
import { OrderList } from '../../ui/order-list.tsx'
import { Toggle } from '../../ui/toggle.tsx'
import { playbookText, scopeText } from '../../words/guidance.ts'
import { useOpenRow } from '../open-row.ts'
import { Box, BoxHead, Nothing } from '../parts.tsx'
import { useCheck } from './check.tsx'
import { type Agent, playbooksOf, put } from './on-screen.ts'
import { PlaybookForm } from './playbook-form.tsx'

interface TabProps {
  readonly agent: Agent
  readonly view: VenueView
  readonly online: boolean
}

type SavedPlaybook = ReturnType<typeof playbooksOf>[number]

/** What an agent collects before it hands a conversation to a person. */
export function PlaybooksTab({ agent, view, online }: TabProps) {
  const check = useCheck(agent.id)
  const playbooks = playbooksOf(view, agent.id)
  const row = useOpenRow(playbooks.map((playbook) => playbook.id))
  const barred = !online || check.busy
  const reorder = async (ids: string[]) => {
    const next = ids.flatMap((id) => playbooks.find((playbook) => playbook.id === id) ?? [])
    if (!(await check.ask({ playbooks: next }))) return
    await change('playbook.order', { agentId: agent.id, playbookIds: ids })
  }
  const toggle = async (playbook: SavedPlaybook, on: boolean) => {
    if (!(await check.ask({ playbooks: put(playbooks, { ...playbook, on }) }))) return
    await change('playbook.edit', { playbookId: playbook.id, on }, playbook.seq)
  }
  const form = { agent, playbooks, online, row, check }
  return (
    <Box label="Playbooks">
      <BoxHead
        title="Playbooks"
        text="A goal, what to ask for, and where to hand the conversation then. The first that fits begins; once it has everything, the agent steps back and a person takes over."
      >
        <Button size="small" disabled={barred || playbooks.length >= MOST_OF.playbooks} onClick={() => row.open('new')}>
          <Plus size={14} aria-hidden="true" />
          Add a playbook
        </Button>
      </BoxHead>
      <OrderList
        label="Playbooks in order"
        items={playbooks}
        nameOf={(playbook) => playbook.name}
        disabled={barred || row.id !== null}
        fixed={(playbook) => playbook.id === row.id}
        onOrder={reorder}
        refOf={row.refOf}
      >
        {(playbook) =>
          playbook.id === row.id ? (
            <PlaybookForm {...form} playbook={playbook} />
          ) : (
            <div className="flex items-start gap-3">
              <div className="min-w-0 flex-1">
                <h3 className={playbook.on ? 'font-strong' : 'font-strong text-faint'}>{playbook.name}</h3>
                {playbook.goal !== '' && <p>{playbook.goal}</p>}
                <p className="text-dim">{scopeText(playbook)}</p>
                <p className="text-faint text-xs">{playbookText(playbook)}</p>
              </div>
              <span className="mt-1">
                <Toggle
                  label={`On: ${playbook.name}`}
                  on={playbook.on}
                  disabled={barred}
                  onChange={(on) => void toggle(playbook, on)}
                />
              </span>
              <Button size="small" aria-label={`Edit ${playbook.name}`} onClick={() => row.open(playbook.id)}>
                Edit
              </Button>
            </div>
          )
        }
      </OrderList>
      {row.id === 'new' && (
        <div className="border-line border-t">
          <PlaybookForm {...form} playbook={null} />
        </div>
      )}
      {playbooks.length === 0 && row.id !== 'new' && (
        <Nothing>No playbooks yet. A bridal party, say: the date, how many, and then a call with the team.</Nothing>
      )}
      {check.sheet}
    </Box>
  )
}
