import { ArrowLeft } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { VenueView } from '#shared/rpc.ts'
import { OfflineLine } from '../inbox/offline.tsx'
import { useSettingsPages } from '../inbox/rail.tsx'
import { useNarrow } from '../state/narrow.ts'
import { useOnline } from '../state/session.ts'
import { goTo, useUi } from '../state/ui.ts'
import { useVenueStore } from '../state/venue.ts'
import { Button } from '../ui/button.tsx'
import { Choose } from '../ui/choose.tsx'
import type { SettingsPage } from '../words/why.ts'
import { Agents } from './agents/agents.tsx'
import { Audit } from './audit.tsx'
import { AutoSend } from './auto-send.tsx'
import { Backtest } from './backtest/backtest.tsx'
import { CannedPage } from './canned/canned.tsx'
import { Components } from './components.tsx'
import { Computer } from './computer.tsx'
import { Credits } from './credits.tsx'
import { Diary } from './diary.tsx'
import { EnginePage } from './engine.tsx'
import { Evals } from './evals/evals.tsx'
import { InsightsPage } from './insights/insights.tsx'
import { Keyboard } from './keyboard.tsx'
import { Limits } from './limits.tsx'
import { Memory } from './memory.tsx'
import { Notifications } from './notifications.tsx'
import { Services } from './services.tsx'
import { Team } from './team/team.tsx'
import { Timing } from './timing.tsx'
import { Upgrade } from './upgrade.tsx'
import { VenuePage } from './venue.tsx'
import { Voice } from './voice.tsx'

interface PageProps {
  readonly view: VenueView
  readonly online: boolean
}

const PAGES: Record<SettingsPage, (props: PageProps) => React.ReactNode> = {
  insights: InsightsPage,
  'auto-send': AutoSend,
  backtest: Backtest,
  limits: Limits,
  timing: Timing,
  agents: Agents,
  evals: Evals,
  engine: EnginePage,
  voice: Voice,
  memory: Memory,
  services: Services,
  diary: Diary,
  venue: VenuePage,
  credits: Credits,
  team: Team,
  audit: Audit,
  snippets: CannedPage,
  notifications: Notifications,
  keyboard: Keyboard,
  computer: Computer,
  components: Components,
}

/** Pages that mean nothing while no AI runs, by their titles. */
const NEEDS_PRO: Partial<Record<SettingsPage, string>> = {
  'auto-send': 'Auto-send',
  backtest: 'Backtest',
  limits: 'Caps and quiet hours',
  voice: 'Brand voice',
  agents: 'Agents',
  evals: 'Evals',
  engine: 'Engine',
}

/** Settings of the venue, which are an owner's, and everybody's own. They change on the server or not at all, so they rest while it is away. */
export default function Settings() {
  const page = useUi((s) => s.page)
  const view = useVenueStore((s) => s.view)
  const online = useOnline()
  const main = useRef<HTMLElement>(null)
  const narrow = useNarrow()
  useEffect(() => {
    if (page !== 'inbox') main.current?.scrollTo(0, 0)
  }, [page])
  if (view === null || page === 'inbox' || page === 'set-up') return <main className="flex-1" aria-busy="true" />
  const Page = PAGES[page]
  const upgrade = view.venue.plan === 'FREE' ? NEEDS_PRO[page] : undefined
  return (
    <main
      ref={main}
      className="min-w-0 flex-1 overflow-y-auto bg-bg px-10 py-7 max-wide:px-6 max-desk:px-4 max-desk:py-3"
    >
      {narrow && <PagePicker />}
      <div className="flex max-w-[980px] flex-col gap-4.5 has-data-wide:max-w-[1280px]">
        {upgrade === undefined ? <Page view={view} online={online} /> : <Upgrade title={upgrade} />}
      </div>
    </main>
  )
}

/** In place of the rail, where there is no room for it beside the page. */
function PagePicker() {
  const page = useUi((s) => s.page)
  const pages = useSettingsPages()
  return (
    <nav aria-label="Settings" className="mb-3 flex min-h-9 items-center justify-between gap-2">
      <Button size="small" onClick={() => goTo('inbox')}>
        <ArrowLeft size={14} aria-hidden="true" />
        Back to inbox
      </Button>
      <OfflineLine />
      <Choose
        label="Page"
        value={page}
        choices={pages.map(([value, label]) => ({ value, label }))}
        onChange={(next) => goTo(next)}
      />
    </nav>
  )
}
