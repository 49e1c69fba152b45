import { ArrowDown, ArrowUp, Plus } from 'lucide-react'
import { useEffect, useState } from 'react'
import { MOST_OF } from '#shared/agents.ts'
import { CHANNEL_LABELS } from '#shared/channels.ts'
import type { VenueView } from '#shared/rpc.ts'
import { change } from '../../state/change.ts'
import { useUi } from '../../state/ui.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { PillTag } from '../../ui/pill.tsx'
import { count } from '../../words/text.ts'
import { Box, Title } from '../parts.tsx'
import { AgentPage } from './agent.tsx'
import { HandoffBox } from './handoff.tsx'
import { NewAgent } from './new-agent.tsx'
import { type Agent, cardsOf, playbooksOf } from './on-screen.ts'

interface PageProps {
  readonly view: VenueView
  readonly online: boolean
}

/** Who answers: every agent of the venue, and each with all that shapes it. */
export function Agents({ view, online }: PageProps) {
  const wanted = useUi((s) => s.row)
  const [openId, setOpen] = useState<string | null>(null)
  const [adding, setAdding] = useState(false)
  useEffect(() => {
    if (wanted === null || !view.agents.some((one) => one.id === wanted)) return
    setOpen(wanted)
    useUi.setState({ row: null })
  }, [wanted, view.agents])
  const agent = view.agents.find((one) => one.id === openId)
  if (agent !== undefined)
    return <AgentPage key={agent.id} agent={agent} view={view} online={online} onBack={() => setOpen(null)} />
  return (
    <>
      <Title
        title="Agents"
        actions={
          <Button disabled={!online || view.agents.length >= MOST_OF.agents} onClick={() => setAdding(true)}>
            <Plus size={14} aria-hidden="true" />
            Add an agent
          </Button>
        }
      >
        Who answers your customers, and how. A new conversation goes to the first active agent here that answers its
        channel.
      </Title>
      {adding && (
        <NewAgent
          online={online}
          onClose={(made) => {
            setAdding(false)
            if (made !== null) setOpen(made)
          }}
        />
      )}
      <Box label="All agents">
        <ol>
          {view.agents.map((one, i) => (
            <li key={one.id} className="border-line border-t first:border-0">
              <AgentLine agent={one} at={i} view={view} online={online} onOpen={() => setOpen(one.id)} />
            </li>
          ))}
        </ol>
      </Box>
      <HandoffBox view={view} online={online} />
    </>
  )
}

const MODE: Record<Agent['replyMode'], string> = {
  off: 'does not answer',
  draft: 'drafts replies',
  auto: 'may send by itself',
}

interface LineProps extends PageProps {
  readonly agent: Agent
  readonly at: number
  readonly onOpen: () => void
}

function AgentLine({ agent, at, view, online, onOpen }: LineProps) {
  const cards = cardsOf(view, agent.id).filter((card) => card.on).length
  const playbooks = playbooksOf(view, agent.id).filter((playbook) => playbook.on).length
  const channels = agent.channels.map((key) => CHANNEL_LABELS[key]).join(', ')
  const move = (by: number) => {
    const ids = view.agents.map((one) => one.id)
    ids.splice(at + by, 0, ...ids.splice(at, 1))
    void change('agent.order', { agentIds: ids })
  }
  return (
    <div className="flex items-center gap-3 px-4.5 py-3">
      <div className="min-w-0 flex-1">
        <h2 className="flex items-center gap-2 font-strong text-md">
          <span className="truncate">{agent.name}</span>
          {!agent.active && <PillTag tone="quiet">Not active</PillTag>}
        </h2>
        <p className="truncate text-dim">
          {channels === '' ? 'No channel' : channels} · {MODE[agent.replyMode]}
        </p>
        <p className="text-faint text-xs">
          {agent.classifierOn ? 'Reply classifier on' : 'Replies to every text'} · {count(cards, 'guidance card')} ·{' '}
          {count(playbooks, 'playbook')}
        </p>
      </div>
      <IconButton label={`Move ${agent.name} up`} disabled={!online || at === 0} onClick={() => move(-1)}>
        <ArrowUp size={15} aria-hidden="true" />
      </IconButton>
      <IconButton
        label={`Move ${agent.name} down`}
        disabled={!online || at === view.agents.length - 1}
        onClick={() => move(1)}
      >
        <ArrowDown size={15} aria-hidden="true" />
      </IconButton>
      <Button size="small" aria-label={`Open ${agent.name}`} onClick={onOpen}>
        Open
      </Button>
    </div>
  )
}
