import {
  Check,
  Inbox,
  type LucideIcon,
  Moon,
  PanelLeftClose,
  PanelLeftOpen,
  Rows3,
  Settings,
  Sparkles,
  UserRoundCheck,
  Zap,
} from 'lucide-react'
import { Fragment, type ReactNode, useEffect, useRef } from 'react'
import { toggled } from '#shared/filters.ts'
import { VIEWS, type View } from '#shared/views.ts'
import { useComputer } from '../state/computer.ts'
import { goToSettings, openSaved } from '../state/keyboard.ts'
import { useNarrow } from '../state/narrow.ts'
import { isSearch, showFilter, showView, usePool, usePoolOf } from '../state/pool.ts'
import { focusList } from '../state/selection.ts'
import { useIsOwner, usePerson } from '../state/session.ts'
import { goTo, toggleRail, useUi } from '../state/ui.ts'
import { useAgents, useVenueStore } from '../state/venue.ts'
import { cx } from '../ui/cx.ts'
import { whole } from '../words/text.ts'
import { VIEW_LABEL } from '../words/views.ts'
import { OWN_PAGES, type SettingsPage } from '../words/why.ts'
import { Offline } from './offline.tsx'
import { PersonMenu } from './person-menu.tsx'
import { SavedView } from './saved-view.tsx'

const ICONS: Record<View, LucideIcon> = {
  needs_you: Inbox,
  sending_soon: Zap,
  handed_off: UserRoundCheck,
  ai_handled: Sparkles,
  snoozed: Moon,
  done: Check,
  everything: Rows3,
}

export const SETTINGS_PAGES: readonly (readonly [SettingsPage, string])[] = [
  ['insights', 'Insights'],
  ['auto-send', 'Auto-send'],
  ['backtest', 'Backtest'],
  ['limits', 'Caps and quiet hours'],
  ['timing', 'Timing'],
  ['agents', 'Agents'],
  ['evals', 'Evals'],
  ['engine', 'Engine'],
  ['voice', 'Brand voice'],
  ['memory', 'Business Memory'],
  ['services', 'Services and prices'],
  ['diary', 'Hours and diary'],
  ['venue', 'Number and venue'],
  ['credits', 'Credits and plan'],
  ['team', 'Team and sessions'],
  ['audit', 'Audit log'],
  ['snippets', 'Snippets and macros'],
  ['notifications', 'Notifications'],
  ['keyboard', 'Keyboard'],
  ['computer', 'This computer'],
]

/** Where a page stands among the settings; what is named nowhere stands with the venue. */
const GROUPS: readonly (readonly [heading: string, pages: readonly SettingsPage[]])[] = [
  ['Automation', ['insights', 'auto-send', 'backtest', 'limits', 'timing']],
  ['The AI', ['agents', 'evals', 'voice', 'engine']],
  ['What it knows', ['memory', 'services', 'diary']],
  ['Venue', []],
  ['Yours', ['snippets', 'notifications', 'keyboard', 'computer']],
]
const grouped = new Set(GROUPS.flatMap(([, pages]) => pages))

export function Rail() {
  const page = useUi((s) => s.page)
  // The pages of the settings have no icons to fold to.
  const narrow = useNarrow()
  const folded = useUi((s) => (s.railFolded || narrow) && s.page === 'inbox')
  const person = usePerson()
  const items = useRef<HTMLDivElement>(null)
  // In a low window the page that is open may lie further down.
  useEffect(() => {
    if (page !== 'inbox') items.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' })
  }, [page])
  return (
    <nav
      aria-label={page === 'inbox' ? 'Views' : 'Settings'}
      className={cx(
        'flex shrink-0 flex-col border-line border-r bg-bg py-2.5',
        folded ? 'w-14' : 'w-[clamp(184px,15.5vw,220px)]',
      )}
    >
      <div ref={items} className={cx('flex min-h-0 flex-1 flex-col gap-px overflow-y-auto', folded ? 'px-1' : 'px-2')}>
        {page === 'inbox' ? <Views folded={folded} /> : <SettingsPages />}
      </div>
      <Offline folded={folded} />
      <div className={cx('flex shrink-0 flex-col gap-px pt-2', folded ? 'px-1' : 'px-2')}>
        {page === 'inbox' && (
          <Item
            icon={<Settings size={16} aria-hidden="true" />}
            label="Settings"
            folded={folded}
            onClick={goToSettings}
          />
        )}
        {person !== null && <PersonMenu person={person} folded={folded} />}
        {page === 'inbox' && !narrow && (
          <Item
            icon={
              folded ? <PanelLeftOpen size={16} aria-hidden="true" /> : <PanelLeftClose size={16} aria-hidden="true" />
            }
            label={folded ? 'Unfold' : 'Fold'}
            folded={folded}
            onClick={toggleRail}
          />
        )}
      </div>
    </nav>
  )
}

function Views({ folded }: { readonly folded: boolean }) {
  const { view, search, filter, savedId, counts, tallies } = usePoolOf(
    ...(['view', 'search', 'filter', 'savedId', 'counts', 'tallies'] as const),
  )
  const agents = useAgents()
  const saved = useVenueStore((s) => s.view?.savedViews ?? NONE)
  const searching = isSearch(search)
  const go = (act: () => void) => () => {
    act()
    focusList()
  }
  return (
    <>
      {VIEWS.map((v) => {
        const Icon = ICONS[v]
        return (
          <Item
            key={v}
            icon={<Icon size={16} aria-hidden="true" />}
            label={VIEW_LABEL[v]}
            folded={folded}
            current={v === view && savedId === null && !searching}
            count={counts === null || v === 'done' || v === 'everything' ? null : counts[v]}
            alarming={v === 'handed_off'}
            onClick={go(() => showView(v))}
          />
        )
      })}
      {!folded && saved.length > 0 && (
        <>
          <h2 className="px-2 pt-3 pb-1 text-faint text-xs">Saved</h2>
          {saved.map((row, i) => (
            <SavedView
              key={row.id}
              row={row}
              place={i}
              current={row.id === savedId && !searching}
              count={tallies.saved[row.id] ?? null}
              onOpen={go(() => openSaved(row))}
            />
          ))}
        </>
      )}
      {!folded && agents.length > 1 && (
        <>
          <h2 className="px-2 pt-3 pb-1 text-faint text-xs">Agents</h2>
          {agents.map((agent) => (
            <Item
              key={agent.id}
              label={agent.name}
              folded={false}
              pressed={filter.agent?.includes(agent.id) === true}
              count={tallies.agents[agent.id] ?? null}
              onClick={go(() => showFilter(toggled(filter, 'agent', agent.id)))}
            />
          ))}
        </>
      )}
    </>
  )
}

const NONE: readonly never[] = []

/** The pages of the settings that are there for this person, on this computer. */
export function useSettingsPages(): readonly (readonly [SettingsPage, string])[] {
  const owner = useIsOwner()
  const inShell = useComputer((s) => s.computer !== null)
  return SETTINGS_PAGES.filter(([key]) => (owner || OWN_PAGES.has(key)) && (inShell || key !== 'computer'))
}

function SettingsPages() {
  const page = useUi((s) => s.page)
  const waiting = usePool((s) => s.counts?.needs_you ?? null)
  const there = useSettingsPages()
  return (
    <>
      <Item
        icon={<Inbox size={16} aria-hidden="true" />}
        label="Back to inbox"
        folded={false}
        count={waiting}
        onClick={() => goTo('inbox')}
      />
      {GROUPS.map(([heading, pages]) => {
        const here = there.filter(([key]) => pages.includes(key) || (heading === 'Venue' && !grouped.has(key)))
        return here.length === 0 ? null : (
          <Fragment key={heading}>
            <h2 className="px-2 pt-2.5 pb-0.5 text-faint text-xs">{heading}</h2>
            {here.map(([key, label]) => (
              <Item key={key} label={label} folded={false} current={page === key} onClick={() => goTo(key)} />
            ))}
          </Fragment>
        )
      })}
    </>
  )
}

interface ItemProps {
  readonly label: string
  readonly folded: boolean
  readonly icon?: ReactNode
  readonly current?: boolean
  /** It narrows what is shown, and can be let go again. */
  readonly pressed?: boolean
  readonly count?: number | null
  readonly alarming?: boolean
  readonly onClick: () => void
}

function Item({ label, folded, icon, current = false, pressed, count = null, alarming = false, onClick }: ItemProps) {
  const shown = count !== null && count > 0
  // As many as there is room for beside the icon.
  const most = folded ? 99 : 9_999
  return (
    <button
      type="button"
      aria-current={current ? 'page' : undefined}
      aria-pressed={pressed}
      title={folded ? label : undefined}
      onClick={onClick}
      className={cx(
        'flex h-7 shrink-0 items-center rounded-md text-left',
        folded ? 'px-1' : 'gap-2.5 px-2',
        current || pressed === true ? 'bg-active font-strong text-text' : 'text-dim hover:bg-hover hover:text-text',
      )}
    >
      {icon}
      <span className={folded ? 'sr-only' : 'truncate'}>{label}</span>
      {shown && (
        <span
          className={cx(
            'ml-auto text-xs tabular-nums',
            alarming ? 'font-strong text-stop' : current ? 'text-text' : 'text-faint',
          )}
        >
          {count > most ? `${whole(most)}+` : whole(count)}
        </span>
      )}
    </button>
  )
}
