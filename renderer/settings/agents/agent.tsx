import { ChevronLeft } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import type { VenueView } from '#shared/rpc.ts'
import { Button } from '../../ui/button.tsx'
import { PillTag } from '../../ui/pill.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { AgentSettingsTab } from './agent-settings.tsx'
import { Chat } from './chat.tsx'
import { GuidanceTab } from './guidance.tsx'
import { type Agent, OnScreen, type Part, settingsWith } from './on-screen.ts'
import { PlaybooksTab } from './playbooks.tsx'

interface AgentPageProps {
  readonly agent: Agent
  readonly view: VenueView
  readonly online: boolean
  readonly onBack: () => void
}

/** One agent: all that shapes it at the left, and beside it a chat in which it answers as the page stands. */
export function AgentPage({ agent, view, online, onBack }: AgentPageProps) {
  const [parts, setParts] = useState<Readonly<Record<string, Part>>>({})
  const tell = useCallback((form: string, part: Part | null) => {
    setParts(({ [form]: _, ...rest }) => (part === null ? rest : { ...rest, [form]: part }))
  }, [])
  const settings = useMemo(() => settingsWith(view, agent.id, Object.values(parts)), [view, agent.id, parts])
  const props = { agent, view, online }
  return (
    <OnScreen value={tell}>
      <div data-wide className="flex items-center gap-3">
        <Button size="small" look="quiet" className="-ml-2" onClick={onBack}>
          <ChevronLeft size={15} aria-hidden="true" />
          All agents
        </Button>
      </div>
      <div className="flex items-center gap-2.5">
        <h1 className="font-strong text-xl tracking-[-0.015em]">{agent.name}</h1>
        {!agent.active && <PillTag tone="quiet">Not active</PillTag>}
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)_380px] items-start gap-6 max-wide:grid-cols-1">
        <Tabs
          label={`Settings of ${agent.name}`}
          tabs={[
            { key: 'settings', label: 'Settings', content: <AgentSettingsTab {...props} onGone={onBack} /> },
            { key: 'guidance', label: 'Guidance cards', content: <GuidanceTab {...props} /> },
            { key: 'playbooks', label: 'Playbooks', content: <PlaybooksTab {...props} /> },
          ]}
        />
        <Chat {...props} settings={settings} />
      </div>
    </OnScreen>
  )
}
