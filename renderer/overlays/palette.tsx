import { Dialog } from '@base-ui/react/dialog'
import { Command, defaultFilter } from 'cmdk'
import { type ReactNode, useState } from 'react'
import { isEmpty } from '#shared/filters.ts'
import {
  type ActionName,
  MACRO_PREFIX,
  SAVED_PREFIX,
  SHORTCUTS,
  type Shortcut,
  venueAction,
  venuePlace,
} from '#shared/keys.ts'
import { SETTINGS_PAGES } from '../inbox/rail.tsx'
import { openThread } from '../state/act.ts'
import { useBulks } from '../state/bulk.ts'
import { runMacro } from '../state/canned.ts'
import { useComputer } from '../state/computer.ts'
import { isFinding } from '../state/find.ts'
import { holdsOn, openSaved, perform } from '../state/keyboard.ts'
import { anyMarked, markedCount, useMarks } from '../state/marks.ts'
import { openConversation, openSetting, recentFor, rememberChoice, useFoundConversations } from '../state/palette.ts'
import { usePool } from '../state/pool.ts'
import { useIsOwner, usePerson, useSession } from '../state/session.ts'
import { lookAtVenue } from '../state/switching.ts'
import { closeOverlay, goTo, useUi } from '../state/ui.ts'
import { useVenueStore } from '../state/venue.ts'
import { addVenue, useVenues } from '../state/venues.ts'
import { ActionKeys, Keys } from '../ui/button.tsx'
import { stepsText } from '../words/macro.ts'
import { lastLine } from '../words/pill.ts'
import { SETTINGS_INDEX } from '../words/settings-index.ts'
import { nameOf, prettyNumber } from '../words/text.ts'
import { venueState } from '../words/venues.ts'
import { OWN_PAGES } from '../words/why.ts'

const PLAIN = new Set(['palette'])
const GROUP =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-faint [&_[cmdk-group-heading]]:text-xs'
const ITEM = 'flex h-8 items-center gap-3 rounded-md px-2.5 data-[selected=true]:bg-active'
const NONE: readonly never[] = []

/** What can be done with all that are marked. */
const MANY: ReadonlySet<string> = new Set(['done', 'snooze', 'reopen', 'mark_read', 'assign', 'set_agent', 'set_mode'])

/** Whether the action can do something now; the others are not offered. */
function offered({ action }: Shortcut, page: string, owner: boolean): boolean {
  // Venues are offered by their names.
  if (PLAIN.has(action) || !holdsOn(action, page) || venuePlace(action) !== null) return false
  const thread = openThread()
  const draft = thread?.draft ?? null
  if (action === 'save_eval') return owner && thread?.messages.some((message) => message.direction === 'in') === true
  if (MANY.has(action) && anyMarked()) return true
  switch (action) {
    case 'approve':
    case 'edit':
      return draft?.kind === 'reply'
    case 'reject':
      return draft !== null
    case 'confirm':
      return draft?.kind === 'escalation'
    case 'hand_off':
      return thread !== null && thread.conversation.handoff === null
    case 'resume':
      return thread !== null && thread.conversation.handoff !== null
    case 'reopen':
      return thread !== null && thread.conversation.state !== 'open'
    case 'snooze':
    case 'done':
      return thread?.conversation.state === 'open'
    case 'assign':
    case 'set_mode':
    case 'set_agent':
      return thread !== null
    case 'mark_read':
      return thread?.conversation.unread === true
    case 'clear_marks':
      return anyMarked()
    case 'undo_bulk':
      return useBulks.getState().undoable !== null
    case 'clear_filter':
      return !isEmpty(usePool.getState().filter)
    case 'demo':
      return owner && useVenueStore.getState().view?.venue.demo === true
    case 'set_up':
      return owner && ['steps', 'list'].includes(useVenueStore.getState().view?.venue.setup?.stage ?? '')
    case 'find_next':
    case 'find_previous':
      return isFinding()
    case 'why':
    case 'note':
    case 'merge':
    case 'reply':
      return thread !== null
    default:
      return true
  }
}

/** One thing that can be chosen. */
interface Choice {
  /** Its own, and the same each time; it is what is remembered. */
  readonly id: string
  readonly group: string
  readonly label: string
  /** Other words by which it is found. */
  readonly also?: readonly string[]
  /** Quiet, behind the label. */
  readonly detail?: ReactNode
  readonly keys?: ReactNode
  readonly run: () => void
  /** Found by the desk: the words that were typed need not stand in what is shown. */
  readonly found?: boolean
}

const SINGLE = 'Single settings'
/** What was chosen lately comes before what fits as well. */
const RECENT_BONUS = 1.15
/** Beside what fits so much better, what only happens to hold the letters is left out. */
const BESIDE_THE_BEST = 0.2
/** Other words by which people look for an action. */
const ALSO: Partial<Record<ActionName, readonly string[]>> = {
  kill_switch: ['stop all', 'pause auto-send'],
  undo: ['take back'],
  done: ['archive'],
  reopen: ['reopen', 'unsnooze', 'wake'],
  assign: ['give to', 'take over'],
  note: ['comment'],
  set_mode: ['auto-send', 'auto-draft', 'off'],
}
/** The desk found it in a text: below what is called so. */
const IN_A_TEXT = 0.4

function scoreOf({ label, group, also = [], found }: Choice, typed: string): number {
  const byName = defaultFilter(label, typed)
  const byAny = found === true ? IN_A_TEXT : 0.8 * defaultFilter([label, group, ...also].join(' '), typed)
  return Math.max(byName, byAny)
}

type Groups = readonly (readonly [heading: string, choices: readonly Choice[]])[]

/** All by kind, those chosen lately first; once something is typed, what fits, best first. */
function grouped(choices: readonly Choice[], typed: string, recent: readonly string[]): Groups {
  if (typed === '') {
    const latest = recent.flatMap((id) => choices.find((choice) => choice.id === id) ?? [])
    // Single settings are many, and come once something is typed.
    const others = choices.filter((choice) => choice.group !== SINGLE && !latest.includes(choice))
    return [...(latest.length > 0 ? [['Recent', latest] as const] : []), ...Map.groupBy(others, (one) => one.group)]
  }
  const scored = choices
    .map((choice) => ({ choice, score: scoreOf(choice, typed) * (recent.includes(choice.id) ? RECENT_BONUS : 1) }))
    .filter(({ score }) => score > FITS)
    .sort((a, b) => b.score - a.score)
  const least = (scored[0]?.score ?? 0) * BESIDE_THE_BEST
  const fitting = scored.filter(({ score }) => score >= least)
  return [...Map.groupBy(fitting, ({ choice }) => choice.group)].map(
    ([group, list]) => [group, list.map(({ choice }) => choice)] as const,
  )
}

/** Below it, letters that only happen to follow each other. */
const FITS = 0.02

export default function Palette() {
  const person = usePerson()?.id ?? ''
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState('')
  const [recent] = useState(() => recentFor(person))
  const choices = useChoices(typed)
  const groups = grouped(choices, typed.trim(), recent)
  const shown = groups.flatMap(([, list]) => list)
  // What has just been found may stand above all else: the first is chosen until somebody chooses another.
  const value = shown.some((choice) => choice.id === chosen) ? chosen : (shown[0]?.id ?? '')
  const run = (choice: Choice) => {
    closeOverlay()
    if (choice.found !== true) rememberChoice(person, choice.id)
    choice.run()
  }
  const item = (choice: Choice) => (
    <Command.Item key={choice.id} value={choice.id} onSelect={() => run(choice)} className={ITEM}>
      <span dir="auto" className="max-w-full shrink-0 truncate">
        {choice.label}
      </span>
      <span dir="auto" className="min-w-0 flex-1 truncate text-faint text-xs">
        {choice.detail}
      </span>
      {choice.keys}
    </Command.Item>
  )
  return (
    <Dialog.Root open modal="trap-focus" onOpenChange={(open) => !open && closeOverlay()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-x-0 top-11 bottom-0 z-40 bg-shade" />
        <Dialog.Popup
          aria-label="Command palette"
          className="fixed top-[12vh] left-1/2 z-50 w-[600px] max-w-[calc(100vw-48px)] -translate-x-1/2 overflow-hidden rounded-xl border border-line bg-surface shadow-float outline-none"
        >
          <Command label="Command palette" loop shouldFilter={false} value={value} onValueChange={setChosen}>
            <Command.Input
              autoFocus
              value={typed}
              onValueChange={(next) => {
                setTyped(next)
                setChosen('')
              }}
              placeholder="Do something, find somebody, open a setting"
              className="h-12 w-full border-line border-b bg-transparent px-4 text-md outline-none"
            />
            <Command.List className="max-h-[min(26rem,60vh)] overflow-y-auto p-1.5">
              {shown.length === 0 && <p className="px-3 py-6 text-center text-dim">Nothing of that name.</p>}
              {groups.map(([group, list]) => (
                <Command.Group key={group} heading={group} className={GROUP}>
                  {list.map(item)}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** Everything that fits here and now. */
function useChoices(typed: string): readonly Choice[] {
  const page = useUi((s) => s.page)
  const owner = useIsOwner()
  const saved = useVenueStore((s) => s.view?.savedViews ?? NONE)
  const macros = useVenueStore((s) => s.view?.macros ?? NONE)
  const total = usePool((s) => s.total)
  const n = markedCount(useMarks(), total)
  const found = useFoundConversations(typed)
  const inShell = useComputer((s) => s.computer !== null)
  const venues = useVenues((s) => s.list)
  const inView = useSession((s) => s.status?.account ?? null)
  const open = (key: string) => (owner || OWN_PAGES.has(key)) && (inShell || key !== 'computer')
  const titles = new Map<string, string>(SETTINGS_PAGES)
  return [
    ...found.map(({ row, line }): Choice => {
      const { conversation: c } = row
      const name = nameOf(c)
      return {
        id: `conversation ${c.id}`,
        group: 'People and conversations',
        label: name,
        also: [c.customerNumber, line],
        detail: line === '' || line === name ? `${prettyNumber(c.customerNumber)} · ${lastLine(row)}` : line,
        run: () => openConversation(c.id),
        found: true,
      }
    }),
    ...SHORTCUTS.filter((s) => offered(s, page, owner)).map(
      (s): Choice => ({
        id: `action ${s.action}`,
        group: s.group,
        label: s.label,
        also: ALSO[s.action] ?? NONE,
        detail: n > 0 && MANY.has(s.action) ? `${n.toLocaleString('en-GB')} marked` : null,
        keys: <ActionKeys action={s.action} />,
        run: perform[s.action],
      }),
    ),
    ...saved.map(
      (row, i): Choice => ({
        id: `view ${row.id}`,
        group: 'Saved views',
        label: row.name,
        keys: i < 9 && <Keys chord={`${SAVED_PREFIX} ${i + 1}`} />,
        run: () => openSaved(row),
      }),
    ),
    ...(page === 'inbox' && openThread() !== null ? macros : []).map(
      (macro): Choice => ({
        id: `macro ${macro.id}`,
        group: 'Macros',
        label: macro.name,
        detail: stepsText(macro.steps),
        keys: macro.key !== null && <Keys chord={`${MACRO_PREFIX} ${macro.key}`} />,
        run: () => runMacro(macro, 'anywhere'),
      }),
    ),
    ...SETTINGS_PAGES.filter(([key]) => open(key)).map(
      ([key, title]): Choice => ({
        id: `page ${key}`,
        group: 'Settings',
        label: title,
        run: () => goTo(key),
      }),
    ),
    ...venues.flatMap((glance, i): Choice | readonly Choice[] => {
      if (glance.account === inView) return []
      const action = venueAction(i)
      return {
        id: `venue ${glance.account}`,
        group: 'Venues',
        label: `Go to ${glance.name}`,
        detail: venueState(glance)?.text ?? null,
        keys: action !== undefined && <ActionKeys action={action} />,
        run: () => void lookAtVenue(glance.account),
      }
    }),
    { id: 'action add_venue', group: 'Venues', label: 'Add a venue', also: ['account', 'server'], run: addVenue },
    // For whoever builds a page: found by its name alone.
    ...(/^comp/i.test(typed.trim())
      ? [{ id: 'page components', group: 'Settings', label: 'Components', run: () => goTo('components') }]
      : []),
    ...SETTINGS_INDEX.filter((setting) => open(setting.page)).map(
      (setting): Choice => ({
        id: `setting ${setting.page} ${setting.label}`,
        group: SINGLE,
        label: setting.label,
        also: [setting.also ?? '', titles.get(setting.page) ?? ''],
        detail: titles.get(setting.page),
        run: () => openSetting(setting),
      }),
    ),
  ]
}
