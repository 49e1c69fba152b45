import { Dialog } from '@base-ui/react/dialog'
import { Command } from 'cmdk'
import { isEmpty } from '#shared/filters.ts'
import { MACRO_PREFIX, SAVED_PREFIX, SHORTCUTS, type Shortcut } from '#shared/keys.ts'
import { openThread } from '../state/act.ts'
import { useBulks } from '../state/bulk.ts'
import { runMacro } from '../state/canned.ts'
import { isFinding } from '../state/find.ts'
import { holdsOn, openSaved, perform } from '../state/keyboard.ts'
import { anyMarked, markedCount, useMarks } from '../state/marks.ts'
import { usePool } from '../state/pool.ts'
import { useIsOwner } from '../state/session.ts'
import { closeOverlay, useUi } from '../state/ui.ts'
import { useVenueStore } from '../state/venue.ts'
import { ActionKeys, Keys } from '../ui/button.tsx'
import { stepsText } from '../words/macro.ts'

const GROUPS = [...new Set(SHORTCUTS.map((s) => s.group))]
const PLAIN = new Set(['palette'])
const GROUP =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-faint [&_[cmdk-group-heading]]:text-xs'
const ITEM = 'flex h-8 items-center gap-3 rounded-md px-2.5 data-[selected=true]:bg-active'
const NONE: readonly never[] = []

/** What can be done with all that are marked. */
const MANY: ReadonlySet<string> = new Set(['done', 'snooze', 'reopen', 'mark_read', 'assign', 'set_agent', 'set_mode'])

/** Whether the action can do something now; the others are not offered. */
function offered({ action }: Shortcut, page: string, owner: boolean): boolean {
  if (PLAIN.has(action) || !holdsOn(action, page)) return false
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

export default function Palette() {
  const page = useUi((s) => s.page)
  const owner = useIsOwner()
  const saved = useVenueStore((s) => s.view?.savedViews ?? NONE)
  const total = usePool((s) => s.total)
  const n = markedCount(useMarks(), total)
  const macros = useVenueStore((s) => s.view?.macros ?? NONE)
  const choices = SHORTCUTS.filter((s) => offered(s, page, owner))
  const run = (shortcut: Shortcut) => {
    closeOverlay()
    perform[shortcut.action]()
  }
  return (
    <Dialog.Root open modal="trap-focus" onOpenChange={(open) => !open && closeOverlay()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-x-0 top-11 bottom-0 z-40 bg-shade" />
        <Dialog.Popup
          aria-label="Command palette"
          className="fixed top-[14vh] left-1/2 z-50 w-[560px] -translate-x-1/2 overflow-hidden rounded-xl border border-line bg-surface shadow-float outline-none"
        >
          <Command label="Command palette" loop>
            <Command.Input
              autoFocus
              placeholder="What do you want to do?"
              className="h-12 w-full border-line border-b bg-transparent px-4 text-md outline-none"
            />
            <Command.List className="max-h-[52vh] overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-6 text-center text-dim">Nothing of that name.</Command.Empty>
              {GROUPS.map((group) => {
                const inGroup = choices.filter((s) => s.group === group)
                return inGroup.length === 0 ? null : (
                  <Command.Group key={group} heading={group} className={GROUP}>
                    {inGroup.map((shortcut) => (
                      <Command.Item
                        key={shortcut.action}
                        value={`${group} ${shortcut.label}`}
                        onSelect={() => run(shortcut)}
                        className={ITEM}
                      >
                        <span className="flex-1">
                          {shortcut.label}
                          {n > 0 && MANY.has(shortcut.action) && (
                            <span className="text-dim"> · {n.toLocaleString('en-GB')} marked</span>
                          )}
                        </span>
                        <ActionKeys action={shortcut.action} />
                      </Command.Item>
                    ))}
                  </Command.Group>
                )
              })}
              {saved.length > 0 && (
                <Command.Group heading="Saved views" className={GROUP}>
                  {saved.map((row, i) => (
                    <Command.Item
                      key={row.id}
                      value={`Saved views ${row.name} ${row.id}`}
                      onSelect={() => {
                        closeOverlay()
                        openSaved(row)
                      }}
                      className={ITEM}
                    >
                      <span dir="auto" className="min-w-0 flex-1 truncate">
                        {row.name}
                      </span>
                      {i < 9 && <Keys chord={`${SAVED_PREFIX} ${i + 1}`} />}
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
              {page === 'inbox' && openThread() !== null && macros.length > 0 && (
                <Command.Group heading="Macros" className={GROUP}>
                  {macros.map((macro) => (
                    <Command.Item
                      key={macro.id}
                      value={`Macros ${macro.name} ${macro.id}`}
                      onSelect={() => {
                        closeOverlay()
                        runMacro(macro, 'anywhere')
                      }}
                      className={ITEM}
                    >
                      <span className="shrink-0">{macro.name}</span>
                      <span className="min-w-0 flex-1 truncate text-faint text-xs">{stepsText(macro.steps)}</span>
                      {macro.key !== null && <Keys chord={`${MACRO_PREFIX} ${macro.key}`} />}
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
