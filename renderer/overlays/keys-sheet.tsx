import { type KeyGroup, MACRO_PREFIX, SAVED_PREFIX, SHORTCUTS, venuePlace } from '#shared/keys.ts'
import { useKeymap } from '../state/keymap.ts'
import { startTour } from '../state/tour.ts'
import { closeOverlay, goTo } from '../state/ui.ts'
import { useVenueStore } from '../state/venue.ts'
import { useVenues } from '../state/venues.ts'
import { PLAIN_KEY } from '../thread/plain-fix.tsx'
import { Button, Keys } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'

/** So that what belongs together stands together and the columns are about as long as each other. */
const BEFORE_WRITING: readonly KeyGroup[] = ['Move', 'List', 'Draft', 'Conversation']
const AFTER: readonly KeyGroup[] = ['Go to', 'Venues', 'Anywhere']

export default function KeysSheet() {
  const venues = useVenues((s) => s.list.length)
  return (
    <Sheet
      reading
      title="All keys"
      lead="Single keys work whenever no text field has the focus."
      wide="most"
      onClose={closeOverlay}
      footer={
        <>
          <Button
            look="quiet"
            onClick={() => {
              closeOverlay()
              startTour()
            }}
          >
            Take the tour
          </Button>
          <Button onClick={() => goTo('keyboard')}>Change keys</Button>
        </>
      }
    >
      <div className="columns-2 gap-9 min-[70rem]:columns-3">
        {BEFORE_WRITING.map((group) => (
          <Group key={group} group={group} />
        ))}
        <section className="mb-3.5 break-inside-avoid">
          <h3 className="mb-1 text-faint text-xs">While writing</h3>
          <div className="flex min-h-6 items-center gap-3">
            <span className="flex-1">Send</span>
            <Keys chord="Mod+Enter" />
          </div>
          <div className="flex min-h-6 items-center gap-3">
            <span className="flex-1">Snippets and macros, at the start of a word</span>
            <Keys chord="/" />
          </div>
          <div className="flex min-h-6 items-center gap-3">
            <span className="flex-1">Make the text plain, where that is cheaper</span>
            <Keys chord={PLAIN_KEY} />
          </div>
          <div className="flex min-h-6 items-center gap-3">
            <span className="flex-1">Leave the field, close what is open</span>
            <Keys chord="Esc" />
          </div>
        </section>
        {AFTER.filter((group) => group !== 'Venues' || venues > 1).map((group) => (
          <Group key={group} group={group} />
        ))}
        <section className="mb-3.5 break-inside-avoid">
          <h3 className="mb-1 text-faint text-xs">Saved views</h3>
          <div className="flex min-h-6 items-center gap-3">
            <span className="flex-1">The first, the second, and so on</span>
            <Keys chord={`${SAVED_PREFIX} 1`} />
          </div>
        </section>
        <MacroKeys />
      </div>
    </Sheet>
  )
}

function Group({ group }: { readonly group: KeyGroup }) {
  const keymap = useKeymap()
  const venues = useVenues((s) => s.list.length)
  const shown = SHORTCUTS.filter(
    (s) => s.group === group && keymap[s.action].length > 0 && (venuePlace(s.action) ?? 0) < Math.max(venues, 1),
  )
  return (
    <section className="mb-3.5 break-inside-avoid">
      <h3 className="mb-1 text-faint text-xs">{group}</h3>
      <dl>
        {shown.map((s) => (
          <div key={s.action} className="flex min-h-6 items-center gap-3">
            <dt className="flex-1">{s.label}</dt>
            <dd className="flex gap-2">
              {keymap[s.action].map((chord) => (
                <span key={chord}>
                  <span className="sr-only">{chord}</span>
                  <Keys chord={chord} />
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function MacroKeys() {
  const macros = useVenueStore((s) => s.view?.macros)?.filter((m) => m.key !== null) ?? []
  if (macros.length === 0) return null
  return (
    <section className="mb-3.5 break-inside-avoid">
      <h3 className="mb-1 text-faint text-xs">Macros</h3>
      <dl>
        {macros.map(({ id, name, key }) => (
          <div key={id} className="flex min-h-6 items-center gap-3">
            <dt className="flex-1">{name}</dt>
            <dd>
              <span className="sr-only">
                {MACRO_PREFIX} {key}
              </span>
              <Keys chord={`${MACRO_PREFIX} ${key}`} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
